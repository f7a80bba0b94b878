import type { Socket } from 'socket.io-client';
import { announce } from './announcement.js';
import { ByteQueue } from '../stream/byte-queue.js';
import { asBytes, type EncodedEvent } from '../codec/codec.js';
import {
  decodeFields,
  decodeServerEvent,
  number,
  SERVER_EVENTS,
  type Fields,
  type ServerEvent,
  type ServerEventName,
} from '../codec/wire.js';
import { Timer } from '../api/timer.js';
import { bidFarewell, connectError, handshakeMaxPayload, isClosed, reconnect } from './connection.js';
import type { Clock } from '../api/clock.js';
import { P2PError } from '../api/errors.js';
import { jsonBytes } from '../codec/limits.js';
import { Page } from './page.js';
import { Strikes } from './strikes.js';

/** Any socket of socket.io-client, whatever events the application declared for it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- Socket is invariant in its event maps
export type AnySocket = Socket<any, any>;

/** The first argument of an event to the server. */
export interface Header {
  readonly room?: string;
  readonly to?: string | undefined;
  readonly toPeerId?: string;
  /** The number of a transfer. */
  readonly id?: number;
  /** The event that a part is of. */
  readonly event?: string;
  readonly [other: string]: unknown;
}

/** What was not confirmed when a session ended. */
export interface Lost {
  /** Events to the room that were never sent: they may go out in the next session. */
  readonly waiting: EncodedEvent[];
  /** How many other events may not have arrived. */
  missed: number;
}

/** An event that was given up, because it ended one connection after another. */
export interface GivenUp {
  readonly event: string;
  readonly header: Header;
  readonly message: EncodedEvent | undefined;
  /** Whether the server did not take it. */
  readonly refused: boolean;
}

/** What a room hears from the session that it shares with other rooms. */
export interface RoomListener {
  /** What the room asks for to be let in; `undefined` if it is in already, or does not want to be. */
  request(): object | undefined;
  /**
   * There is a connection, with another session or, after a reconnect, with the same one: then what was sent
   * meanwhile comes now.
   *
   * @param asked whether the connect has asked to be let in, and the answer is on its way
   */
  connected(asked: boolean, resumed: boolean): void;
  /** The server has answered what the connect asked for. */
  joined(answer: Fields): void;
  /** The session is over: this client is in no room any more. */
  ended(lost: Lost): void;
  /** The server sent an event of the protocol to this room. */
  received(event: ServerEvent): void;
  /** The socket could not connect. It tries again, unless it is closed. */
  failed(error: P2PError): void;
  /** Nobody connects the socket any more, unless the application does. */
  abandoned(error: P2PError): void;
  /** An event of this room will not arrive. */
  gaveUp(event: GivenUp): void;
  /** The page is shown again, runs again or is online again. */
  awake(): void;
}

interface Entry {
  readonly event: string;
  readonly header: Header;
  readonly args: () => readonly unknown[];
  readonly message: EncodedEvent | undefined;
}

// What the server takes from a library in a CONNECT, and what is around the joins in it
const MAX_SAID_BYTES = 16 * 1024;
const CONNECT_HEADER_BYTES = 512;
const NAME_BYTES = 32;

/** How long the server may take for an answer. */
export const ANSWER_TIMEOUT_MS = 20_000;

// For a page that was frozen, to see whether its connection works
const PROBE_TIMEOUT_MS = 3_000;
// Kept below what docs/protocol.md allows
const CONFIRM_EVENTS = 32;
const CONFIRM_BYTES = 64 * 1024;

const sessions = new WeakMap<AnySocket, Session>();
// What a socket left without the server's word for it
const former = new WeakMap<AnySocket, string>();

// Sockets that the last P2P has disconnected, so that the next one connects them again
const parked = new WeakSet<AnySocket>();

/**
 * What the rooms on one socket share: one line to the server that outlives its connections. Both ends count
 * what they send and keep it until the other has confirmed it; after a reconnect they go on from there.
 */
