/* The server's side of docs/protocol.md, without limits of its own. Whatever carries the packets, sockets or a
 * simulation, is somebody else's. */

import { asBytes, decodeEvent } from '../codec/codec.js';

/** One connection of a client, as the server sees it. */
export interface Connection {
  readonly id: string;
  emit(event: string, ...args: unknown[]): void;
  /** Ends it; the client is told nothing. */
  close(): void;
}

/** The first argument of an event of the protocol. */
export interface Header {
  readonly room?: string;
  readonly to?: string;
  readonly skip?: readonly string[];
  readonly id?: number;
  readonly ack?: number;
  readonly seq?: number;
  readonly epoch?: number;
  readonly event?: string;
  readonly total?: number;
  readonly offset?: number;
  readonly data?: unknown;
  readonly toPeerId?: string;
  readonly signal?: unknown;
  readonly packed?: boolean;
  readonly offers?: readonly object[];
  readonly n?: unknown;
}

/** What a library asks for in `p2p:session`, or in its CONNECT. */
export interface SessionRequest {
  readonly version?: number;
  /** How many of its events the client knows to have come, or has given up. */
  readonly confirmed?: number;
  readonly session?: string;
  readonly received?: number;
  readonly ended?: string;
  readonly joins?: readonly JoinRequest[];
}

export interface JoinRequest {
  readonly room?: string;
  readonly webrtc: boolean;
  readonly numClients?: number;
  readonly data?: unknown;
}

interface Member {
  readonly peer: ServerPeer;
  readonly webrtc: boolean;
  readonly numClients: number;
  readonly plain: true | undefined;
  data: unknown;
  links: Set<string>;
}

/** What a peer is told of what the server does not take. */
interface Refusal {
  readonly room: string;
  readonly code: string;
  readonly message: string;
  readonly event?: unknown;
  readonly ack?: number | undefined;
  readonly peerId?: string;
}

/** An event that passed the server. */
export interface Relayed {
  readonly room: string;
  readonly event: string;
  readonly parts: boolean;
}

/** What the world around the server lends it. */
export interface World {
  setTimeout(callback: () => void, delayMs: number): unknown;
  clearTimeout(timer: unknown): void;
  /** A token that nobody can guess, outside a test. */
  token(): string;
}

const VERSION = 2;
const MAX_PAYLOAD = 256 * 1024;
const MAX_ROOM_LENGTH = 128;
// A client has more of them, for its own events
const RESERVED =
  /^(p2p:.*|peer-(connect|update|disconnect|signal|error)|offers?|numClients|connect(_error)?|disconnect(ing)?|(new|remove)Listener)$/;
const CONFIRM_EVENTS = 32;

/** A client with its session, on whichever connection. */
class ServerPeer {
  readonly id: string;
  connection: Connection | undefined;
  token: string | undefined;
  // Whether it has the library; else it is in the default room, and nothing that it is sent counts
  isLibrary = false;
  received = 0;
  // Whether its last connection ended because of what it had sent
  failed = false;
  // Whether its page may be about to go
  leaving = false;
  timer: unknown;
  // What the server knows of it, such as its name
  user: unknown;
  // What was sent and is not confirmed
  #outbox: unknown[][] = [];
  #confirmed = 0;

  constructor(connection: Connection) {
    this.id = connection.id;
    this.connection = connection;
  }

  send(event: string, ...args: unknown[]): void {
    if (this.token !== undefined) this.#outbox.push([event, ...args]);
    this.connection?.emit(event, ...args);
  }

