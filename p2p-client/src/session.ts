import type { Socket } from 'socket.io-client';
import { Backlog } from './backlog.js';
import { asBytes, type EncodedEvent } from './codec.js';
import { connectError, isClosed } from './connection.js';
import type { Environment } from './environment.js';
import { P2PError } from './errors.js';

/** Any socket of socket.io-client, whatever events the application declared for it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- Socket is invariant in its event maps
export type AnySocket = Socket<any, any>;

/** The first argument of an event of the protocol; everything in it is the server's word. */
export type Header = Readonly<Record<string, unknown>>;

/** What was not confirmed when a session ended. */
export interface Lost {
  /** Events to the room that were never sent: they may go out in the next session. */
  readonly waiting: EncodedEvent[];
  /** How many other events may not have arrived. */
  missed: number;
}

/** What a room hears from the session that it shares with other rooms. */
export interface RoomListener {
  /** A session has begun: the room is to be joined. */
  began(): void;
  /** The session goes on after a reconnect. What was sent meanwhile comes now. */
  resumed(): void;
  /** The session is over: this client is in no room any more. */
  ended(lost: Lost): void;
  /** The server sent an event of the protocol to this room. */
  received(event: string, header: Header, args: unknown[]): void;
  /** The socket could not connect. It tries again, unless it is closed. */
  failed(error: P2PError): void;
  /** Nobody connects the socket any more, unless the application does. */
  closed(error: P2PError): void;
}

interface SessionAnswer {
  readonly resumed?: boolean;
  readonly received?: number;
  readonly token?: string;
  readonly window?: number;
}

interface Entry {
  readonly event: string;
  readonly header: Header;
  readonly args: () => readonly unknown[];
  readonly message: EncodedEvent | undefined;
}

const PROTOCOL_VERSION = 1;
const ANSWER_TIMEOUT_MS = 20_000;
// Kept below what docs/protocol.md allows
const CONFIRM_EVENTS = 32;
const CONFIRM_BYTES = 64 * 1024;

const COUNTED = [
  'peer-connect',
  'peer-update',
  'peer-disconnect',
  'peer-signal',
  'peer-error',
  'p2p:lost',
  'p2p:links',
  'p2p:lost',
  'p2p:msg',
  'p2p:part',
  'p2p:sent',
  'p2p:stop',
  'p2p:path',
] as const;

// Node.js has none
const page: Partial<Pick<Window, 'addEventListener' | 'removeEventListener'>> = globalThis;

const sessions = new WeakMap<AnySocket, Session>();

// Sockets that the last P2P has disconnected, so that the next one connects them again
const parked = new WeakSet<AnySocket>();

/**
 * What the rooms on one socket share: one line to the server that outlives its connections. Both ends count
 * what they send and keep it until the other has confirmed it; after a reconnect they go on from there.
 */
export class Session {
  readonly socket: Socket;
  readonly #environment: Environment;
  readonly #rooms = new Map<string, RoomListener>();
  readonly #listeners = new Map<string, (...args: unknown[]) => void>();
  readonly #outbox = new Backlog<Entry>();
  #token: string | undefined;
  #keeps = true;
  #windowMs = 0;
  #timer: unknown;
  #live = false;
  // The connection that the session was last opened on
  #openedOn: string | undefined;
  // Of the events sent: how many the server has confirmed, and how many after these were ever transmitted
  #confirmed = 0;
  #transmitted = 0;
  #received = 0;
  #unconfirmedEvents = 0;
  #unconfirmedBytes = 0;

