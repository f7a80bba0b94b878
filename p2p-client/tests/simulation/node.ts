/* One of several servers: the server's side of docs/protocol.md where rooms are logs that servers share. */

import type { Connection, Header, JoinRequest, SessionRequest } from '../../src/testing/room-server.js';
import { Replica, type ReplicaEvents } from './replica.js';
import type { Body, Kind, LogEntry, LogItem, Member, Notice } from './room-machine.js';
import type { Appended, Claim, Outcome, SharedStore } from './store.js';
import { StoreLine } from './store-line.js';
import type { Client, World } from './world.js';

export const LEASE_MS = 10_000;
const LOOK_MS = 1_000;
const CONFIRM_EVENTS = 32;
const CONFIRM_MS = 200;
const MAX_PAYLOAD = 256 * 1024;

/** How the servers of a cluster are set up. */
export interface NodeSettings {
  readonly windowMs: number;
  readonly numClients: number;
}

/** What a client of version 2 says beside what it always has. */
/** Marks the leaving of a peer that joins again, having missed what the log does not have any more. */
export const ANEW = 'anew';

interface ClusterRequest extends SessionRequest {
  readonly generation?: number;
  readonly confirmed?: number;
  readonly at?: Readonly<Record<string, readonly [epoch: string, offset: number]>>;
}

type Answer = (answer: unknown) => void;

/** A connection of a client, and what it has turned out to be. */
interface Line {
  readonly connection: Connection;
  session: Session | undefined;
  /** Whether it is a plain peer's. */
  isPlain: boolean;
  isOver: boolean;
  /** Whether it was ended on purpose. */
  hasLeft: boolean;
  /** The peers that the client was before, and is no more. */
  readonly former: Claim[];
}

/** A session that this server has. */
class Session {
  readonly token: string;
  readonly peer: string;
  generation: number;
  line: Line | undefined;
  readonly former: Claim[] = [];
  /** The rooms that it is sent. */
  readonly rooms = new Set<string>();
  /** The number of the last event on this connection, and of the last one that was taken. */
  next: number;
  taken: number;
  /** How many of its events are done with, without a gap, and how many it has been told. */
  done: number;
  told = 0;
  isTimed = false;
  readonly #finished = new Set<number>();
  #outbox: (readonly [event: string, ...args: unknown[]])[] = [];
  #received: number;

  constructor(token: string, peer: string, generation: number, confirmed: number, received: number) {
    this.token = token;
    this.peer = peer;
    this.generation = generation;
    this.next = this.taken = this.done = confirmed;
    this.#received = received;
  }

  send(event: string, ...args: readonly unknown[]): void {
    this.#outbox.push([event, ...args]);
    this.line?.connection.emit(event, ...args);
  }