  confirm(count: number): boolean {
    const confirmed = count - this.#confirmed;
    if (confirmed < 0 || confirmed > this.#outbox.length) return false;
    this.#outbox.splice(0, confirmed);
    this.#confirmed = count;
    return true;
  }

  repeat(): void {
    for (const [event, ...args] of this.#outbox) this.connection?.emit(event as string, ...args);
  }
}

/** What became of an attempt to open a link. */
export interface Report {
  readonly from: string;
  readonly room: string;
  readonly to: string;
  readonly open: boolean;
  readonly ms: number;
}

/** The name and the arguments of an event in one binary. */
function unpacked(bytes: unknown, ack: number | undefined): unknown[] {
  const { event, args } = decodeEvent([asBytes(bytes) ?? new Uint8Array()], ack ?? 0);
  return [event, ...args];
}

/** Rooms, sessions and the relay. */
export class RoomServer {
  /** What was relayed, in order. */
  readonly relayed: Relayed[] = [];
  /** The answers to what the server itself has asked: who, which question, and the answer. */
  readonly answers: unknown[][] = [];
  /** The links of each peer at most. */
  numClients = 5;
  /** The bytes that a packet may have, as clients are told. */
  maxPayload = MAX_PAYLOAD;
  /** Rooms that nobody may join, and events that nobody may send. */
  readonly refusedRooms = new Set<string>();
  readonly refusedEvents = new Set<string>();
  /** How long a peer without a connection is kept. */
  windowMs = 120_000;
  /** The answer to the next parts, if it is not to be the usual one. */
  partAnswer: { code?: string; message?: string; missed?: readonly string[] } | undefined;
  /** For how long ICE servers are good, if that is limited. */
  iceLifetime: number | undefined;
  /** What clients say became of their links. */
  readonly reports: Report[] = [];
  /** How often ICE servers were asked for. */
  iceRequests = 0;
  /** The signals that found nobody who was to hold a link with their sender: from, to, and what they said. */
  readonly strayed: { readonly from: string; readonly to: string; readonly signal: unknown }[] = [];
  /** Signals that are kept back while this is `true`, so that no link opens. */
  holdsSignals = false;
  readonly #world: World;
  readonly #rooms = new Map<string, Map<string, Member>>();
  readonly #peers = new Map<string, ServerPeer>();
  readonly #tokens = new Map<string, ServerPeer>();
  #held: (() => void)[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  /** Forgets what the last test has set and sent. */
  reset(): void {
    this.numClients = 5;
    this.windowMs = 120_000;
    this.maxPayload = MAX_PAYLOAD;
    this.holdsSignals = false;
    this.partAnswer = undefined;
    this.iceLifetime = undefined;
    this.iceRequests = 0;
    this.relayed.length = 0;
    this.reports.length = 0;
    this.strayed.length = 0;
    this.answers.length = 0;
    this.#held = [];
  }

  releaseSignals(): void {
    this.holdsSignals = false;
    for (const deliver of this.#held.splice(0)) deliver();
  }

  /** The times that an event of this name was relayed. */
  count(event: string): number {
    return this.relayed.filter((relayed) => relayed.event === event).length;
  }

  /** The ids of those who are in any room. */
  get members(): string[] {
    return [...this.#rooms.values()].flatMap((members) => [...members.keys()]);
  }

  /** Whether a peer has a session, lost or not. */
  knows(peerId: string): boolean {
    return [...this.#tokens.values()].some(({ id }) => id === peerId);
  }

  /** The ids of those who are in any room or have a session. */
  get known(): string[] {
    return [...new Set([...this.members, ...[...this.#tokens.values()].map(({ id }) => id)])];
  }

  /** Sends an event as the server itself. */
  say(peerId: string, header: { room: string; ack?: number }, event: string, ...args: unknown[]): void {
    const peer = [...this.#tokens.values()].find(({ id }) => id === peerId);
    peer?.send('p2p:msg', { ...header, from: '' }, event, ...args);
  }

  /** Takes a peer out of a room and tells it why. */
  remove(peerId: string, room: string, error: { code: string; message: string; to?: string }): void {
    const peer = this.#members(room).get(peerId)?.peer;
    if (!peer) return;
    this.#leave(peer, room);
    peer.send('peer-error', { room, left: true, ...error });
  }

  /** A client has connected, with what it says as `auth`. */
  connected(connection: Connection, auth?: { p2p?: unknown; user?: unknown }): void {
    const peer = new ServerPeer(connection);
    peer.user = auth?.user;
    this.#peers.set(connection.id, peer);
    const { p2p } = auth ?? {};
    if (p2p === undefined) {
      this.#enter(peer, { webrtc: false }, 0).announce();
      peer.send('numClients', this.#members().size - 1);
    } else if (typeof p2p === 'object') {
      const { joins = [], ...request } = p2p as SessionRequest;
      this.#session(peer, connection, request, (answer) => connection.emit('p2p:session', answer));
      const who = this.#peers.get(connection.id) ?? peer;
      for (const join of joins)
        this.#join(who, join, (answer) =>
          connection.emit('p2p:joined', { room: join.room ?? '', ...(answer as object) }),
        );
    } else peer.isLibrary = true;
  }

  /**
   * A connection has ended; on purpose, or so that its client may come back.
   *
   * @param failed whether the server could not take what the client had sent
   */
  disconnected(connection: Connection, onPurpose: boolean, failed = false): void {
    const peer = this.#peers.get(connection.id);
    this.#peers.delete(connection.id);
    if (peer?.connection !== connection) return;
    peer.connection = undefined;
    peer.failed = failed;
    if (onPurpose || peer.leaving || peer.token === undefined) this.#forget(peer);
    else {
      peer.timer = this.#world.setTimeout(() => this.#forget(peer), this.windowMs);
      this.#tellLost(peer, true);
      this.#replan(peer);
    }
  }

  /** Takes an event; `answer` is there if its sender wants an acknowledgement. */
  receive(connection: Connection, event: string, args: unknown[], answer?: (answer: unknown) => void): void {
    const peer = this.#peers.get(connection.id);
    if (!peer) return;
    const [first] = args;
    const header = (first ?? {}) as Header;
    peer.leaving = event === 'p2p:leaving';
    switch (event) {
      case 'p2p:leaving':
        return;
      case 'p2p:session':
        if (!peer.isLibrary) this.#leave(peer);
        this.#session(peer, connection, first as SessionRequest, (session) => answer?.(session));
        return;
      case 'p2p:received':
        peer.confirm(first as number);
        answer?.(undefined);
        return;
      case 'p2p:join':
        this.#join(peer, first as JoinRequest, answer);
        return;
      case 'p2p:ice':
        this.iceRequests += 1;
        answer?.({ iceServers: [], iceLifetime: this.iceLifetime });
        return;
      case 'p2p:link':
        this.reports.push({ ...(first as Report), from: peer.id });
        answer?.(undefined);
        return;
    }
    // Whoever asks for an acknowledgement gets the refusal there
    const refuse = (refusal: Refusal): void => {
      if (answer) answer({ code: refusal.code, message: refusal.message });
      else peer.send('peer-error', { event, ...refusal });
    };
    if (event !== 'p2p:volatile') this.#counted(peer);
    const refused = this.#take(peer, event, header, args, refuse);
    if (!refused) answer?.(undefined);
  }

  /** Takes an event that counts; returns whether it was refused. */
  #take(
    peer: ServerPeer,
    event: string,
    header: Header,
    args: unknown[],
    refuse: (refusal: Refusal) => void,
  ): boolean {
    const [, ...rest] = args;
    let refused = false;
    const refuseOnce = (refusal: Refusal): void => {
      refused = true;
      refuse(refusal);
    };
    switch (event) {
      case 'p2p:leave':
        this.#leave(peer, header.room);
        break;
      case 'p2p:update':
        this.#update(peer, header, refuseOnce);
        break;
      case 'peer-signal':
        this.#signal(peer, header as Header & { toPeerId: string }, refuseOnce);
        break;
      case 'offers':
        this.#offer(peer, header);
        break;
      case 'p2p:msg':
        this.#relay(peer, header, rest, refuseOnce);
        break;
      case 'p2p:volatile':
        this.#relayVolatile(peer, header, rest, refuseOnce);
        break;
      case 'p2p:part':
        this.#relayPart(peer, header, rest[0] as Uint8Array);
        break;
      case 'p2p:path':
      case 'p2p:stop': {
        const { room = '', to = '', ...others } = header;
        this.#members(room)
          .get(to)
          ?.peer.send(event, { room, from: peer.id, ...others });
        break;
      }
      default:
        // Of a plain peer; a library's is for the application's own listeners
        if (!peer.isLibrary) this.#relay(peer, {}, [event, ...args], refuseOnce);
    }
    return refused;
  }

  #session(
    peer: ServerPeer,
    connection: Connection,
    { version: asked = 1, session = '', received = 0, confirmed = 0, ended = '' }: SessionRequest,
    answer: (answer: unknown) => void,
  ): void {
    const former = this.#tokens.get(ended);
    if (former) {
      former.connection?.close();
      this.#forget(former);
    }
    const { windowMs: window, maxPayload } = this;
    const version = Math.min(asked, VERSION);
    const known = this.#tokens.get(session);
    if (known?.confirm(received) === true) {
      this.#world.clearTimeout(known.timer);
      if (!known.connection) this.#tellLost(known, false);
      const earlier = known.connection;
      known.connection = connection;
      this.#peers.set(connection.id, known);
      earlier?.close();
      known.received = Math.max(known.received, confirmed);
      const { id: peerId, received: taken, failed } = known;
      answer({ version, peerId, resumed: true, received: taken, token: session, window, failed, maxPayload });
      known.repeat();
      this.#replan(known);
      return;
    }
    peer.isLibrary = true;
    if (window === 0) {
      answer({ version, peerId: peer.id, resumed: false, received: 0, maxPayload });
      return;
    }
    peer.token = known || session === '' ? this.#world.token() : session;
    this.#tokens.set(peer.token, peer);
    const { id: peerId, token } = peer;
    answer({ version, peerId, resumed: false, received: 0, token, window, maxPayload });
  }

  #counted(peer: ServerPeer): void {
    peer.received += 1;
    if (peer.received % CONFIRM_EVENTS === 0) peer.connection?.emit('p2p:received', peer.received);
  }

  #forget(peer: ServerPeer): void {
    this.#tokens.delete(peer.token ?? '');
    for (const room of [...this.#rooms.keys()]) this.#leave(peer, room);
  }

  #tellLost({ id: peerId }: ServerPeer, lost: boolean): void {
    for (const [room, members] of this.#rooms)
      if (members.has(peerId))
        for (const { peer } of members.values())
          if (peer.id !== peerId) peer.send('p2p:lost', { room, peerId, lost });
  }

  #members(room = ''): Map<string, Member> {
    const members = this.#rooms.get(room) ?? new Map<string, Member>();
    this.#rooms.set(room, members);
    return members;
  }

  #receivers(from: ServerPeer, { room, to, skip = [] }: Header): Member[] {
    return [...this.#members(room).values()].filter(
      ({ peer: { id } }) => id !== from.id && (to === undefined ? !skip.includes(id) : id === to),
    );
  }

  #join(peer: ServerPeer, request: JoinRequest, answer?: (answer: unknown) => void): void {
    const { room = '', webrtc, numClients = this.numClients, data } = request;
    if (typeof webrtc !== 'boolean' || room.length > MAX_ROOM_LENGTH) {
      answer?.({ code: 'bad-request', message: 'not the shape of a join' });
      return;
    }
    if (this.refusedRooms.has(room)) {
      answer?.({ code: 'room-refused', message: 'not in here' });
      return;
    }
    peer.isLibrary = true;
    const welcome = this.#enter(peer, { room, webrtc, data }, numClients);
    answer?.(welcome.answer);
    welcome.announce();
  }

  #enter(
    peer: ServerPeer,
    { room = '', webrtc, data }: JoinRequest,
    numClients: number,
  ): { answer: object; announce: () => void } {
    const plain = peer.isLibrary ? undefined : true;
    const members = this.#members(room);
    const others = [...members.values()].filter((member) => member.peer !== peer);
    const peers = others.map((member) => ({
      peerId: member.peer.id,
      webrtc: member.webrtc,
      lost: member.peer.connection === undefined,
      plain: member.plain,
      data: member.data,
      user: member.peer.user,
    }));
    const isNew = !members.has(peer.id);
    if (isNew) members.set(peer.id, { peer, webrtc, numClients, plain, data, links: new Set() });
    const changed = isNew ? this.#plan(room) : new Set<Member>();
    const links = [...(members.get(peer.id)?.links ?? [])];
    const limits = { maxPayload: this.maxPayload, maxBinaries: 1_000, maxDepth: 250 };
    const answer = {
      peerId: peer.id,
      room,
      numClients,
      peers,
      links,
      iceServers: [],
      iceLifetime: this.iceLifetime,
      ...limits,
    };
    const announce = (): void => {
      for (const member of changed) if (member.peer !== peer) this.#tellLinks(room, member);
      if (!isNew) return;
      for (const member of others)
        if (!member.plain)
          member.peer.send('peer-connect', {
            room,
            peerId: peer.id,
            webrtc,
            plain,
            data,
            user: peer.user,
          });
    };
    return { answer, announce };
  }

  #leave(peer: ServerPeer, room = ''): void {
    const members = this.#members(room);
    if (!members.delete(peer.id)) return;
    for (const member of members.values()) {
      member.links.delete(peer.id);
      member.peer.send('peer-disconnect', { room, peerId: peer.id });
    }
    for (const member of this.#plan(room)) this.#tellLinks(room, member);
  }

  #update(peer: ServerPeer, { room = '', data }: Header, refuse: (refusal: Refusal) => void): void {
    const members = this.#members(room);
    const member = members.get(peer.id);
    if (!member) {
      refuse({ room, code: 'not-a-member', message: 'not in that room' });
      return;
    }
    member.data = data;
    for (const other of members.values())
      if (other !== member) other.peer.send('peer-update', { room, peerId: peer.id, data });
  }

  /** Plans links where there is room for them, or a lost peer gives way; returns who has others now. */
  #plan(room: string): Set<Member> {
    const all = this.#members(room);
    const members = [...all.values()].filter(({ webrtc, peer }) => webrtc && peer.connection);
    const changed = new Set<Member>();
    const isFree = ({ links, numClients }: Member): boolean => links.size < numClients;
    const lostLink = ({ links }: Member): Member | undefined =>
      [...links].map((id) => all.get(id)).find((other) => other && !other.peer.connection);
    const makeRoom = (member: Member): void => {
      const lost = isFree(member) ? undefined : lostLink(member);
      if (!lost) return;
      member.links.delete(lost.peer.id);
      lost.links.delete(member.peer.id);
      changed.add(lost);
    };
    for (const a of members) {
      for (const b of members) {
        if (a === b || a.links.has(b.peer.id) || !(isFree(a) || isFree(b))) continue;
        if (![a, b].every((one) => isFree(one) || lostLink(one))) continue;
        makeRoom(a);
        makeRoom(b);
        a.links.add(b.peer.id);
        b.links.add(a.peer.id);
        changed.add(a).add(b);
      }
    }
    return changed;
  }

  /** Plans anew in all rooms of a peer that is lost, or here again. */
  #replan({ id }: ServerPeer): void {
    for (const [room, members] of this.#rooms)
      if (members.has(id)) for (const member of this.#plan(room)) this.#tellLinks(room, member);
  }

  #tellLinks(room: string, { peer, links }: Member): void {
    peer.send('p2p:links', { room, peerIds: [...links] });
  }

  /** Has every offer delivered to one other plain peer. */
  #offer(peer: ServerPeer, { offers = [] }: Header): void {
    const others = [...this.#members().values()].filter((member) => member.plain && member.peer !== peer);
    for (const [index, member] of others.entries()) {
      const offer = offers[index];
      if (offer) member.peer.send('offer', { fromPeerId: peer.id, ...offer });
    }
  }

  #signal(peer: ServerPeer, signal: Header & { toPeerId: string }, refuse: (refusal: Refusal) => void): void {
    const { room = '' } = signal;
    const deliver = (): void => {
      const member = this.#members(room).get(signal.toPeerId);
      if (member && (member.links.has(peer.id) || (member.plain && !peer.isLibrary))) {
        member.peer.send('peer-signal', { ...signal, room, fromPeerId: peer.id });
        return;
      }
      const to = signal.toPeerId;
      this.strayed.push({ from: peer.id, to, signal: signal.signal });
      if ((signal.signal as { closed?: unknown }).closed === true) return;
      refuse({ room, code: 'unknown-peer', message: 'gone', peerId: to });
    };
    if (this.holdsSignals) this.#held.push(deliver);
    else deliver();
  }

  #relay(peer: ServerPeer, header: Header, sent: unknown[], refuseWith: (refusal: Refusal) => void): void {
    const { room = '', to, ack, seq, packed } = header;
    const [event, ...args] = packed ? unpacked(sent[0], ack) : sent;
    const members = this.#members(room);
    const refuse = (code: string, message: string): void => {
      refuseWith({ room, code, message, event, ack, ...(to !== undefined && { peerId: to }) });
    };
    if (typeof event === 'string' && RESERVED.test(event)) refuse('bad-request', 'a reserved name');
    else if (!members.has(peer.id)) refuse('not-a-member', 'not in that room');
    else if (this.refusedEvents.has(String(event))) refuse('handler-failed', 'refused');
    else if (to === '') this.answers.push([peer.id, ack, ...args]);
    else if (to !== undefined && !members.has(to)) {
      if (seq === undefined) refuse('unknown-peer', 'no such peer');
    } else {
      this.relayed.push({ room, event: String(event), parts: false });
      const forwarded = { room, from: peer.id, ack, seq, packed };
      for (const { plain, peer: receiver } of this.#receivers(peer, header)) {
        if (plain) receiver.send(String(event), ...args);
        else receiver.send('p2p:msg', forwarded, ...sent);
      }
    }
  }