  private constructor(socket: Socket, environment: Environment) {
    this.socket = socket;
    this.#environment = environment;
    this.#listen('connect', () => this.#open());
    this.#listen('disconnect', (reason: string) => this.#lose(reason));
    this.#listen('connect_error', (cause: Error) => this.#fail(cause));
    this.#listen('p2p:received', (count: unknown) => this.#confirm(count));
    for (const event of COUNTED) {
      this.#listen(event, (header: unknown, ...args: unknown[]) => this.#receive(event, header, args));
    }
    page.addEventListener?.('pagehide', this.#leavePage);
    announce(socket);
  }

  /** The session on a socket. */
  static of(socket: AnySocket, environment: Environment): Session {
    const session = sessions.get(socket) ?? new Session(socket as Socket, environment);
    sessions.set(socket, session);
    return session;
  }

  /** Whether what is sent now leaves at once. */
  get live(): boolean {
    return this.#live;
  }

  /** The bytes that wait for the server, or for its confirmation. */
  get queuedBytes(): number {
    return this.#outbox.bytes;
  }

  /** @throws Error if the socket serves that room already */
  add(room: string, listener: RoomListener): void {
    if (this.#rooms.has(room)) throw new Error(`this socket has a P2P for '${room}'`);
    this.#rooms.set(room, listener);
    if (this.#live) listener.began();
    else if (this.socket.connected && this.#openedOn !== this.socket.id) this.#open();
    if (parked.delete(this.socket) && !this.socket.active) this.socket.connect();
  }

  /** Takes a room off the socket. */
  remove(room: string): void {
    this.#rooms.delete(room);
  }

  /** Disconnects the socket, if it has no room any more. */
  release(): void {
    if (this.#rooms.size > 0 || sessions.get(this.socket) !== this) return;
    this.#dispose();
    if (this.socket.active) parked.add(this.socket);
    this.socket.disconnect();
  }

  /** Sends an event of the protocol once, in order, now or when there is a connection again. */
  send(
    event: string,
    header: Header,
    args: () => readonly unknown[],
    bytes = 0,
    message?: EncodedEvent,
  ): void {
    const entry: Entry = { event, header, args, message };
    if (this.#keeps) {
      this.#outbox.push(entry, bytes);
      if (this.#live) this.#transmitted += 1;
    }
    if (this.#live) this.#transmit(entry);
  }

  /**
   * Asks the server; the answer does not outlive the connection. Not with a promise: that would tell of the
   * answer when the packets behind it have been taken already.
   */
  request(event: string, argument: object, done: (failure: Error | null, answer: unknown) => void): void {
    this.socket.timeout(ANSWER_TIMEOUT_MS).emit(event, argument, done);
  }

  #listen(event: string, listener: (...args: never[]) => void): void {
    const untyped = listener as (...args: unknown[]) => void;
    this.#listeners.set(event, untyped);
    this.socket.on(event, untyped);
  }

  readonly #leavePage = ({ persisted }: { persisted: boolean }): void => {
    // Else the others would wait for it as for somebody who comes back
    if (!persisted) this.socket.disconnect();
  };

  #open(): void {
    const { id } = this.socket;
    this.#openedOn = id;
    const token = this.#token;
    const fresh = token === undefined;
    // From now on the server knows better whether it was too long
    this.#environment.clearTimeout(this.#timer);
    const isCurrent = (): boolean => this.socket.connected && this.socket.id === id;
    this.request('p2p:session', fresh ? {} : { token, received: this.#received }, (failure, answer) => {
      // Without a connection the next one is another attempt; a server that is slow is asked again
      if (!isCurrent()) return;
      if (!failure || fresh) this.#take(answer ?? {}, fresh);
      else this.#open();
    });
    // Nothing to wait for: what follows comes to the server behind the request
    if (fresh) this.#begin();
  }

  #take({ resumed, received, token, window = 0 }: SessionAnswer, fresh: boolean): void {
    this.#windowMs = window;
    const isOver = !fresh && resumed !== true;
    if (isOver) this.#end();
    this.#token = token;
    this.#keeps = token !== undefined;
    if (isOver) this.#begin();
    else if (!fresh) this.#resume(received);
    else if (!this.#keeps) this.#forget();
  }

  #begin(): void {
    // What rooms that have ended had to say about it
    this.#forget();
    this.#live = true;
    for (const room of [...this.#rooms.values()]) room.began();
  }

  #resume(received: unknown): void {
    this.#confirm(received);
    this.#live = true;
    this.#transmitted = this.#outbox.size;
    for (const entry of this.#outbox) this.#transmit(entry);
    for (const room of [...this.#rooms.values()]) room.resumed();
  }

  #lose(reason: string): void {
    this.#live = false;
    // Whoever ended it on purpose is not waited for
    if (this.#token === undefined || reason.startsWith('io ')) this.#expire();
    else this.#timer = this.#environment.setTimeout(() => this.#expire(), this.#windowMs);
  }

  /** The session is over, and there is no connection to begin another on. */
  #expire(): void {
    this.#end();
    if (this.#rooms.size === 0) this.#dispose();
    this.#lookIfClosed(new P2PError('not-answered', 'the socket is closed'));
  }

  #fail(cause: Error): void {
    const error = connectError(cause);
    for (const room of [...this.#rooms.values()]) room.failed(error);
    this.#lookIfClosed(error);
  }

  #lookIfClosed(error: P2PError): void {
    // socket.io-client decides on another attempt after it has told of the last one
    queueMicrotask(() => {
      if (isClosed(this.socket)) for (const room of [...this.#rooms.values()]) room.closed(error);
    });
  }

  #dispose(): void {
    for (const [event, listener] of this.#listeners) this.socket.off(event, listener);
    page.removeEventListener?.('pagehide', this.#leavePage);
    this.#environment.clearTimeout(this.#timer);
    this.#live = false;
    sessions.delete(this.socket);
  }

  #end(): void {
    this.#environment.clearTimeout(this.#timer);
    this.#token = undefined;
    this.#keeps = true;
    this.#received = 0;
    this.#unconfirmedEvents = 0;
    this.#unconfirmedBytes = 0;
    this.#confirmed = 0;
    const lost = this.#lost();
    for (const [name, room] of [...this.#rooms]) room.ended(lost.get(name) ?? { waiting: [], missed: 0 });
  }

  #lost(): Map<unknown, Lost> {
    const lost = new Map<unknown, Lost>();
    const transmitted = this.#transmitted;
    this.#transmitted = 0;
    let index = 0;
    for (const { header, message } of this.#outbox.drain()) {
      const { room } = header;
      const ofRoom = lost.get(room) ?? { waiting: [], missed: 0 };
      lost.set(room, ofRoom);
      if (message && index >= transmitted && header.to === undefined) ofRoom.waiting.push(message);
      else if (message) ofRoom.missed += 1;
      index += 1;
    }
    return lost;
  }

  #forget(): void {
    this.#outbox.clear();
    this.#transmitted = 0;
  }

  #transmit({ event, header, args }: Entry): void {
    this.socket.emit(event, header, ...args());
  }

  #confirm(count: unknown): void {
    if (typeof count !== 'number' || count > this.#confirmed + this.#transmitted) return;
    while (this.#confirmed < count) {
      this.#outbox.shift();
      this.#transmitted -= 1;
      this.#confirmed += 1;
    }
  }

  #receive(event: string, header: unknown, args: unknown[]): void {
    this.#received += 1;
    this.#unconfirmedEvents += 1;
    this.#unconfirmedBytes += roughBytes(args);
    if (this.#unconfirmedEvents >= CONFIRM_EVENTS || this.#unconfirmedBytes >= CONFIRM_BYTES) {
      this.#unconfirmedEvents = 0;
      this.#unconfirmedBytes = 0;
      if (this.#token !== undefined) this.socket.emit('p2p:received', this.#received);
    }
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

/** What a value takes on the wire, about. */
function roughBytes(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  const binary = asBytes(value);
  if (binary) return binary.length;
  let bytes = 8;
  for (const element of Object.values(value)) bytes += roughBytes(element);
  return bytes;
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
