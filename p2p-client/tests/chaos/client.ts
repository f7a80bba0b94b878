import { io } from 'socket.io-client';
import { P2P, type P2PError, type Peer } from '../../src/index.js';

/** What peers say of themselves. */
export interface Data {
  readonly name: string;
}

/** What could not be done, as far as it matters here. */
export type Failure = Pick<P2PError, 'code' | 'message' | 'missed' | 'event' | 'peerId'>;

/** What is heard in a room. A question is answered with `answerOf`. */
export interface Listener {
  note(from: string, number: number): void;
  file(from: string, number: number, bytes: number): void;
  gone(id: string, name: string): void;
  failed(failure: Failure): void;
}

/** A client in a room. */
export interface Place {
  /** The id that it has there, while it is. */
  readonly peerId: string | undefined;
  /** Whom it sees there. */
  readonly peers: readonly Pick<Peer<Data>, 'id' | 'lost' | 'data'>[];
  /** Says something to everybody: one kind of it is what a handler of the sample sees first. */
  say(event: 'note' | 'peer-msg', number: number): void;
  tell(peerId: string, number: number): void;
  ask(peerId: string, number: number, timeoutMs: number): Promise<string>;
  sendFile(number: number, bytes: number): void;
}

/** A client of the servers, whatever it is written in. */
export interface Client {
  readonly isConnected: boolean;
  join(room: string, listener: Listener): Place;
  /** Its connection is lost, and neither end has wanted that. */
  cut(): void;
  leave(): void;
}

/** What somebody answers who is asked. */
export function answerOf(name: string, number: number): string {
  return `${name} has heard ${number}`;
}

interface Events {
  note(from: string, number: number): void;
  file(from: string, number: number, bytes: ArrayBuffer | Uint8Array): void;
  'peer-msg'(message: { name: string; text: string }): void;
  question(from: string, number: number, answer: (said: string) => void): void;
}

/** The browser client, in this process. */
export class NodeClient implements Client {
  readonly #name: string;
  readonly #socket;

  constructor(name: string, url: string) {
    this.#name = name;
    this.#socket = io(url, { transports: ['websocket'], forceNew: true });
  }

  get isConnected(): boolean {
    return this.#socket.connected;
  }

  join(room: string, listener: Listener): Place {
    const name = this.#name;
    const p2p = new P2P<Events, Data>(this.#socket, { room, rtc: null, data: { name } });
    p2p.on('note', (from, number) => listener.note(from, number));
    p2p.on('file', (from, number, bytes) => listener.file(from, number, bytes.byteLength));
    p2p.on('peer-msg', (message) => listener.note(message.name, Number(message.text)));
    p2p.on('question', (from, number, answer) => {
      listener.note(from, number);
      answer(answerOf(name, number));
    });
    p2p.on('peer-disconnect', ({ id, data }: Peer<Data>) => listener.gone(id, data?.name ?? '?'));
    p2p.on('peer-error', (error) => listener.failed(error));
    return {
      get peerId() {
        return p2p.peerId;
      },
      get peers() {
        return p2p.peers;
      },
      say(event, number) {
        if (event === 'note') p2p.emit('note', name, number);
        else p2p.emit('peer-msg', { name, text: String(number) });
      },
      tell: (peerId, number) => void p2p.to(peerId).emit('note', name, number),
      ask: (peerId, number, timeoutMs) =>
        p2p.to(peerId).timeout(timeoutMs).emitWithAck('question', name, number),
      sendFile: (number, bytes) => void p2p.emit('file', name, number, new Uint8Array(bytes)),
    };
  }

  cut(): void {
    const { transport } = this.#socket.io.engine as unknown as { transport: { ws?: { terminate(): void } } };
    transport.ws?.terminate();
  }

  leave(): void {
    this.#socket.disconnect();
  }
}