  /** Relays an event to those who are there; it is not kept for others. */
  #relayVolatile(
    peer: ServerPeer,
    header: Header,
    [event, ...args]: unknown[],
    refuseWith: (refusal: Refusal) => void,
  ): void {
    const { room = '', ack, packed, n } = header;
    const refuse = (code: string, message: string): void => refuseWith({ room, code, message, event });
    if (packed) refuse('too-large', 'cannot be packed');
    else if (typeof event !== 'string' || RESERVED.test(event))
      refuse('bad-request', 'no name, or a reserved one');
    else if (!Number.isSafeInteger(n) || (n as number) < 1) refuse('bad-request', 'no number');
    else if (ack !== undefined) refuse('bad-request', 'has no answer');
    else if (!this.#members(room).has(peer.id)) refuse('not-a-member', 'not in that room');
    else
      for (const { plain, peer: receiver } of this.#receivers(peer, header)) {
        if (plain) receiver.connection?.emit(event, ...args);
        else receiver.connection?.emit('p2p:volatile', { room, from: peer.id, n }, event, ...args);
      }
  }

  #relayPart(peer: ServerPeer, header: Header, bytes: Uint8Array): void {
    const { room = '', to, id, event = '', total = 0, offset } = header;
    const { code, message, missed } = this.partAnswer ?? {};
    if (offset === 0) this.relayed.push({ room, event, parts: true });
    if (code !== undefined && bytes.length > 0) {
      peer.send('peer-error', { room, code, message, event, id });
      return;
    }
    for (const member of this.#receivers(peer, header).filter(({ plain }) => !plain))
      member.peer.send('p2p:part', { room, from: peer.id, id, event, total, offset }, bytes);
    peer.send('p2p:sent', { room, to, id, offset, missed });
  }
}
