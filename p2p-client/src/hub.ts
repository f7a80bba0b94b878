import type { Socket } from 'socket.io-client';

/** Any socket of socket.io-client, whatever events the application declared for it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- Socket is invariant in its event maps
export type AnySocket = Socket<any, any>;

/** What a room hears from the socket it shares with other rooms. */
export interface RoomListener {
  connected(): void;
  disconnected(): void;
  /** The server sent an event of the protocol to this room. */
  received(event: string, header: Header, args: unknown[]): void;
}

/** The first argument of an event of the protocol; everything in it is the server's word. */
export type Header = Readonly<Record<string, unknown>>;

const PROTOCOL_VERSION = 1;

const EVENTS = [
  'peer-connect',
  'peer-disconnect',
  'peer-signal',
  'peer-error',
  'p2p:links',
  'p2p:msg',
  'p2p:part',
] as const;

const hubs = new WeakMap<AnySocket, Hub>();

/** What the rooms on one socket share: its listeners and its announcement as a library peer. */
export class Hub {
  readonly socket: Socket;
  readonly #rooms = new Map<string, RoomListener>();
  readonly #listeners = new Map<string, (...args: unknown[]) => void>();

  private constructor(socket: Socket) {
    this.socket = socket;
    this.#listeners.set('connect', () => {
      for (const room of [...this.#rooms.values()]) room.connected();
    });
    this.#listeners.set('disconnect', () => {
      for (const room of [...this.#rooms.values()]) room.disconnected();
    });
    for (const event of EVENTS) {
      this.#listeners.set(event, (header, ...args) => this.#dispatch(event, header, args));
    }
    for (const [event, listener] of this.#listeners) socket.on(event, listener);
    announce(socket);
  }

  /** The hub of a socket. */
  static of(socket: AnySocket): Hub {
    const hub = hubs.get(socket) ?? new Hub(socket as Socket);
    hubs.set(socket, hub);
    return hub;
  }

  /** @throws Error if the socket serves that room already */
  add(room: string, listener: RoomListener): void {
    if (this.#rooms.has(room))
      throw new Error(`there is a P2P for the room '${room}' on this socket already`);
    this.#rooms.set(room, listener);
  }

  /** Takes a room off the socket, and with the last one disconnects it. */
  remove(room: string): void {
    if (!this.#rooms.delete(room) || this.#rooms.size > 0) return;
    for (const [event, listener] of this.#listeners) this.socket.off(event, listener);
    hubs.delete(this.socket);
    this.socket.disconnect();
  }

  #dispatch(event: string, header: unknown, args: unknown[]): void {
    if (typeof header !== 'object' || header === null) return;
    const { room } = header as Header;
    // An error may be about no room in particular
    const listeners =
      room === undefined && event === 'peer-error'
        ? [...this.#rooms.values()]
        : [this.#rooms.get(typeof room === 'string' ? room : '')];
    for (const listener of listeners) listener?.received(event, header as Header, args);
  }
}

/** Tells the server in the next CONNECT that this is a library peer, beside what the application says there. */
function announce(socket: Socket): void {
  const { auth } = socket;
  socket.auth =
    typeof auth === 'function'
      ? (answer) => {
          auth((data) => answer({ ...data, p2p: PROTOCOL_VERSION }));
        }
      : { ...auth, p2p: PROTOCOL_VERSION };
}
