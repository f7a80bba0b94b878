import { ABOVE_0, check, hasMethods, STRING } from './check.js';
import { createEmitter, type Listener } from './emitter.js';
import { isReserved, type LibraryEvents } from './events.js';
import { resolveOptions, type P2POptions } from './options.js';
import { createRoom, type Room } from './room.js';
import type { AnySocket } from '../session/session.js';
import type {
  AckEvents,
  Answer,
  DefaultEvents,
  EventArgs,
  EventListener,
  EventsMap,
  Peer,
  PlainEvents,
  QuestionArgs,
} from './types.js';

/** What `p2p.to(peerId)` gives: emits to that peer only. */
export interface Target<Events extends EventsMap = DefaultEvents> extends PeerQuestion<Events> {
  /** Sends an event to the peer, by its link or through the server. */
  emit<K extends PlainEvents<Events>>(event: K, ...args: EventArgs<Events[K]>): this;
  /** Limits the time for the answer of the next question, in milliseconds. */
  timeout(timeoutMs: number): PeerQuestion<Events>;
}

/** A question to one peer. */
export interface PeerQuestion<Events extends EventsMap = DefaultEvents> {
  /**
   * Sends an event to the peer and waits for its answer: what a listener there gives to the function that it
   * gets as the last argument before the sender.
   *
   * @returns rejects with a {@link P2PError}: `timeout`, `not-answered` if the peer leaves, `unknown-peer`,
   * `unreachable`, `missed`, `aborted`, `too-large`, or what the server refused it with
   */
  emitWithAck<K extends AckEvents<Events>>(
    event: K,
    ...args: QuestionArgs<Events[K]>
  ): Promise<Answer<Events[K]>>;
}

/** A question to everybody in the room. */
export interface RoomQuestion<Events extends EventsMap = DefaultEvents> {
  /**
   * Sends an event to every other member and waits for the answers of those who are in the room now.
   *
   * @returns the answers by peer id, without those of peers that left before they answered. Rejects with a
   * {@link P2PError} `timeout` that has the `answers` that came and the `peerIds` of those who are missing
   */
  emitWithAck<K extends AckEvents<Events>>(
    event: K,
    ...args: QuestionArgs<Events[K]>
  ): Promise<Map<string, Answer<Events[K]>>>;
  /** Addresses one peer of the room instead of all. */
  to(peerId: string): PeerQuestion<Events>;
}

/**
 * A Socket.IO client whose events go to the other members of a room: through the server at first, and
 * over WebRTC links between the browsers as soon as these are open.
 *
 * @example
 * const p2p = new P2P(io());
 * p2p.on('text', (line, sender) => console.log(sender.id, sender.path, line));
 * p2p.emit('text', 'Hello');
 */
export class P2P<Events extends EventsMap = DefaultEvents, Data = unknown> implements RoomQuestion<Events> {
  /** The name of the room. */
  readonly room: string;
  readonly #room: Room;
  readonly #emitter = createEmitter();

