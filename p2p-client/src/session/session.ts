import type { Socket } from 'socket.io-client';
import type { Clock } from '../api/clock.js';
import { P2PError } from '../api/errors.js';
import { toBase64 } from '../codec/base64.js';
import { createTimer } from '../api/timer.js';
import { decodeEvent, type EncodedEvent } from '../codec/codec.js';
import { jsonBytes } from '../codec/limits.js';
import {
  decodeFields,
  decodeServerEvent,
  number,
  SERVER_EVENTS,
  type Fields,
  type Position,
  type ServerEvent,
  type ServerEventName,
} from '../codec/wire.js';
import type { Persistence } from '../persistence/persistence.js';
import type { StoredRoom, StoredSession } from '../persistence/stored.js';
import { announce } from './announcement.js';
import { bidFarewell, connectError, handshakeMaxPayload, isBusy, isClosed, reconnect } from './connection.js';
import { createInboundSequence } from './inbound-sequence.js';
import { watchPage } from './page.js';
import { createReplayBuffer, type Entry, type Header, type Lost } from './replay-buffer.js';

/** Any socket of socket.io-client, whatever events the application declared for it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- Socket is invariant in its event maps
export type AnySocket = Socket<any, any>;

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
  /** A volatile event has come, which neither end counts. */
  receivedVolatile(header: Fields, args: readonly unknown[]): void;
  /** The socket could not connect. It tries again, unless it is closed. */
  failed(error: P2PError): void;
  /** Nobody connects the socket any more, unless the application does. */
  abandoned(error: P2PError): void;
  /**
   * An event of this room was given up, because it ended one connection after another.
   *
   * @param refused whether the server could not read it; else it is not known why the connections ended
   */
  gaveUp(event: Entry, refused: boolean): void;
  /** The page is shown again, runs again or is online again. */
  awake(): void;
  /** The page goes. Says what the next one is to know, if this client is in the room. */
  suspended(): StoredRoom | undefined;
  /** The page before this one was in the room. */
  restored(room: StoredRoom): void;
}

/**
 * What the rooms on one socket share: one line to the server that outlives its connections. Both ends count
 * what they send and keep it until the other has confirmed it; after a reconnect they go on from there.
 */
export interface Session {
  /** What the server calls this client, whichever room it is in; empty before it has said so. */
  readonly peerId: string;
  /** The bytes that the server takes in a packet. */
  readonly maxPayload: number;
  /** Whether what is sent now leaves at once. */
  readonly live: boolean;
  /** The bytes that wait for the server, or for its confirmation. */
  readonly queuedBytes: number;
  /** @throws Error if the socket serves that room already */
  add(room: string, listener: RoomListener): void;
  /**
   * Has the page that comes after this one in its tab go on with a room.
   *
   * @param added until the room has been added
   */
  persist(room: string, added?: Promise<unknown>): void;
  /** Takes a room off the socket. */
  remove(room: string): void;
  /** Disconnects the socket, if it has no room any more. */
  release(): void;
  /** Sends an event of the protocol once, in order, now or when there is a connection again. */
  send(
    event: string,
    header: Header,
    args: () => readonly unknown[],
    bytes?: number,
    message?: EncodedEvent,
  ): void;
  /**
   * Asks the server; the answer does not outlive the connection. Not with a promise: that would tell of the
   * answer when the packets behind it have been taken already.
   */
  request(event: string, argument: object, done: (answer: Fields, failure: Error | null) => void): void;
  /** Tells the server something that is not worth being sent later. */
  tell(event: string, ...args: unknown[]): void;
  /** Sends a volatile event, unless the connection has more to do than it can. */
  tellVolatile(header: Header, message: EncodedEvent): void;
}

// Of the protocol, the highest that this client speaks
const VERSION = 2;
const UNKNOWN_VERSION = { code: 'version' };

// What the server takes from a library in a CONNECT, and what is around the joins in it
const MAX_SAID_BYTES = 16 * 1024;
const CONNECT_HEADER_BYTES = 512;
const NAME_BYTES = 32;

/** How long the server may take for an answer. */
export const ANSWER_TIMEOUT_MS = 20_000;

// How long the server may take to show that the connection of a page that was frozen still works
const PROBE_TIMEOUT_MS = 3_000;

const sessions = new WeakMap<AnySocket, Session>();
// The names of sessions that a socket has left and the server may still know
const former = new WeakMap<AnySocket, string>();