export class Session {
  readonly socket: Socket;
  /** The bytes that the server takes in a packet. */
  maxPayload = Infinity;
  readonly #rooms = new Map<string, RoomListener>();
  readonly #listeners = new Map<string, (...args: unknown[]) => void>();
  readonly #outbox = new ByteQueue<Entry>();
  readonly #strikes = new Strikes();
  readonly #retract: () => void;
  // The client names its session itself, so that it can ask again when an answer was lost
  #name = randomName();
  // Whether the server may know of it, and whether it has said so
  #isNamed = false;
  #established = false;
  // A session that this client does not go on with
  #ended: string | undefined;
  // Whose joins stand in the CONNECT that was sent; `undefined` if the session does not
  #asked: Set<string> | undefined;
  #failed = false;
  readonly #patience: Timer;
  readonly #page: Page;
  #hasLeft = false;
  #keeps = true;
  #windowMs = 0;
  // How long it can still go on
  readonly #expiry: Timer;
  #live = false;
  // Of the events sent: how many the server has confirmed, and how many after these were ever transmitted
  #confirmed = 0;
  #transmitted = 0;
  #received = 0;
  #unconfirmedEvents = 0;
  #unconfirmedBytes = 0;

  private constructor(socket: Socket, clock: Clock) {
    this.socket = socket;
    this.#patience = new Timer(clock);
    this.#expiry = new Timer(clock);
    this.#ended = former.get(socket);
    this.#listen('connect', () => this.#open());
    this.#listen('disconnect', (reason: string) => this.#lose(reason));
    this.#listen('connect_error', (cause: Error) => this.#fail(cause));
    this.#listen('p2p:session', (answer: unknown) => this.#answered(decodeFields(answer)));
    this.#listen('p2p:joined', (answer: unknown) => this.#joined(decodeFields(answer)));
    this.#listen('p2p:received', (count: unknown) => this.#confirm(number(count)));
    for (const name of SERVER_EVENTS) {
      this.#listen(name, (header: unknown, ...args: unknown[]) => this.#receive(name, header, args));
    }
    this.#retract = announce(socket, (given) => this.#announce(given));
    this.#page = new Page(clock, {
      leaving: () => this.#hint('p2p:leaving'),
      staying: () => this.#hint('p2p:received', this.#received),
      left: () => this.#leavePage(),
      awake: (restored) => this.#wake(restored),
    });
  }

  /** The session on a socket. */
  static of(socket: AnySocket, clock: Clock): Session {
    const session = sessions.get(socket) ?? new Session(socket as Socket, clock);
    sessions.set(socket, session);
    return session;
  }

  /** The rooms that are on it now, whatever becomes of them while they are told something. */
  get #all(): RoomListener[] {
    return [...this.#rooms.values()];
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
    if (this.#live) listener.connected(false, false);
    else if (this.socket.connected && !this.#asked) this.#open();
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
  request(event: string, argument: object, done: (failure: Error | null, answer: Fields) => void): void {
    const answered = (failure: Error | null, answer: unknown): void => done(failure, decodeFields(answer));
    this.#emit(event, [argument, answered], ANSWER_TIMEOUT_MS);
  }

  /** Tells the server something that is not worth being sent later. */
  tell(event: string, ...args: unknown[]): void {
    if (this.#live) this.#emit(event, args);
  }

  #listen(event: string, listener: (...args: never[]) => void): void {
    const untyped = listener as (...args: unknown[]) => void;
    this.#listeners.set(event, untyped);
    this.socket.on(event, untyped);
  }

  #hint(event: string, ...args: unknown[]): void {
    if (this.#established) this.tell(event, ...args);
  }

  /** The others are not to wait for it as for somebody who comes back. */
  #leavePage(): void {
    const token = this.#isNamed ? this.#name : undefined;
    this.#hasLeft = this.socket.active;
    // Beside what was sent, as it may not get through any more, and behind it
    if (token !== undefined) bidFarewell(this.socket, token);
    this.socket.disconnect();
  }

  #wake(restored: boolean): void {
    const { id, active } = this.socket;
    // The browser has kept the page after all
    if (this.#hasLeft && !active) this.socket.connect();
    else if (restored || !this.socket.connected) reconnect(this.socket);
    else if (this.#established) {
      const answered = (failure: Error | null): void => {
        if (failure && this.socket.id === id) reconnect(this.socket);
      };
      this.#emit('p2p:received', [this.#received, answered], PROBE_TIMEOUT_MS);
    }
    this.#hasLeft = false;
    for (const room of this.#all) room.awake();
  }

  /** What stands in the CONNECT beside what the application says there, so that one round trip is enough. */
  #announce(given: object): object {
    const joins: object[] = [];
    const asked = new Set<string>();
    const leaving = new Set<unknown>();
    for (const { event, header } of this.#outbox) if (event === 'p2p:leave') leaving.add(header.room);
    const maxBytes = handshakeMaxPayload(this.socket) - jsonBytes(given);
    let free = Math.min(MAX_SAID_BYTES, maxBytes) - CONNECT_HEADER_BYTES;
    for (const [name, room] of this.#rooms) {
      // A join must not overtake the leave before it
      const request = leaving.has(name) ? undefined : room.request();
      const bytes = jsonBytes(request ?? {});
      if (!request || bytes > free) continue;
      free -= bytes;
      joins.push(request);
      asked.add(name);
    }
    this.#asked = asked;
    return { ...this.#question(), joins };
  }

  #question(): object {
    this.#isNamed = true;
    const failed = this.#failed || undefined;
    return { session: this.#name, received: this.#received, failed, ended: this.#ended };
  }

  #open(): void {
    // From now on the server knows better whether it was too long
    this.#expiry.stop();
    if (this.#asked) {
      this.#patience.start(ANSWER_TIMEOUT_MS, () => this.#giveUp());
      return;
    }
    // The socket was there before the session
    this.#asked = new Set();
    const { id } = this.socket;
    this.request('p2p:session', this.#question(), (failure, answer) => {
      if (!this.socket.connected || this.socket.id !== id) return;
      if (failure) this.#giveUp();
      else this.#answered(answer);
    });
  }

  /** There is no answer: a server of Socket.IO need not have this protocol. */
  #giveUp(): void {
    const error = new P2PError('join-failed', 'the server does not answer: it may not have Socket.IO P2P');
    for (const room of this.#all) room.failed(error);
    this.#dropConnection();
  }

  /** What came on it now would find this client with other ideas: the next connection is another attempt. */
  #dropConnection(): void {
    this.socket.io.engine.close();
  }

  #answered(answer: Fields): void {
    if (this.#live) return;
    const { resumed, received, token, window = 0, failed = false, code, maxPayload = Infinity } = answer;
    this.#patience.stop();
    if (resumed && token !== this.#name) {
      // That session has ended here while the CONNECT was on its way: the next one begins another, and ends it there
      this.#dropConnection();
      return;
    }
    if (code !== undefined) {
      for (const room of this.#all) room.joined(answer);
      return;
    }
    if (this.#established && !resumed) this.#end();
    this.maxPayload = maxPayload;
    this.#windowMs = window;
    this.#name = token ?? this.#name;
    this.#keeps = token !== undefined;
    this.#established = this.#keeps;
    this.#ended = undefined;
    this.#failed = false;
    const asked = this.#asked ?? new Set();
    if (resumed) this.#resume(received, failed, asked);
    else this.#begin(asked);
  }

  #joined(answer: Fields): void {
    this.#rooms.get(answer.room ?? '')?.joined(answer);
  }

  #begin(asked: ReadonlySet<string>): void {
    // What rooms that have ended had to say about it
    this.#forget();
    this.#live = true;
    this.#tellConnected(asked, false);
  }

  #tellConnected(asked: ReadonlySet<string>, resumed: boolean): void {
    for (const [name, room] of [...this.#rooms]) room.connected(asked.has(name), resumed);
  }

  #resume(received: number | undefined, failed: boolean, asked: ReadonlySet<string>): void {
    this.#confirm(received);
    const givenUp = this.#transmitted > 0 && this.#strikes.ended(this.#confirmed, failed);
    const entry = givenUp ? this.#outbox.shift() : undefined;
    this.#live = true;
    this.#transmitted = this.#outbox.size;
    for (const one of this.#outbox) this.#transmit(one);
    this.#tellConnected(asked, true);
    if (entry) this.#rooms.get(String(entry.header.room))?.gaveUp({ ...entry, refused: failed });
  }

  #lose(reason: string): void {
    this.#live = false;
    this.#asked = undefined;
    this.#failed = reason === 'parse error';
    this.#patience.stop();
    this.#unbuffer();
    // Whoever ended it on purpose is not waited for
    if (reason.startsWith('io ')) this.#expire();
    else if (this.#established) this.#expiry.start(this.#windowMs, () => this.#expire());
    else if (!this.#keeps) this.#expire();
  }

  /** What socket.io-client has kept back for the next connection, the session sends again itself. */
  #unbuffer(): void {
    const { socket } = this;
    const isOurs = (event: unknown): boolean =>
      typeof event === 'string' && /^(p2p:|peer-signal$)/.test(event);
    socket.sendBuffer = socket.sendBuffer.filter(({ data }) => !isOurs((data as unknown[])[0]));
  }

  /** The session is over, and there is no connection to begin another on. */
  #expire(): void {
    this.#end();
    if (this.#rooms.size === 0) this.#dispose();
    this.#lookIfClosed(new P2PError('not-answered', 'the socket is closed'));
  }

  #fail(cause: Error): void {
    const error = connectError(cause);
    for (const room of this.#all) room.failed(error);
    this.#lookIfClosed(error);
  }

  #lookIfClosed(error: P2PError): void {
    // socket.io-client decides on another attempt after it has told of the last one
    queueMicrotask(() => {
      if (isClosed(this.socket)) for (const room of this.#all) room.abandoned(error);
    });
  }

  #dispose(): void {
    for (const [event, listener] of this.#listeners) this.socket.off(event, listener);
    this.#retract();
    if (this.#isNamed) former.set(this.socket, this.#name);
    this.#page.close();
    this.#expiry.stop();
    this.#patience.stop();
    this.#live = false;
    sessions.delete(this.socket);
  }

  #end(): void {
    this.#expiry.stop();
    // The server may not know yet that it is over: the others must not see this client twice
    if (this.#isNamed) this.#ended = this.#name;
    this.#isNamed = false;
    this.#name = randomName();
    this.#established = false;
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
    this.#emit(event, [header, ...args()]);
  }

  /**
   * Emits past the queue of socket.io-client's option `retries`: it waits for an acknowledgement of each event, and
   * would send again what the session sends again. What the application has begun to say with `socket.volatile` or
   * `socket.timeout()` is for its own next event.
   */
  #emit(event: string, args: readonly unknown[], timeout?: number): void {
    const flagged = this.socket as unknown as { flags: object };
    const { flags } = flagged;
    flagged.flags = { fromQueue: true, timeout };
    this.socket.emit(event, ...args);
    flagged.flags = flags;
  }

  #confirm(count = 0): void {
    if (count > this.#confirmed + this.#transmitted) return;
    while (this.#confirmed < count) {
      this.#outbox.shift();
      this.#transmitted -= 1;
      this.#confirmed += 1;
    }
  }

  #receive(name: ServerEventName, header: unknown, args: unknown[]): void {
    const event = decodeServerEvent(name, header, args);
    // Both ends count from the answer of this connection on
    if (!this.#live) {
      if (name === 'peer-error') this.#hand(event);
      return;
    }
    this.#received += 1;
    this.#unconfirmedEvents += 1;
    this.#unconfirmedBytes += roughBytes(args);
    if (this.#unconfirmedEvents >= CONFIRM_EVENTS || this.#unconfirmedBytes >= CONFIRM_BYTES) {
      this.#unconfirmedEvents = 0;
      this.#unconfirmedBytes = 0;
      if (this.#keeps) this.tell('p2p:received', this.#received);
    }
    this.#hand(event);
  }

  #hand(event: ServerEvent | undefined): void {
    if (!event) return;
    const { room } = event.header;
    // An error may be about no room in particular
    const listeners =
      room === undefined && event.name === 'peer-error' ? this.#all : [this.#rooms.get(room ?? '')];
    for (const listener of listeners) listener?.received(event);
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

function randomName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(NAME_BYTES));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
