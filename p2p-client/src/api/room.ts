import {
  bytesOf,
  decodeFields,
  decodeRelayed,
  type Fields,
  type MemberInfo,
  type Signal,
  type Welcome,
} from '../codec/wire.js';
import { decodeEvent, encodeEvent, type DecodedEvent, type EncodedEvent } from '../codec/codec.js';
import { P2PError, report, type ErrorCode } from './errors.js';
import type { EventSink } from './event-sink.js';
import { Mesh, type MeshEvents } from '../link/mesh.js';
import type { Settings } from './options.js';
import { LINK_PART_BYTES } from '../stream/outgoing.js';
import { PendingAcks } from './pending-acks.js';
import { Relay, type RelayEvents, type RoomEvent } from '../relay/relay.js';
import { chooseRoute, type Mode } from '../stream/route.js';
import type { AnySocket, Lost } from '../session/session.js';
import { OutgoingTransfer } from '../stream/outgoing-transfer.js';
import { Timer } from './timer.js';
import type { Path } from './types.js';

// However short the credentials live, the server is not flooded
const MIN_ICE_LIFETIME_MS = 10_000;

interface Waiting {
  readonly message: EncodedEvent;
  readonly to: string | undefined;
  readonly isPrivate: boolean;
}

/** A room as this client is in it: the relay and the mesh, and which of them an event takes. */
export class Room implements RelayEvents, MeshEvents {
  readonly mesh: Mesh;
  readonly #mode: Mode = { usePeerConnection: false, useSockets: true };
  readonly #settings: Settings;
  readonly #sink: EventSink;
  readonly #relay: Relay;
  readonly #pendingAcks: PendingAcks;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #state: 'joining' | 'joined' | 'refused' | 'left' = 'joining';
  #peerId: string | undefined;
  #upgraded = false;
  #ready = false;
  #transferId = 0;
  readonly #iceTimer: Timer;