  /**
   * Joins a room, now or when the socket connects. After a reconnect it still is in the room, under the same
   * id, or if it was away for too long joins again, under another.
   *
   * @param socket a socket of socket.io-client; several P2P, each with its room, may share one
   * @param options see {@link P2POptions}
   * @param onUpgrade is called at the first `upgrade`
   * @throws TypeError that says what is wrong, if the socket is none, an option is not valid or there is none of
   * that name
   * @throws Error if the socket serves that room already
   */
  constructor(socket: AnySocket, options?: P2POptions<Data>, onUpgrade?: () => void);
  constructor(socket: AnySocket, onUpgrade?: () => void);
  constructor(socket: AnySocket, options: P2POptions<Data> | (() => void) = {}, onUpgrade?: () => void) {
    checkSocket(socket);
    if (typeof options === 'function') [options, onUpgrade] = [{}, options];
    const settings = resolveOptions(options);
    this.room = settings.room;
    if (onUpgrade) this.once('upgrade', onUpgrade);
    this.#room = createRoom(socket, settings, {
      emit: (event, ...args) => {
        const heard = this.#emitter.emit(event, ...args);
        if (!heard && event === 'peer-error') console.warn('socket.io-p2p-client:', ...args);
      },
      receive: (event, args, sender) => this.#emitter.emit(event, ...args, sender),
    });
  }

  /** This client's peer id, `undefined` while it is not in the room. */
  get peerId(): string | undefined {
    return this.#room.peerId;
  }

  /** The other members of the room. */
  get peers(): readonly Peer<Data>[] {
    return this.#room.mesh.peers as Peer<Data>[];
  }

  /** What the other peers know of this one: the option `data`, or what was set since. Setting it tells them. */
  get data(): Data | undefined {
    return this.#room.relay.data as Data | undefined;
  }

  set data(data: Data | undefined) {
    this.#room.relay.update(data);
  }

  /** Whether events take the links that are open. Set by `upgrade()` and by the automatic upgrade. */
  get usePeerConnection(): boolean {
    return this.#room.mode.usePeerConnection;
  }

  set usePeerConnection(usePeerConnection: boolean) {
    this.#room.use({ usePeerConnection });
  }

  /**
   * Whether events may pass the server. `false` is the private mode: events go by link only and wait for
   * links that are planned; a `peer-error` with the code `unreachable` names the peers that have none. Events
   * that still wait when the mode ends are given up, with the same error.
   */
  get useSockets(): boolean {
    return this.#room.mode.useSockets;
  }

  set useSockets(useSockets: boolean) {
    this.#room.use({ useSockets });
  }

  /** Listens to an event of the library or of the other peers; returns a function that stops it. */
  on<K extends keyof LibraryEvents>(event: K, listener: LibraryEvents<Data>[K]): () => void;
  on<K extends keyof Events & string>(event: K, listener: EventListener<Events[K]>): () => void;
  on(event: string, listener: unknown): () => void {
    return this.#emitter.on(event, listener as Listener);
  }

  /** Listens to the next event of this name; returns a function that stops it. */
  once<K extends keyof LibraryEvents>(event: K, listener: LibraryEvents<Data>[K]): () => void;
  once<K extends keyof Events & string>(event: K, listener: EventListener<Events[K]>): () => void;
  once(event: string, listener: unknown): () => void {
    return this.#emitter.on(event, listener as Listener, true);
  }

  /** Stops a listener, or all of an event. */
  off(event: (keyof LibraryEvents | keyof Events) & string, listener?: Listener): this {
    this.#emitter.off(event, listener);
    return this;
  }

  /**
   * Sends an event to every other member of the room. The arguments are those of Socket.IO's `emit`:
   * anything JSON can say, and `ArrayBuffer`s and typed arrays anywhere in it. They are read at once.
   *
   * @throws TypeError if the name is one of the library's or Socket.IO's, or an argument is or contains
   * a function, a Blob, a cycle or a BigInt, or there are more than 1,000 binaries, or arrays and objects more than
   * 250 deep in each other
   */
  emit<K extends PlainEvents<Events>>(event: K, ...args: EventArgs<Events[K]>): this {
    this.#room.send(checkedName(event), args);
    return this;
  }

  emitWithAck<K extends AckEvents<Events>>(
    event: K,
    ...args: QuestionArgs<Events[K]>
  ): Promise<Map<string, Answer<Events[K]>>> {
    return this.#ask(undefined).emitWithAck(event, ...args) as Promise<Map<string, Answer<Events[K]>>>;
  }

  /** Limits the time for the answers to the next question, in milliseconds. */
  timeout(timeoutMs: number): RoomQuestion<Events> {
    const checkedMs = checkedTimeout(timeoutMs);
    return {
      ...(this.#ask(undefined, checkedMs) as unknown as RoomQuestion<Events>),
      to: (peerId) => this.#ask(checkedPeerId(peerId), checkedMs),
    };
  }

  /**
   * Addresses one peer of the room instead of all.
   *
   * @throws TypeError if that is no peer's id
   */
  to(peerId: string): Target<Events> {
    checkedPeerId(peerId);
    const target: Target<Events> = {
      ...this.#ask(peerId),
      emit: (event, ...args) => {
        this.#room.send(checkedName(event), args, peerId);
        return target;
      },
      timeout: (timeoutMs) => this.#ask(peerId, checkedTimeout(timeoutMs)),
    };
    return target;
  }

  /** Uses the links from now on, where they are open. */
  upgrade(): void {
    this.usePeerConnection = true;
  }

  /** Sends a media stream to every linked peer, now and later. */
  addStream(stream: MediaStream): void {
    this.#room.mesh.addStream(stream);
  }

  /** Stops sending a media stream. */
  removeStream(stream: MediaStream): void {
    this.#room.mesh.removeStream(stream);
  }

  /**
   * Leaves the room and closes the links; the socket stays as it is. Another `P2P` on it may join the room again.
   */
  leave(): void {
    this.#room.leave();
  }

  /**
   * Leaves the room and closes the links. The last P2P on a socket disconnects the socket as well; the next one
   * connects it again.
   */
  disconnect(): void {
    this.#room.disconnect();
  }

  #ask(to: string | undefined, timeoutMs?: number): PeerQuestion<Events> {
    return {
      emitWithAck: (event, ...args) => this.#room.ask(checkedName(event), args, to, timeoutMs),
    };
  }
}

const SOCKET_METHODS = ['on', 'off', 'emit', 'timeout', 'connect', 'disconnect'];

function checkSocket(socket: unknown): void {
  const isSocket = (): boolean =>
    'connected' in (Object(socket) as object) && hasMethods(socket, SOCKET_METHODS);
  const url = typeof socket === 'string' ? `'${socket}'` : '';
  check('the first argument', socket, [isSocket, `a socket of socket.io-client 4: new P2P(io(${url}))`]);
}

function checkedName(event: string): string {
  check("an event's name", event, STRING);
  if (isReserved(event)) throw new TypeError(`'${event}' is a reserved event`);
  return event;
}

function checkedPeerId(peerId: string): string {
  const isPeerId = (value: unknown): boolean => typeof value === 'string' && value !== '';
  return check('the argument of to()', peerId, [isPeerId, "a peer's id"]);
}

function checkedTimeout(timeoutMs: number): number {
  return check('timeout', timeoutMs, ABOVE_0);
}