  /** What the client has received; returns whether that can be. */
  confirm(count: number): boolean {
    const confirmed = count - this.#received;
    if (confirmed < 0 || confirmed > this.#outbox.length) return false;
    this.#outbox.splice(0, confirmed);
    this.#received = count;
    return true;
  }

  repeat(): void {
    for (const [event, ...args] of this.#outbox) this.line?.connection.emit(event, ...args);
  }

  finish(number: number): void {
    this.#finished.add(number);
    while (this.#finished.delete(this.done + 1)) this.done += 1;
  }
}

/** A server of a cluster. */
export class ClusterNode implements Client {
  frozen = false;
  readonly name: string;
  readonly line: StoreLine;
  /** Whether it takes no more clients. */
  isStopping = false;
  readonly #world: World;
  readonly #settings: NodeSettings;
  readonly #lines = new Map<string, Line>();
  readonly #replicas = new Map<string, Replica>();
  readonly #sessions = new Map<string, Session>();
  // The highest generation of each session that this server has claimed
  readonly #claimed = new Map<string, number>();
  // What is to happen with entries of this server as soon as they are applied
  readonly #onApply = new Map<LogEntry, () => void>();
  #follows = 0;
  #renewedAt: number;
  // Until when it does not take others for dead, as it was cut off itself
  #graceUntil = 0;

  constructor(name: string, world: World, store: SharedStore, settings: NodeSettings) {
    this.name = name;
    this.#world = world;
    this.#settings = settings;
    this.line = new StoreLine(world, store, this);
    this.#renewedAt = world.now;
    this.#renew();
    this.#look();
  }

  /** The connections that are open. */
  get connections(): Connection[] {
    return [...this.#lines.values()].filter(({ isOver }) => !isOver).map(({ connection }) => connection);
  }

  /** The peers with a connection. */
  get peers(): string[] {
    return [...this.#sessions.values()].filter(({ line }) => line).map(({ peer }) => peer);
  }

  /** Whether all that clients have sent is done with, and they know. */
  get isIdle(): boolean {
    return [...this.#sessions.values()].every(({ taken, done, told }) => done === taken && told === done);
  }

  connected(connection: Connection, auth?: { p2p?: unknown }): void {
    const line: Line = {
      connection,
      session: undefined,
      isPlain: false,
      isOver: false,
      hasLeft: false,
      former: [],
    };
    this.#lines.set(connection.id, line);
    const { p2p } = auth ?? {};
    if (p2p === undefined) {
      line.isPlain = true;
      this.#append('', 'join', connection.id, 0, 0, { webrtc: false, numClients: 0, plain: true });
      connection.emit('numClients', 0);
    } else {
      const { joins = [], ...request } = p2p as ClusterRequest;
      this.#open(line, request, joins, (answer) => connection.emit('p2p:session', answer));
    }
  }

  disconnected(connection: Connection, onPurpose: boolean): void {
    const line = this.#lines.get(connection.id);
    this.#lines.delete(connection.id);
    if (!line) return;
    line.isOver = true;
    line.hasLeft = onPurpose;
    this.#leavePlain(line);
    if (line.session) this.#ended(line.session, line);
  }

  receive(connection: Connection, event: string, args: unknown[], answer: Answer = ignore): void {
    const line = this.#lines.get(connection.id);
    if (!line) return;
    const [first, ...rest] = args;
    const { session } = line;
    if (event === 'p2p:session') {
      this.#leavePlain(line);
      this.#open(line, first as ClusterRequest, [], answer);
    } else if (event === 'p2p:received') {
      session?.confirm(first as number);
      answer(undefined);
    } else if (event === 'p2p:join') {
      if (session) this.#join(session, first as JoinRequest, answer);
    } else if (event === 'p2p:ice') answer({ iceServers: [] });
    else if (event === 'p2p:link') answer(undefined);
    else if (session?.line === line && event !== 'p2p:leaving' && event !== 'p2p:volatile') {
      const number = ++session.next;
      if (number <= session.taken) return;
      session.taken = number;
      this.#counted(session, number, event, first ?? {}, rest);
    }
  }

  /** The channel of the store has brought a batch. */
  published(room: string, batch: Appended): void {
    this.#replicas.get(room)?.published(batch);
  }

  /** The connections to the store are new: the channel may have left something out. */
  resubscribed(): void {
    this.#keep();
    for (const replica of this.#replicas.values()) replica.look();
  }

  follows(room: string): boolean {
    return this.#replicas.has(room);
  }

  #leavePlain(line: Line): void {
    if (line.isPlain) this.#append('', 'leave', line.connection.id, 0, 0);
    line.isPlain = false;
  }

  /* Sessions */

  #open(line: Line, request: ClusterRequest, joins: readonly JoinRequest[], answer: Answer): void {
    const { session: token = '', ended } = request;
    const { id } = line.connection;
    const until = this.#keptUntil();
    if (ended !== undefined) this.#endFormer(line, ended, joins);
    this.line.call(
      (store) => store.claim(token, id, this.name, until, this.#world.now),
      (claim) => {
        const { outcome, peer, generation } = claim;
        this.#claimed.set(token, generation);
        if (outcome === 'created') {
          // The store has lost the session: its peer does not go on
          const lost = this.#sessions.get(token);
          for (const room of lost?.rooms ?? [])
            this.#append(room, 'leave', lost?.peer ?? '', lost?.generation ?? 0, 0);
          if (lost) this.#drop(lost);
          const session = new Session(token, peer, generation, 0, 0);
          this.#establish(session, line, { resumed: false, received: 0 }, answer);
          for (const join of joins) this.#joinAsked(session, join);
          this.#lookAt(session, line);
        } else this.#resume(line, claim, request, joins, answer);
      },
    );
  }

  /** The client does not go on with a session: its peer leaves before the client joins anything. */
  #endFormer(line: Line, ended: string, joins: readonly JoinRequest[]): void {
    const local = this.#sessions.get(ended);
    this.line.call(
      (store) => store.claim(ended, undefined, this.name, 0, this.#world.now),
      (claim) => {
        if (claim.outcome === 'none') return;
        line.former.push(claim);
        const rooms = new Set([...(local?.rooms ?? []), ...joins.map(({ room = '' }) => room)]);
        this.#forget(local);
        // Another server that the client comes to before that has the peer leave, too
        const left = (room?: string): void => {
          rooms.delete(room ?? '');
          if (rooms.size === 0)
            this.line.call((store) => store.release(ended, claim.generation, this.name), ignore);
        };
        for (const room of [...rooms])
          this.#append(room, 'leave', claim.peer, claim.generation, 0, {}, () => left(room));
        if (rooms.size === 0) left();
      },
    );
  }

  /** Goes on with a session that this server has, or another had. */
  #resume(
    line: Line,
    claim: Claim,
    request: ClusterRequest,
    joins: readonly JoinRequest[],
    answer: Answer,
  ): void {
    const { session: token = '', at = {} } = request;
    const { peer, generation, previous } = claim;
    let local = this.#sessions.get(token);
    const isLast = previous === this.name && generation - 1 === local?.generation;
    // A request that was taken late has begun a session that the client knows nothing of, and counts otherwise
    if (local && !(isLast && local.generation === request.generation)) {
      this.#forget(local);
      local = undefined;
    }
    if (local) {
      local.generation = generation;
      this.#detach(local);
    }
    const rooms = new Set([...(local?.rooms ?? []), ...Object.keys(at)]);
    const outcomes = new Map<string, Outcome>();
    const ready = (): void => {
      if (outcomes.size < rooms.size) return;
      if (this.#claimed.get(token) !== generation) {
        line.connection.close();
        return;
      }
      // This server may have forgotten it meanwhile, and what the peer was sent since
      if (local && this.#sessions.get(token) !== local) local = undefined;
      const isSuperseded = [...outcomes.values()].some(({ rejection }) => rejection === 'superseded');
      if (isSuperseded) {
        if (local) this.#superseded(local);
        line.connection.close();
        return;
      }
      const isKnown = Object.entries(at).every(([room, [epoch, offset]]) =>
        this.#goesOn(room, peer, epoch, offset, outcomes.get(room)),
      );
      if (isKnown && local?.confirm(request.received ?? 0) !== false)
        this.#goOn(line, claim, request, outcomes, local, answer, joins);
      else this.#beginAnew(line, claim, request, outcomes, local, answer, joins);
    };
    for (const room of rooms)
      this.#append(room, 'back', peer, generation, 0, {}, (outcome) => {
        outcomes.set(room, outcome);
        ready();
      });
    ready();
  }

  /** Whether a session can go on in a room, or has left it by itself. */
  #goesOn(room: string, peer: string, epoch: string, offset: number, outcome?: Outcome): boolean {
    const replica = this.#replicas.get(room);
    if (replica?.epoch !== epoch || replica.since(peer, offset) === undefined) return false;
    if (outcome?.rejection !== 'not-a-member') return true;
    const last = replica
      .about(peer, offset)
      .filter(({ kind }) => kind === 'leave')
      .at(-1);
    return last !== undefined && last.number > 0;
  }

  #goOn(
    line: Line,
    { peer, generation }: Claim,
    { session: token = '', received = 0, confirmed = 0, at = {} }: ClusterRequest,
    outcomes: ReadonlyMap<string, Outcome>,
    local: Session | undefined,
    answer: Answer,
    joins: readonly JoinRequest[],
  ): void {
    const session = local ?? new Session(token, peer, generation, confirmed, received);
    session.next = session.told = confirmed;
    this.#establish(session, line, { resumed: true, received: confirmed }, answer);
    if (local) local.repeat();
    for (const [room, { rejection }] of outcomes) {
      const replica = this.#replicas.get(room);
      const [, offset] = at[room] ?? [];
      if (rejection === 'not-a-member') session.rooms.delete(room);
      else if (!local && replica && offset !== undefined) {
        session.rooms.add(room);
        // Signals in between are for links that are planned; who comes in between is not in the plan before
        session.send('p2p:links', ...replica.machine.links(peer));
        for (const { event, args } of replica.since(peer, offset) ?? []) session.send(event, ...args);
        session.send('p2p:links', ...replica.machine.links(peer));
      }
    }
    for (const join of joins) this.#joinAsked(session, join);
    this.#lookAt(session, line);
    this.#confirmSoon(session);
  }

  /** The session is over, wherever its peer still is, and another begins under its name. */
  #beginAnew(
    line: Line,
    { peer, generation }: Claim,
    request: ClusterRequest,
    outcomes: ReadonlyMap<string, Outcome>,
    local: Session | undefined,
    answer: Answer,
    joins: readonly JoinRequest[],
  ): void {
    const { session: token = '' } = request;
    for (const room of outcomes.keys()) this.#append(room, 'leave', peer, generation, 0);
    if (local) this.#drop(local);
    this.line.call((store) => store.release(token, generation, this.name), ignore);
    this.#open(line, { ...request, at: {} }, joins, answer);
  }

  #establish(
    session: Session,
    line: Line,
    result: { resumed: boolean; received: number },
    answer: Answer,
  ): void {
    const { token, peer: peerId, generation } = session;
    this.#sessions.set(token, session);
    session.former.push(...line.former);
    const { windowMs: window } = this.#settings;
    answer({ version: 2, peerId, ...result, token, generation, window, maxPayload: MAX_PAYLOAD });
    line.session = session;
    session.line = line;
  }

