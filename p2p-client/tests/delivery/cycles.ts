import { io, type Socket } from 'socket.io-client';
import { P2P } from '../../src/index.js';
import { made, open, WatchedPeerConnection } from './rtc.js';
import { pendingTimers, watched, windowListeners } from './watch.js';

const TIMEOUT_MS = 60_000;

/** What the library holds in a page. */
export interface Held {
  readonly links: number;
  readonly timers: number;
  readonly socketListeners: number;
  readonly windowListeners: number;
}

/** A peer that stays, or one that comes and goes. */
export class Cycles {
  readonly #heard: string[] = [];
  #url = '';
  #room = '';
  #anchor: Socket | undefined;
  #staying: P2P | undefined;

  /** Joins another room, so that the socket outlives what comes and goes; a peer that stays joins for good. */
  async begin(url: string, room: string, stays: boolean): Promise<string> {
    this.#url = url;
    this.#room = room;
    const socket = connect(url);
    this.#anchor = socket;
    const p2p = new P2P(socket, { room: stays ? room : `${room} anchor`, ...SETTINGS });
    if (stays) {
      this.#staying = p2p;
      p2p.on('peer-connect', ({ id }) => p2p.to(id).emit('hello', id));
      p2p.on('bye', (number: string) => void this.#heard.push(number));
    }
    await until(() => p2p.peerId !== undefined, 'the anchor');
    return p2p.peerId ?? '';
  }

  /** Comes to somebody who stays and goes, so many times; every so often over a link, and every so often on a socket of its own. */
  async run(
    staying: string,
    from: number,
    to: number,
    linkEvery: number,
    socketEvery: number,
  ): Promise<void> {
    for (let number = from; number < to; number++) {
      await this.#cycle(staying, number, number % linkEvery === 0, number % socketEvery === 0);
    }
  }

  get heard(): readonly string[] {
    return this.#heard;
  }

  get peers(): number {
    return this.#staying?.peers.length ?? 0;
  }

  get made(): number {
    return made.count;
  }

  held(): Held {
    const { _callbacks: callbacks = {} } = this.#socket as unknown as {
      _callbacks?: Record<string, unknown[]>;
    };
    return {
      links: open.size,
      timers: pendingTimers(),
      socketListeners: Object.values(callbacks).reduce((sum, { length }) => sum + length, 0),
      windowListeners: windowListeners(),
    };
  }

  get #socket(): Socket {
    if (!this.#anchor) throw new Error('not begun');
    return this.#anchor;
  }

  async #cycle(staying: string, number: number, byLink: boolean, ownSocket: boolean): Promise<void> {
    const socket = ownSocket ? connect(this.#url) : this.#socket;
    const p2p = new P2P(socket, { room: this.#room, ...SETTINGS, ...(byLink ? {} : { rtc: null }) });
    const hellos: unknown[] = [];
    p2p.on('hello', (id: unknown) => void hellos.push(id));
    await until(() => hellos.length > 0, `the greeting of cycle ${number}`);
    if (byLink)
      await until(
        () => p2p.peers.some(({ id, path }) => id === staying && path === 'webrtc'),
        `the link of cycle ${number}`,
      );
    if (hellos.length > 1 || hellos[0] !== p2p.peerId) throw new Error(`greetings ${hellos.join()}`);
    p2p.emit('bye', String(number));
    p2p.disconnect();
    if (ownSocket && socket.connected) throw new Error('the last P2P has left the socket connected');
  }
}

const SETTINGS = { rtc: { RTCPeerConnection: WatchedPeerConnection }, environment: watched };

function connect(url: string): Socket {
  return io(url, { forceNew: true, transports: ['websocket'] });
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const end = performance.now() + TIMEOUT_MS;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise<void>((resolve) => setTimeout(resolve, 1));
  }
}