// Sockets that the last P2P has disconnected, so that the next one connects them again
const parked = new WeakSet<AnySocket>();

/** The session on a socket. */
export function sessionOf(socket: AnySocket, clock: Clock): Session {
  const session = sessions.get(socket) ?? createSession(socket as Socket, clock);
  sessions.set(socket, session);
  return session;
}

function createSession(socket: Socket, clock: Clock): Session {
  const rooms = new Map<string, RoomListener>();
  // Until the server answers a CONNECT
  const patience = createTimer(clock);
  // Until a session without a connection is over
  const expiry = createTimer(clock);
  let peerId = '';
  let maxPayload = Infinity;
  let replay = createReplayBuffer();
  let inbound = createInboundSequence();
  // How far this client has come in the rooms that several servers share
  const positions = new Map<string, Position>();
  // What those servers tell by which of them has the session
  let generation: number | undefined;
  // The client names its session itself, so that it can ask again when an answer was lost
  let name = randomName();
  // Whether the server may know of it, and whether it has said so
  let isNamed = false;
  let established = false;
  // An earlier session that this client does not go on with: the server is to end it
  let ended = former.get(socket);
  // The rooms whose joins stand in the last CONNECT, each with who has asked; `undefined` if it does not name the session
  let asked: Map<string, RoomListener> | undefined;
  // Whether this client could not read what came on the last connection
  let failed = false;
  // Whether the page has left, for good as it seemed
  let hasLeft = false;
  // Whether the server keeps sessions
  let keeps = true;
  let windowMs = 0;
  let live = false;
  // The rooms that the next page is to go on with
  const persistent = new Set<string>();
  let persistence: Persistence | undefined;
  // Until it is known whether there was a page before
  let loading: Promise<void> | undefined;
  let restoring: Promise<unknown> | undefined;
  // What it knew of rooms that are still to be added
  const states = new Map<string, StoredRoom>();
  // The rooms in which it was, until the server has let this client in again
  const restored = new Set<string>();

  /** The rooms of this session, as a copy: a room that is told something may add or remove rooms. */
  const all = (): RoomListener[] => [...rooms.values()];

  /** Tells a server that keeps sessions how this one is doing. Others have no such event. */
  function hint(event: string, ...args: unknown[]): void {
    if (keeps) tell(event, ...args);
  }

  function tell(event: string, ...args: unknown[]): void {
    if (live) emit(event, args);
  }

  function request(
    event: string,
    argument: object,
    done: (answer: Fields, failure: Error | null) => void,
  ): void {
    const answered = (failure: Error | null, answer: unknown): void => done(placed(answer), failure);
    emit(event, [argument, answered], ANSWER_TIMEOUT_MS);
  }

  /** The page has gone for good: the others are not to wait for this client as for somebody who comes back. */
  function leavePage(): void {
    hasLeft = socket.active;
    if (store()) {
      // What comes from now on is for the next page
      live = false;
      socket.io.reconnection(false);
      dropConnection();
      return;
    }
    // By a request of its own, as the connection may carry no more, and then by the end of the connection
    if (isNamed) bidFarewell(socket, name);
    socket.disconnect();
  }

  /** Stores the session for the next page. Tells whether that could be done. */
  function store(): boolean {
    if (!persistence || !established || !keeps) return false;
    const stored: Record<string, StoredRoom> = {};
    for (const [roomName, room] of rooms) {
      const state = persistent.has(roomName) ? room.suspended() : undefined;
      if (state) stored[roomName] = state;
      else leave(roomName);
    }
    return persistence.store({
      name,
      received: inbound.received,
      confirmed: replay.confirmed,
      generation,
      positions: [...positions],
      entries: replay.entries(),
      rooms: stored,
      windowMs,
    });
  }

  /** Goes on where the page before this one has stopped. */
  function restore(stored: StoredSession): void {
    ({ name, generation, windowMs } = stored);
    established = isNamed = true;
    inbound = createInboundSequence(stored.received);
    replay = createReplayBuffer(stored.confirmed);
    for (const entry of stored.entries) replay.push(entry, 0, true);
    for (const [roomName, position] of stored.positions) {
      positions.set(roomName, position);
      restored.add(roomName);
    }
    for (const [roomName, state] of Object.entries(stored.rooms)) {
      if (persistent.has(roomName)) states.set(roomName, state);
      else leave(roomName);
      giveState(roomName);
    }
    expiry.start(windowMs, expire);
  }

  /** Tells a room what the page before this one knew of it. */
  function giveState(roomName: string): void {
    const state = states.get(roomName);
    const room = rooms.get(roomName);
    if (!state || !room) return;
    states.delete(roomName);
    room.restored(state);
  }

  function leave(room: string): void {
    session.send('p2p:leave', { room }, () => []);
  }

  /** The page is shown again, runs again or is online again: its connection may have died unnoticed. */
  function wake(restored: boolean): void {
    const { id, active } = socket;
    // The browser has kept the page after all
    if (hasLeft && !active) socket.connect();
    else if (restored || !socket.connected) reconnect(socket);
    else if (established) {
      const probed = (failure: Error | null): void => {
        if (failure && socket.id === id) reconnect(socket);
      };
      emit('p2p:received', [inbound.received, probed], PROBE_TIMEOUT_MS);
    }
    hasLeft = false;
    for (const room of all()) room.awake();
  }

  /** What stands in the CONNECT beside what the application says there, so that one round trip is enough. */
  function announcement(given: object): object {
    const joins: object[] = [];
    const leaving = new Set(
      replay.entries().map(({ event, header }) => (event === 'p2p:leave' ? header.room : undefined)),
    );
    // What was sent to a room before it was left may have to be sent again
    for (const roomName of positions.keys())
      if (!rooms.has(roomName) && !leaving.has(roomName)) positions.delete(roomName);
    const maxBytes = handshakeMaxPayload(socket) - jsonBytes(given);
    let free = Math.min(MAX_SAID_BYTES, maxBytes) - CONNECT_HEADER_BYTES - jsonBytes([...positions]);
    // Another server than the last one cannot go on with a session that is in rooms of which it hears nothing
    const known = free > 0 ? positions : [];
    asked = new Map();
    for (const [roomName, room] of rooms) {
      // A join must not overtake the leave before it
      const join = leaving.has(roomName) ? undefined : room.request();
      if (!join) continue;
      if (!restored.has(roomName)) positions.delete(roomName);
      const bytes = jsonBytes(join);
      if (bytes > free) continue;
      free -= bytes;
      joins.push(join);
      asked.set(roomName, room);
    }
    const at = positions.size > 0 ? Object.fromEntries(known) : undefined;
    return { ...question(), at, joins };
  }

  /** Asks for the session to go on, or to begin. */
  function question(): object {
    isNamed = true;
    return {
      version: VERSION,
      session: name,
      received: inbound.received,
      confirmed: replay.confirmed,
      generation,
      failed,
      ended,
    };
  }

  function open(): void {
    // From now on the server knows better whether this client was away for too long
    expiry.stop();
    if (asked) {
      patience.start(ANSWER_TIMEOUT_MS, giveUp);
      return;
    }
    // The socket was connected before the session was there: the CONNECT has said nothing
    asked = new Map();
    const { id } = socket;
    request('p2p:session', question(), (answer, failure) => {
      if (!socket.connected || socket.id !== id) return;
      if (failure) giveUp();
      else take(answer);
    });
  }

  /** There is no answer: a server of Socket.IO need not have this protocol. */
  function giveUp(): void {
    const error = new P2PError('join-failed', 'the server did not answer: it may not have Socket.IO P2P');
    for (const room of all()) room.failed(error);
    dropConnection();
  }

  /** Ends a connection on which the two ends do not agree: socket.io-client makes the next one. */
  function dropConnection(): void {
    socket.io.engine.close();
  }

  /** The server has answered what the CONNECT, or this client on the connection, has asked for. */
  function take(answer: Fields): void {
    if (live) return;
    const { resumed = false, received, failed: refused = false, token, window = 0, version = 1 } = answer;
    patience.stop();
    if (resumed && token !== name) {
      // This client has ended that session since it sent the CONNECT: the next one tells the server
      dropConnection();
      return;
    }
    const refusal = version > VERSION ? UNKNOWN_VERSION : answer;
    if (refusal.code) {
      for (const room of all()) room.joined(refusal);
      return;
    }
    if (established && !resumed) end();
    ({ peerId = '', maxPayload = Infinity } = answer);
    windowMs = window;
    name = token ?? name;
    keeps = established = isNamed = token !== undefined;
    generation = answer.generation;
    ended = undefined;
    failed = false;
    // A new session need not hear what rooms that are gone had to say in the one before
    if (!resumed) replay = createReplayBuffer();
    replay.confirm(received);
    const keepsNumbers = version > 1;
    const hopeless = replay.resume(refused, keepsNumbers);
    if (hopeless && keepsNumbers) {
      // The server hears in the next CONNECT that this number does not come
      dropConnection();
    } else {
      live = true;
      for (const entry of replay.entries()) transmit(entry);
      const joins = asked ?? new Map<string, RoomListener>();
      // Of another session the server has not heard that a room was left which the CONNECT has asked for
      for (const [roomName, room] of joins) if (!resumed && rooms.get(roomName) !== room) leave(roomName);
      for (const [roomName, room] of [...rooms]) room.connected(joins.get(roomName) === room, resumed);
    }
    if (hopeless) rooms.get(hopeless.header.room ?? '')?.gaveUp(hopeless, refused);
  }

  /** The server has answered a join that stood in the CONNECT. */
  function joined(said: unknown): void {
    const answer = placed(said);
    const { room = '' } = answer;
    const listener = rooms.get(room);
    if (listener && listener === asked?.get(room)) listener.joined(answer);
  }

  /** An answer of the server, of which a welcome says where in a room's log it holds. */
  function placed(said: unknown): Fields {
    const answer = decodeFields(said);
    const { at, room = '' } = answer;
    if (typeof at === 'object') {
      positions.set(room, at);
      restored.delete(room);
    }
    return answer;
  }

  /**
   * The server has sent a room's log up to an offset.
   *
   * @returns whether it is news: an earlier connection may have brought it
   */
  function reach(room = '', offset?: number): boolean {
    const position = positions.get(room);
    if (!position || offset === undefined) return true;
    const isNews = offset > position[1];
    if (isNews) position[1] = offset;
    return isNews;
  }

  function lose(reason: string): void {
    live = false;
    asked = undefined;
    failed = reason === 'parse error';
    patience.stop();
    unbuffer();
    // Whoever has ended the connection on purpose is not waited for
    if (reason.startsWith('io ') || !keeps) expire();
    else if (established) expiry.start(windowMs, expire);
  }

  /** What socket.io-client has kept back for the next connection, the session sends again itself. */
  function unbuffer(): void {
    socket.sendBuffer = socket.sendBuffer.filter(
      ({ data: [event] }) => !/^(p2p:|peer-signal$)/.test(event as string),
    );
  }

  /** The session is over, and there is no connection to begin another on. */
  function expire(): void {
    end();
    if (rooms.size === 0) dispose();
    lookIfClosed(new P2PError('not-answered', 'the socket is closed'));
  }

  function fail(cause: Error): void {
    const error = connectError(cause);
    for (const room of all()) room.failed(error);
    lookIfClosed(error);
  }

  function lookIfClosed(error: P2PError): void {
    // socket.io-client decides on another attempt after it has told of the last one
    queueMicrotask(() => {
      if (isClosed(socket)) for (const room of all()) room.abandoned(error);
    });
  }

  function dispose(): void {
    for (const [event, listener] of listeners) socket.off(event, listener);
    retract();
    if (isNamed) former.set(socket, name);
    stopWatching();
    expiry.stop();
    patience.stop();
    live = false;
    sessions.delete(socket);
  }

  function end(): void {
    expiry.stop();
    // The server may still keep the session: it is told to end it, or the others would see this client twice
    if (isNamed) ended = name;
    isNamed = false;
    name = randomName();
    established = false;
    keeps = true;
    generation = undefined;
    positions.clear();
    const old = replay;
    inbound = createInboundSequence();
    replay = createReplayBuffer();
    for (const [roomName, room] of [...rooms]) room.ended(old.lostOf(roomName));
  }

  function transmit({ event, header, args }: Entry): void {
    emit(event, [header, ...args()]);
  }

  /**
   * Emits past the queue of socket.io-client's option `retries`: it waits for an acknowledgement of each event, and
   * would send again what the session sends again. What the application has begun to say with `socket.volatile` or
   * `socket.timeout()` is for its own next event.
   */
  function emit(event: string, args: readonly unknown[], timeout?: number): void {
    const flagged = socket as unknown as { flags: object };
    const { flags } = flagged;
    flagged.flags = { fromQueue: true, timeout };
    socket.emit(event, ...args);
    flagged.flags = flags;
  }

  function receive(eventName: ServerEventName, header: unknown, args: readonly unknown[]): void {
    const event = decodeServerEvent(eventName, header, args);
    // Before the answer to the CONNECT neither end counts: only errors matter then
    if (!live) {
      if (eventName === 'peer-error') hand(event);
      return;
    }
    if (inbound.count(args)) hint('p2p:received', inbound.received);
    if (!event || !reach(event.header.room, event.header.at)) return;
    if (event.header.left) positions.delete(event.header.room ?? '');
    hand(event);
  }

  function receiveVolatile(said: unknown, ...args: unknown[]): void {
    const header = decodeFields(said);
    rooms.get(header.room ?? '')?.receivedVolatile(header, args);
  }

  /** The server has taken what this client sent, and sent rooms' logs, so far. */
  function confirm(count: unknown, at: unknown): void {
    replay.confirm(number(count));
    for (const [room, offset] of Object.entries(Object(at) as object)) reach(room, number(offset));
  }

  function hand(event: ServerEvent | undefined): void {
    if (!event) return;
    const { room } = event.header;
    // An error may be about no room in particular
    if (room === undefined && event.name === 'peer-error') {
      for (const listener of all()) listener.received(event);
    } else rooms.get(room ?? '')?.received(event);
  }

  const session: Session = {
    request,
    tell,

    tellVolatile(header, { bytes }) {
      if (isBusy(socket)) return;
      const { event, args } = decodeEvent([bytes]);
      tell('p2p:volatile', header, event, ...args);
    },

    get live() {
      return live;
    },

    get peerId() {
      return peerId;
    },

    get maxPayload() {
      return maxPayload;
    },

    get queuedBytes() {
      return replay.bytes;
    },

    add(room, listener) {
      if (rooms.has(room)) throw new Error(`this socket has a P2P for '${room}'`);
      rooms.set(room, listener);
      giveState(room);
      if (live) listener.connected(false, false);
      else if (socket.connected && !asked) {
        if (restoring) void restoring.then(open);
        else open();
      }
      if (parked.delete(socket) && !socket.active) socket.connect();
    },

    persist(room, added) {
      persistent.add(room);
      loading ??= import('../persistence/persistence.js')
        .then(async ({ createPersistence }) => {
          persistence = createPersistence(socket);
          const stored = isNamed ? undefined : await persistence.take([...persistent]);
          if (stored) restore(stored);
        })
        // Without the code for it this client is another one after a reload
        .catch(() => undefined);
      const all = Promise.all([restoring, loading, added]).finally(() => {
        if (restoring === all) restoring = undefined;
      });
      restoring = all;
    },

    remove(room) {
      rooms.delete(room);
      persistent.delete(room);
    },

    release() {
      if (rooms.size > 0 || sessions.get(socket) !== session) return;
      dispose();
      if (socket.active) parked.add(socket);
      socket.disconnect();
    },

    send(event, header, args, bytes = 0, message) {
      const entry: Entry = { event, header, args, message };
      if (keeps) replay.push(entry, bytes, live);
      if (live) transmit(entry);
    },
  };

  const listeners: [event: string, listener: Parameters<Socket['on']>[1]][] = [
    ['connect', open],
    ['disconnect', lose],
    ['connect_error', fail],
    ['p2p:session', (answer: unknown) => take(decodeFields(answer))],
    ['p2p:joined', joined],
    ['p2p:received', confirm],
    ['p2p:volatile', receiveVolatile],
  ];
  for (const eventName of SERVER_EVENTS) {
    listeners.push([eventName, (header: unknown, ...args: unknown[]) => receive(eventName, header, args)]);
  }
  for (const [event, listener] of listeners) socket.on(event, listener);
  const retract = announce(socket, announcement, () => restoring);
  const stopWatching = watchPage(clock, {
    leaving: () => {
      if (persistent.size === 0) hint('p2p:leaving');
    },
    staying: () => hint('p2p:received', inbound.received),
    left: leavePage,
    awake: wake,
  });
  return session;
}

function randomName(): string {
  const base64 = toBase64(crypto.getRandomValues(new Uint8Array(NAME_BYTES)));
  return base64.replaceAll('+', '-').replaceAll('/', '_').replace('=', '');
}