  constructor(socket: AnySocket, settings: Settings, sink: EventSink) {
    this.#settings = settings;
    this.#sink = sink;
    this.#pendingAcks = new PendingAcks(settings.clock);
    this.#iceTimer = new Timer(settings.clock);
    this.#relay = new Relay(socket, settings, sink, this);
    this.mesh = new Mesh({ settings, mode: this.#mode, relay: this.#relay, sink }, this);
  }

  get peerId(): string | undefined {
    return this.#peerId;
  }

  get mode(): Readonly<Mode> {
    return this.#mode;
  }

  get data(): unknown {
    return this.#relay.data;
  }

  set data(data: unknown) {
    this.#relay.update(data);
  }

  /** Changes which paths events take. */
  use(mode: Partial<Mode>): void {
    Object.assign(this.#mode, mode);
    this.#follow();
  }

  /** Sends an event to the room, or to the one peer in `to`. */
  send(event: string, args: readonly unknown[], to?: string): void {
    this.#send(encodeEvent(event, args, 0, this.#relay.limits), to);
  }

  /** Sends an event that is to be answered: by the one peer in `to`, or by everybody in the room now. */
  ask(event: string, args: readonly unknown[], to?: string, timeoutMs?: number): Promise<unknown> {
    const { ack, answer } = this.#pendingAcks.open(event, to === undefined, timeoutMs);
    try {
      this.#send(encodeEvent(event, args, ack, this.#relay.limits), to);
    } catch (cause) {
      const error = new P2PError('bad-request', 'the event cannot be sent', { event, cause });
      this.#pendingAcks.fail(ack, error);
    }
    const { closed } = this.#relay;
    if (closed) this.abandoned(closed);
    return answer;
  }

  /** Leaves the room for good; the socket stays. */
  leave(): void {
    if (this.#state === 'left') return;
    // What is on its way by link would be lost with the link
    this.mesh.abandonLinks();
    this.#relay.leave();
    this.#end('left');
  }

  /** Leaves the room for good, and with the last room of the socket disconnects that. */
  disconnect(): void {
    this.leave();
    this.#relay.release();
  }

  joined(welcome: Welcome): void {
    const { peerId, peers = [], links = [] } = welcome;
    this.#peerId = peerId;
    this.mesh.begin(peerId);
    this.#useIce(welcome);
    // The plan first: an event to a peer that is to be linked waits from the start
    this.mesh.plan(links);
    for (const peer of peers) this.#connect(peer);
    this.#state = 'joined';
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    for (const { message, to, isPrivate } of waiting) {
      this.#dispatch(message, to, isPrivate ? { ...this.#mode, useSockets: false } : this.#mode);
    }
    this.changed();
  }

  refused(): void {
    this.#end('refused');
  }

  /** The session is over, and another begins with the next connection. */
  ended({ waiting, missed }: Lost): void {
    if (this.#state !== 'joined') return;
    this.#end('joining');
    for (const message of waiting) this.#waiting.push({ message, to: undefined, isPrivate: false });
    report(this.#sink, 'session-lost', 'this client was away', { missed });
  }

  received({ name, header, args }: RoomEvent): void {
    switch (name) {
      case 'peer-connect':
        this.#connect(header);
        break;
      case 'peer-update':
        this.#update(header.peerId, { data: header.data });
        break;
      case 'p2p:lost': {
        const { peerId, lost = false } = header;
        this.#update(peerId, { lost });
        if (!lost) this.mesh.retry(peerId);
        break;
      }
      case 'peer-disconnect':
        this.#disconnect(header.peerId);
        break;
      case 'p2p:links':
        this.mesh.plan(header.peerIds);
        break;
      case 'peer-signal':
        this.mesh.signal(header.fromPeerId, header.offerId, header.signal);
        break;
      case 'p2p:msg': {
        const { from, seq } = header;
        const event = this.#decoded(from, () => decodeRelayed(header, args));
        const isNew = seq === undefined || this.mesh.member(from)?.incoming.repeated(seq);
        if (event && isNew) this.#deliver(from, event, 'relay');
        break;
      }
      case 'p2p:part': {
        const { from, id, total, offset } = header;
        const bytes = this.#decoded(from, () => bytesOf(args));
        const receiver = this.mesh.member(from)?.receiver;
        if (bytes?.length === 0) receiver?.abort(id);
        else if (bytes) receiver?.part(id, total, offset, bytes, 'relay');
        break;
      }
      case 'p2p:stop': {
        const { from, id } = header;
        // A peer may not say anything else in the server's words
        const code = header.code === 'too-large' ? header.code : undefined;
        if (!this.mesh.member(from)?.outgoing.stopped(id, code)) this.#relay.stopped(from, id, code);
        break;
      }
      case 'p2p:path':
        this.mesh.member(header.from)?.incoming.announced(header.epoch);
        break;
    }
  }

  /** Tells what was not taken: whoever waits for an answer, or else everybody who listens. */
  failed(error: P2PError, ack: number, lost = error.peerIds): void {
    const isTold =
      ack > 0 &&
      // Of a room the others may still answer
      (lost
        ? lost.map((peerId) => this.#pendingAcks.gone(peerId, error.code, ack)).includes(true)
        : this.#pendingAcks.fail(ack, error));
    if (!isTold) this.#sink.emit('peer-error', error);
  }

  signalRefused(error: P2PError): void {
    this.mesh.signalRefused(error);
  }

  awake(): void {
    this.mesh.retry();
  }

  /** Nobody connects the socket any more: what waits for an answer is told so, and is not sent later. */
  abandoned({ code, message }: P2PError): void {
    this.#waiting = this.#waiting.filter(({ message: { ack, event } }) => ack === 0 || event === null);
    this.#pendingAcks.failAll(code, message, true);
  }

  signal(peerId: string, offerId: string, signal: Signal): void {
    this.#relay.signal(peerId, offerId, signal);
  }

  complete(from: string, pieces: readonly Uint8Array[], path: Path): void {
    const event = this.#decoded(from, () => decodeEvent(pieces));
    if (event) this.#deliver(from, event, path);
  }

  unreachable(message: EncodedEvent, peerId: string): void {
    this.#fail('unreachable', 'there is no link', message, [peerId]);
  }

  /** Looks whether the mesh has become complete, and tells what that changes. */
  changed(): void {
    if (this.#state !== 'joined') return;
    const { complete, peers } = this.mesh;
    const wasUpgraded = this.#upgraded;
    this.#upgraded = complete && peers.some(({ linked }) => linked);
    const isUpgrade = this.#upgraded && !wasUpgraded;
    if (isUpgrade && this.#settings.autoUpgrade) this.#mode.usePeerConnection = true;
    this.#follow();
    if (isUpgrade) this.#sink.emit('upgrade');
    if (complete && !this.#ready) {
      this.#ready = true;
      this.#sink.emit('ready');
    }
  }

  #send(message: EncodedEvent, to: string | undefined): void {
    const size = message.bytes.length;
    const { maxEventBytes, maxQueuedBytes } = this.#settings;
    // The server takes no parts of an answer
    if (size > maxEventBytes || (to === '' && this.#relay.needsParts(message, { to }))) {
      this.#fail('too-large', `an event of ${size} bytes is more than is taken`, message);
      if (message.event === null && to !== undefined) this.#refuse(to, message.ack, 'too-large');
    } else if (this.#state === 'joined') {
      this.#dispatch(message, to, this.#mode);
    } else if (this.#state !== 'joining') {
      this.#fail('not-a-member', 'this client is not in the room', message);
    } else if (this.#waitingBytes + size > maxQueuedBytes) {
      this.#fail('missed', 'too much waits', message);
    } else {
      this.#waitingBytes += size;
      this.#waiting.push({ message, to, isPrivate: !this.#mode.useSockets });
    }
  }

  #dispatch(message: EncodedEvent, to: string | undefined, mode: Mode): void {
    const { links, relay, unreachable } = chooseRoute(this.mesh.reach, mode, to);
    const byParts = this.#relay.needsParts(message, relay);
    const isLarge = message.bytes.length > LINK_PART_BYTES || byParts;
    const transfer = isLarge ? this.#upload(message) : undefined;
    const missed: string[] = [];
    if (message.ack > 0 && message.event !== null) this.#pendingAcks.asked(message.ack, this.#addressed(to));

    for (const peerId of links) {
      const outgoing = this.mesh.member(peerId)?.outgoing;
      if (!outgoing) continue;
      if (outgoing.queuedBytes > this.#settings.maxQueuedBytes) missed.push(peerId);
      else if (transfer) outgoing.upload(transfer);
      else outgoing.send(message);
    }
    if (relay && this.#relay.queuedBytes > this.#settings.maxQueuedBytes) {
      missed.push(...this.#addressed(to).filter((peerId) => !links.includes(peerId)));
    } else if (relay && transfer && byParts) this.#relay.upload(transfer, relay, 0);
    else if (relay) this.#relay.send(message, relay);
    if (missed.length > 0) this.#fail('missed', 'too much waits', message, missed);
    const lost = unreachable.filter((peerId) => !links.includes(peerId));
    if (unreachable.length > 0) this.#fail('unreachable', 'there is no link', message, unreachable, lost);
  }

  #upload(message: EncodedEvent): OutgoingTransfer {
    this.#transferId = (this.#transferId + 1) >>> 0;
    return new OutgoingTransfer(this.#transferId, message, this.#sink, (stoppedBy, code) => {
      if (stoppedBy === undefined) this.#fail('aborted', 'this client gave an event up', message);
      else if (code !== undefined) this.#fail(code, 'a peer could not take it', message, [stoppedBy]);
      else if (message.event !== null) this.#pendingAcks.gone(stoppedBy, 'aborted', message.ack);
    });
  }

  #addressed(to: string | undefined): string[] {
    return to === undefined ? this.mesh.peers.map(({ id }) => id) : [to];
  }

  #deliver(from: string, { event, ack, args }: DecodedEvent, path: Path): void {
    if (event === null) {
      // What stands behind an answer says why there is none
      const { code } = decodeFields(args[1]);
      if (code === undefined) this.#pendingAcks.answered(ack, from, args[0]);
      else this.#pendingAcks.gone(from, code, ack);
      return;
    }
    const all: unknown[] = [...args];
    if (ack > 0) all.push(this.#answering(from, ack));
    this.#sink.receive(event, all, { id: from, path });
  }

  /** The function that a listener answers with, once. */
  #answering(from: string, ack: number): (answer?: unknown) => void {
    let answered = false;
    return (answer) => {
      // The server itself has no id
      if (answered || this.#state !== 'joined' || (from && !this.mesh.member(from))) return;
      answered = true;
      let message: EncodedEvent;
      try {
        message = encodeEvent(null, [answer], ack, this.#relay.limits);
      } catch (error) {
        // Whoever asks would wait for ever
        this.#refuse(from, ack, 'bad-request');
        throw error;
      }
      this.#send(message, from);
    };
  }

  /** Tells a peer that there is no answer to its question. */
  #refuse(to: string, ack: number, code: ErrorCode): void {
    this.#send(encodeEvent(null, [null, { code, message: 'the answer cannot be sent' }], ack), to);
  }

  /** Takes over ICE servers, and asks for others before their credentials expire. */
  #useIce({ iceServers = [], iceLifetime }: Fields): void {
    this.mesh.useIceServers(iceServers);
    this.#iceTimer.stop();
    if (iceLifetime === undefined) return;
    const lifetimeMs = Math.max(iceLifetime, MIN_ICE_LIFETIME_MS);
    const renew = (): void =>
      this.#relay.renewIce((answer) => {
        if (this.#state !== 'joined') return;
        if (answer) this.#useIce(answer);
        // Offline, or the server is slow: there is time for another attempt
        else this.#iceTimer.start(lifetimeMs / 10, renew);
      });
    this.#iceTimer.start(lifetimeMs * 0.75, renew);
  }

  #connect(info: MemberInfo): void {
    const isNew = this.mesh.member(info.peerId) === undefined;
    this.#sink.emit(isNew ? 'peer-connect' : 'peer-update', this.mesh.add(info));
  }

  /** What a peer has sent, unless that is not what it has to be. */
  #decoded<T>(peerId: string, decode: () => T): T | undefined {
    try {
      return decode();
    } catch (cause) {
      report(this.#sink, 'bad-message', 'a peer sent a bad event', { peerId, cause });
      return undefined;
    }
  }

  #update(peerId: string, change: { data: unknown } | { lost: boolean }): void {
    const member = this.mesh.member(peerId);
    if (!member) return;
    Object.assign(member, change);
    this.#sink.emit('peer-update', member.peer);
  }

  #disconnect(peerId: string): void {
    this.#relay.stopped(peerId);
    const peer = this.mesh.remove(peerId);
    if (peer) this.#sink.emit('peer-disconnect', peer);
    this.#pendingAcks.gone(peerId, 'not-answered');
  }

  /** This client is not in the room any more, or is to join it again. */
  #end(state: 'joining' | 'refused' | 'left'): void {
    this.#state = state;
    this.#peerId = undefined;
    this.#upgraded = false;
    this.#iceTimer.stop();
    if (state !== 'joining') {
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const { message } of waiting)
        this.#fail('not-a-member', 'this client is not in the room', message);
    }
    this.#pendingAcks.failAll('not-answered', 'this client has left the room', state !== 'joining');
    for (const peer of this.mesh.clear()) this.#sink.emit('peer-disconnect', peer);
  }

  #follow(): void {
    this.mesh.follow();
    for (const peer of this.mesh.rerouted()) this.#sink.emit('transport', peer);
  }

  /**
   * Tells what could not be sent.
   *
   * @param peerIds whom it was about, if not everybody
   * @param lost those of them who will never get it
   */
  #fail(
    code: ErrorCode,
    text: string,
    { event, ack }: EncodedEvent,
    peerIds?: readonly string[],
    lost = peerIds,
  ): void {
    const error = new P2PError(code, text, { event: event ?? undefined, peerIds });
    this.failed(error, event === null ? 0 : ack, lost);
  }
}
