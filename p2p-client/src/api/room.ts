import { decodeEvent, encodeEvent, type DecodedEvent, type EncodedEvent } from '../codec/codec.js';
import { P2PError, report, type ErrorCode } from './errors.js';
import type { EventSink } from './event-sink.js';
import { Mesh } from '../link/mesh.js';
import type { Settings } from './options.js';
import { LINK_PART_BYTES } from '../stream/outgoing.js';
import { PendingAcks } from './pending-acks.js';
import { Relay, type IceAnswer, type MemberInfo, type Welcome } from '../relay/relay.js';
import { chooseRoute, type Mode } from '../stream/route.js';
import type { AnySocket, Lost } from '../session/session.js';
import { OutgoingTransfer } from '../stream/outgoing-transfer.js';
import type { Path } from './types.js';

// However short the credentials live, the server is not flooded
const MIN_ICE_LIFETIME_MS = 10_000;

interface Waiting {
  readonly message: EncodedEvent;
  readonly to: string | undefined;
  readonly isPrivate: boolean;
}

/** A room as this client is in it: the relay and the mesh, and which of them an event takes. */
export class Room {
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
  #iceTimer: unknown;

  constructor(socket: AnySocket, settings: Settings, sink: EventSink) {
    this.#settings = settings;
    this.#sink = sink;
    this.#pendingAcks = new PendingAcks(settings.clock);
    this.#relay = new Relay(socket, settings, sink, {
      joined: (welcome) => this.#welcome(welcome),
      refused: () => this.#end('refused'),
      ended: (lost) => this.#lose(lost),
      connected: (member) => this.#connect(member),
      updated: (peerId, data) => this.#update(peerId, { data }),
      lost: (peerId, lost) => {
        this.#update(peerId, { lost });
        if (!lost) this.mesh.retry(peerId);
      },
      disconnected: (peerId) => this.#disconnect(peerId),
      planned: (peerIds) => this.mesh.plan(peerIds),
      signal: (peerId, offerId, signal) => this.mesh.signal(peerId, offerId, signal),
      event: (from, event, seq) => {
        if (seq === undefined || this.mesh.member(from)?.incoming.repeated(seq) === true)
          this.#deliver(from, event, 'relay');
      },
      part: (from, { id, total, offset, bytes }) =>
        this.mesh.member(from)?.receiver.part(id, total, offset, bytes, 'relay'),
      aborted: (from, id) => this.mesh.member(from)?.receiver.abort(id),
      stopped: (from, id, code) => {
        if (!this.mesh.member(from)?.outgoing.stopped(id, code)) this.#relay.stopped(from, id, code);
      },
      path: (from, epoch) => this.mesh.member(from)?.incoming.announced(epoch),
      signalRefused: (error) => this.mesh.signalRefused(error),
      failed: (error, ack) => this.#refused(error, ack),
      awake: () => this.mesh.retry(),
      closed: ({ code, message }) => this.#abandonQuestions(code, message),
    });
    this.mesh = new Mesh(settings, this.#mode, this.#relay, sink, {
      signal: (peerId, offerId, signal) => this.#relay.signal(peerId, offerId, signal),
      changed: () => this.#settle(),
    });
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
    if (closed) this.#abandonQuestions(closed.code, closed.message);
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
      else this.#stopped(message, stoppedBy, code);
    });
  }

  /** A receiver does not want an event, or cannot take it, which `code` tells. */
  #stopped({ event, ack }: EncodedEvent, peerId: string, code?: string): void {
    const rejected = event !== null && this.#pendingAcks.gone(peerId, code ?? 'aborted', ack);
    if (code === undefined || rejected) return;
    const details = { event: event ?? undefined, peerIds: [peerId] };
    this.#sink.emit('peer-error', new P2PError(code, 'a peer could not take it', details));
  }

  #addressed(to: string | undefined): string[] {
    return to === undefined ? this.mesh.peers.map(({ id }) => id) : [to];
  }

  #deliver(from: string, { event, ack, args }: DecodedEvent, path: Path): void {
    if (event === null) {
      // What stands behind an answer says why there is none
      const { code } = (args[1] ?? {}) as { code?: string };
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

  /** The server did not take an event, or some of those it was for do not get it. */
  #refused(error: P2PError, ack: number): void {
    if (ack > 0 && !error.peerIds && this.#pendingAcks.fail(ack, error)) return;
    let rejected = false;
    for (const peerId of ack > 0 ? (error.peerIds ?? []) : [])
      rejected = this.#pendingAcks.gone(peerId, error.code, ack) || rejected;
    if (!rejected) this.#sink.emit('peer-error', error);
  }

  #welcome(welcome: Welcome): void {
    const { peerId, peers, links } = welcome;
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
    this.#settle();
  }

  /** Takes over ICE servers, and asks for others before their credentials expire. */
  #useIce({ iceServers, iceLifetime }: IceAnswer): void {
    const { clock } = this.#settings;
    this.mesh.useIceServers(iceServers);
    clock.clearTimeout(this.#iceTimer);
    if (iceLifetime === undefined) return;
    const lifetimeMs = Math.max(iceLifetime, MIN_ICE_LIFETIME_MS);
    const renew = (): void =>
      this.#relay.renewIce((answer) => {
        if (this.#state !== 'joined') return;
        if (answer) this.#useIce(answer);
        // Offline, or the server is slow: there is time for another attempt
        else this.#iceTimer = clock.setTimeout(renew, lifetimeMs / 10);
      });
    this.#iceTimer = clock.setTimeout(renew, lifetimeMs * 0.75);
  }

  #connect(info: MemberInfo): void {
    const { peerId } = info;
    const isNew = this.mesh.member(peerId) === undefined;
    const peer = this.mesh.add(info, {
      complete: (pieces, path) => this.#complete(peerId, pieces, path),
      unreachable: (message) => this.#fail('unreachable', 'there is no link', message, [peerId]),
    });
    this.#sink.emit(isNew ? 'peer-connect' : 'peer-update', peer);
  }

  #complete(from: string, pieces: readonly Uint8Array[], path: Path): void {
    try {
      this.#deliver(from, decodeEvent(pieces), path);
    } catch (cause) {
      report(this.#sink, 'bad-message', 'a peer sent a bad event', { peerId: from, cause });
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

  /** Nobody connects the socket any more: what waits for an answer is told so, and is not sent later. */
  #abandonQuestions(code: string, message: string): void {
    this.#waiting = this.#waiting.filter(({ message: { ack, event } }) => ack === 0 || event === null);
    this.#pendingAcks.failAll(code, message, true);
  }

  /** The session is over, and another begins with the next connection. */
  #lose({ waiting, missed }: Lost): void {
    if (this.#state !== 'joined') return;
    this.#end('joining');
    for (const message of waiting) this.#waiting.push({ message, to: undefined, isPrivate: false });
    report(this.#sink, 'session-lost', 'this client was away', { missed });
  }

  /** This client is not in the room any more, or is to join it again. */
  #end(state: 'joining' | 'refused' | 'left'): void {
    this.#state = state;
    this.#peerId = undefined;
    this.#upgraded = false;
    this.#settings.clock.clearTimeout(this.#iceTimer);
    if (state !== 'joining') {
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const { message } of waiting)
        this.#fail('not-a-member', 'this client is not in the room', message);
    }
    this.#pendingAcks.failAll('not-answered', 'this client has left the room', state !== 'joining');
    for (const peer of this.mesh.clear()) this.#sink.emit('peer-disconnect', peer);
  }

  /** Looks whether the mesh has become complete, and tells what that changes. */
  #settle(): void {
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

  #follow(): void {
    this.mesh.follow();
    for (const peer of this.mesh.rerouted()) this.#sink.emit('transport', peer);
  }

  /**
   * Tells what could not be sent: whoever waits for an answer, or else everybody who listens.
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
    if (event !== null && ack > 0) {
      if (!lost && this.#pendingAcks.fail(ack, error)) return;
      let rejected = false;
      // Of a room the others may still answer
      for (const peerId of lost ?? []) rejected = this.#pendingAcks.gone(peerId, code, ack) || rejected;
      if (rejected) return;
    }
    this.#sink.emit('peer-error', error);
  }
}