  /** The connection may have ended while the store was asked. */
  #lookAt(session: Session, line: Line): void {
    if (line.isOver) this.#ended(session, line);
  }

  #ended(session: Session, line: Line): void {
    if (session.line !== line) return;
    session.line = undefined;
    if (line.hasLeft) {
      this.#drop(session);
      for (const room of session.rooms) this.#append(room, 'leave', session.peer, session.generation, 0);
      this.line.call((store) => store.release(session.token, session.generation, this.name), ignore);
    } else this.#lose(session);
  }

  /** The session has no connection: the others are told, and its end is looked for. */
  #lose(session: Session): void {
    const { token, generation } = session;
    for (const room of session.rooms) this.#append(room, 'lost', session.peer, generation, 0);
    this.#after(this.#settings.windowMs + LEASE_MS, () => {
      if (this.#sessions.get(token) !== session || session.line || session.generation !== generation) return;
      this.#drop(session);
      this.line.call((store) => store.release(token, generation, this.name), ignore);
    });
  }

  /** Another server has the session. */
  #superseded(session: Session): void {
    if (this.#sessions.get(session.token) === session) this.#forget(session);
  }

  /** This server does not have the session any more; the others take its peer for lost, unless another server has it. */
  #forget(session: Session | undefined): void {
    if (!session) return;
    this.#drop(session);
    for (const room of session.rooms) this.#append(room, 'lost', session.peer, session.generation, 0);
  }

  #drop(session: Session): void {
    this.#detach(session);
    if (this.#sessions.get(session.token) === session) this.#sessions.delete(session.token);
  }

  #detach(session: Session): void {
    const { line } = session;
    session.line = undefined;
    line?.connection.close();
  }

  #sessionOf(peer: string): Session | undefined {
    return [...this.#sessions.values()].find((session) => session.peer === peer);
  }

  /* Rooms */

  #joinAsked(session: Session, request: JoinRequest): void {
    const { line } = session;
    this.#join(session, request, (answer) => line?.connection.emit('p2p:joined', answer));
  }

  #join(session: Session, request: JoinRequest, answer: Answer): void {
    const { room = '', webrtc, numClients = this.#settings.numClients, data } = request;
    const { peer, generation } = session;
    for (const { peer: id, generation: last } of session.former) this.#append(room, 'leave', id, last, 0);
    const isSent = session.rooms.has(room);
    const welcome = (): void => {
      const replica = this.#replicas.get(room);
      if (!replica || this.#sessions.get(session.token) !== session) return;
      const { epoch, offset, machine } = replica;
      if (!isSent) {
        // What came between an earlier join, whose welcome is lost, and this one
        const missed = replica.since(peer, machine.member(peer)?.joinedAt ?? offset);
        if (!missed) {
          // The log does not reach back so far: the others hear that it comes anew
          this.#append(room, 'leave', peer, generation, 0, { event: ANEW });
          this.#join(session, request, answer);
          return;
        }
        for (const { event, args } of missed) session.send(event, ...args);
      }
      session.rooms.add(room);
      answer({ ...machine.welcome(peer), at: [epoch, offset] });
    };
    const body = { webrtc, numClients, data };
    this.#append(
      room,
      'join',
      peer,
      generation,
      session.taken,
      body,
      ({ rejection }) => {
        if (rejection === 'superseded') this.#superseded(session);
        else if (this.#sessions.get(session.token) !== session)
          this.#append(room, 'lost', peer, generation, 0);
        else if (session.generation !== generation) this.#append(room, 'back', peer, session.generation, 0);
        else if (!session.line) this.#append(room, 'lost', peer, generation, 0);
      },
      welcome,
    );
  }

  /** Takes an event that counts. */
  #counted(session: Session, number: number, event: string, header: Header, args: unknown[]): void {
    const { room = '', to, ack, seq } = header;
    const { peer, generation } = session;
    const kind = event === 'p2p:leave' ? 'leave' : 'event';
    const finish = (): void => {
      session.finish(number);
      this.#confirmSoon(session);
    };
    const replica = this.#replicas.get(room);
    const machine = replica?.isLoaded ? replica.machine : undefined;
    const isUnknown = to !== undefined && machine?.member(peer) && !machine.member(to);
    if (event === 'p2p:msg' && seq === undefined && isUnknown) {
      const error = { code: 'unknown-peer', message: 'no such peer', peerId: to };
      session.send('peer-error', { room, event: args[0], ack, ...error });
      finish();
      return;
    }
    const body = { event, header, args };
    this.#append(room, kind, peer, generation, number, body, ({ rejection }) => {
      if (rejection === 'superseded') {
        this.#superseded(session);
        return;
      }
      if (rejection === 'not-a-member' && event === 'p2p:msg') {
        const error = { code: 'not-a-member', message: 'not in that room' };
        session.send('peer-error', { room, event: args[0], ack, ...error });
      }
      if (event === 'p2p:part' && rejection !== 'not-a-member') {
        // As soon as the slowest receiver has it; a repeated one may have been told to nobody
        const { id, offset } = header;
        this.#after(this.#world.chance(0.2) ? this.#world.int(500) : 0, () => {
          session.send('p2p:sent', { room, to, id, offset });
          finish();
        });
      } else finish();
    });
  }

  #confirmSoon(session: Session): void {
    if (session.done - session.told >= CONFIRM_EVENTS) this.#confirm(session);
    else if (!session.isTimed) {
      session.isTimed = true;
      this.#after(CONFIRM_MS, () => {
        session.isTimed = false;
        this.#confirm(session);
      });
    }
  }

  /** Tells a client what of its events is in the logs, and how far it has been sent these. */
  #confirm(session: Session): void {
    if (!session.line) return;
    session.told = session.done;
    const at = [...session.rooms].map((room) => [room, this.#replicas.get(room)?.offset] as const);
    session.line.connection.emit('p2p:received', session.done, Object.fromEntries(at));
  }

  #append(
    room: string,
    kind: Kind,
    peer: string,
    generation: number,
    number: number,
    body: Body = {},
    done?: (outcome: Outcome) => void,
    applied?: () => void,
  ): void {
    const entry: LogEntry = { kind, peer, generation, number, body };
    if (applied) this.#onApply.set(entry, applied);
    this.#follow(room).append(entry, done);
  }

  #follow(room: string): Replica {
    const known = this.#replicas.get(room);
    if (known) return known;
    const appender = `${this.name}.${++this.#follows}`;
    const replica = new Replica(room, appender, this.#world, this.line, this.#events);
    this.#replicas.set(room, replica);
    return replica;
  }

  readonly #events: ReplicaEvents = {
    applied: (replica, item, notices) => this.#applied(replica, item, notices),

    loaded: (replica) => {
      const { members } = replica.machine;
      for (const { peer, lost, generation, lostSince } of members)
        if (lost) this.#awaitEnd(replica, peer, generation, lostSince);
      // What this server has heard of leases may be old, if it stood still
      this.line.call(
        (store) => store.ended(this.#world.now),
        (ended) => this.#loseAbsent(replica, members, new Set(ended)),
      );
    },

    lost: (replica) => {
      this.#replicas.delete(replica.room);
      // What waits for an outcome will have none
      for (const session of [...this.#sessions.values()]) {
        const isConcerned = session.rooms.has(replica.room) || session.taken > session.done;
        if (!isConcerned) continue;
        this.#drop(session);
        // In the rooms that have lost nothing its peer is not there for nothing
        for (const room of session.rooms)
          if (room !== replica.room) this.#append(room, 'lost', session.peer, session.generation, 0);
      }
      for (const line of [...this.#lines.values()])
        if (!line.session && !line.isPlain) line.connection.close();
      // Somebody of this server may be in the room as it is now
      this.#follow(replica.room);
    },
  };

  #applied(replica: Replica, { entry, time }: LogItem, notices: readonly Notice[]): void {
    const { kind, peer, generation } = entry;
    const { room } = replica;
    for (const { to, event, args } of notices) {
      const session = this.#sessionOf(to);
      if (session?.rooms.has(room)) session.send(event, ...args);
    }
    this.#onApply.get(entry)?.();
    this.#onApply.delete(entry);
    if (kind === 'lost') this.#awaitEnd(replica, peer, generation, time);
    const session = this.#sessionOf(peer);
    if (!session) return;
    if (kind === 'leave' && session.rooms.delete(room) && entry.number === 0 && session.line)
      this.#drop(session);
    if ((kind === 'join' || kind === 'back') && generation > session.generation) this.#superseded(session);
  }

  /** Looks for members of servers that are gone, and for some of this one that it knows nothing of. */
  #loseAbsent(replica: Replica, members: readonly Member[], ended: ReadonlySet<string>): void {
    for (const { peer, node, lost, generation, plain } of members) {
      const isHere =
        node === this.name ? this.#lines.has(peer) || this.#sessionOf(peer) !== undefined : !ended.has(node);
      if (!lost && !isHere) replica.append(entryOf(plain ? 'leave' : 'lost', peer, generation));
    }
  }

  /** Has a lost peer leave when its time is over. */
  #awaitEnd(replica: Replica, peer: string, generation: number, since: number): void {
    const jitter = this.#world.int(500);
    this.#after(since + this.#settings.windowMs + jitter - this.#world.now, () => {
      const member = replica.isOver ? undefined : replica.machine.member(peer);
      if (member?.lost && member.generation === generation && member.lostSince === since)
        replica.append(entryOf('leave', peer, generation));
    });
  }

  /* Leases */

  #renew(): void {
    const asked = this.#world.now;
    this.#keep();
    let isAnswered = false;
    this.line.call(
      (store) => store.renew(this.name, this.#world.now, LEASE_MS),
      ({ expired, ended }) => {
        isAnswered = true;
        const { now } = this.#world;
        if (now - this.#renewedAt > LEASE_MS) this.#graceUntil = now + LEASE_MS;
        this.#renewedAt = Math.max(this.#renewedAt, asked);
        if (expired) this.#fence();
        if (now >= this.#graceUntil) for (const node of ended) this.#nodeLost(node);
      },
    );
    this.#after(LEASE_MS, () => {
      if (!isAnswered && this.#world.now - this.#renewedAt > LEASE_MS) this.#fence();
    });
    this.#after(LEASE_MS / 3, () => this.#renew());
  }

  /** Keeps sessions in the store, also those that it has lost. */
  #keep(): void {
    const until = this.#keptUntil();
    for (const { token, peer, generation } of this.#sessions.values())
      this.line.call((store) => store.keep(token, peer, generation, this.name, until), ignore);
  }

  /** Others take this server for dead: its clients are to go on elsewhere. */
  #fence(): void {
    for (const session of [...this.#sessions.values()]) this.#forget(session);
    for (const connection of this.connections) connection.close();
  }

  #nodeLost(node: string): void {
    for (const replica of this.#replicas.values()) {
      if (!replica.isLoaded) continue;
      for (const member of replica.machine.members)
        if (member.node === node && !member.lost)
          replica.append(entryOf(member.plain ? 'leave' : 'lost', member.peer, member.generation));
    }
  }

  /** Now and then tells clients how far they have come, also those who send nothing and are sent nothing. */
  #look(): void {
    for (const session of this.#sessions.values()) this.#confirm(session);
    this.#after(LOOK_MS * 5, () => this.#look());
  }

  #keptUntil(): number {
    return this.#world.now + this.#settings.windowMs + 3 * LEASE_MS;
  }

  #after(delayMs: number, run: () => void): void {
    this.#world.after(delayMs, run, this);
  }
}

function entryOf(kind: Kind, peer: string, generation: number): LogEntry {
  return { kind, peer, generation, number: 0, body: {} };
}

function ignore(): void {
  // Nothing is to happen then
}
