import { decodeEvent, type EncodedEvent } from '../codec/codec.js';
import type { Fields, ServerEvent, Signal, Welcome } from '../codec/wire.js';
import { isClosed } from '../session/connection.js';
import { P2PError, report } from '../api/errors.js';
import type { EventSink } from '../api/event-sink.js';
import { byteLength, jsonBytes, LIMITS, snapshot, type EventLimits } from '../codec/limits.js';
import type { Settings } from '../api/options.js';
import { Timer } from '../api/timer.js';
import type { RelayPath } from '../stream/outgoing.js';
import { RelayTransfers } from './relay-transfers.js';
import type { RelayTarget } from '../stream/route.js';
import {
  ANSWER_TIMEOUT_MS,
  Session,
  type AnySocket,
  type GivenUp,
  type Header,
  type Lost,
  type RoomListener,
} from '../session/session.js';
import type { OutgoingTransfer } from '../stream/outgoing-transfer.js';

const JOIN_RETRY_MS = 1_000;
const MEMBERSHIP = new Set(['peer-connect', 'peer-update', 'peer-disconnect', 'p2p:lost', 'p2p:links']);
const PART_BYTES = 64 * 1024;
// What is around an event in its packet, without the ids of those it is for and the name of the room
const HEADER_BYTES = 512;
// socket.io-parser ends the connection over more of them in a packet
const MAX_PACKET_BINARIES = 10;

/** What the server tells of the room and its members. */
export type RoomEvent = Exclude<ServerEvent, { readonly name: 'peer-error' | 'p2p:sent' }>;

/** What the relay tells the room. */
export interface RelayEvents {
  joined(welcome: Welcome): void;
  refused(): void;
  /** This client was away for too long. A join follows. */
  ended(lost: Lost): void;
  received(event: RoomEvent): void;
  /** The server did not pass a signal on. */
  signalRefused(error: P2PError): void;
  /** The server refused an event. */
  failed(error: P2PError, ack: number): void;
  /** The page is shown again, runs again or is online again. */
  awake(): void;
  /** Nobody connects the socket any more: no question can be answered. */
  abandoned(error: P2PError): void;
}

/** One room on the server: joins it, and carries what goes through the server. */
export class Relay implements RelayPath, RoomListener {
  readonly #session: Session;
  readonly #settings: Settings;
  readonly #sink: EventSink;
  readonly #events: RelayEvents;
  readonly #transfers: RelayTransfers;
  used = false;
  #data: unknown;
  // What the join that is under way has said of this client
  #asked: unknown;
  readonly #patience: Timer;
  #isIn = false;
  // A welcome may be lost with its connection. What came to the room since then waits for the next one
  #early: ServerEvent[] | undefined;
  #hasLeft = false;
  // What the application was last told of why there is no connection
  #failure: string | undefined;
  #closed: P2PError | undefined;
  #limits = LIMITS;

  constructor(socket: AnySocket, settings: Settings, sink: EventSink, events: RelayEvents) {
    this.#settings = settings;
    this.#sink = sink;
    this.#events = events;
    this.#data = snapshot(settings.data);
    this.#session = Session.of(socket, settings.clock);
    this.#patience = new Timer(settings.clock);
    this.#transfers = new RelayTransfers((header, bytes) =>
      this.#send('p2p:part', { ...header }, () => [bytes], bytes.length),
    );
    this.#session.add(settings.room, this);
  }

  get data(): unknown {
    return this.#data;
  }

  /** The bytes that wait for the server, or for its confirmation. */
  get queuedBytes(): number {
    return this.#session.queuedBytes;
  }

  /** What an event may have. */
  get limits(): EventLimits {
    return this.#limits;
  }

  /** Whether an event is too large for one packet. */
  needsParts(message: EncodedEvent, target: RelayTarget = {}): boolean {
    const { bytes, binaryBytes } = message;
    // HTTP long-polling carries binaries in base64
    const inBase64 = (isPacked(message) ? bytes.length : binaryBytes) / 3;
    return bytes.length + inBase64 > this.#roomFor(target);
  }

  /** Why no question can be answered now: nobody connects the socket. */
  get closed(): P2PError | undefined {
    return isClosed(this.#session.socket) ? this.#closed : undefined;
  }

  /** Leaves the room. */
  leave(): void {
    // A join may be on its way
    this.#send('p2p:leave', {});
    this.#patience.stop();
    this.#isIn = false;
    this.#hasLeft = true;
    this.#session.remove(this.#settings.room);
    this.#transfers.clear();
  }

  /** Disconnects the socket, if this was its last room. */
  release(): void {
    this.#session.release();
  }

  update(data: unknown): void {
    this.#data = snapshot(data, this.#limits, this.#isIn ? this.#roomFor({}) : undefined);
    if (this.#isIn) this.#send('p2p:update', { data: this.#data });
  }

  /** Asks for ICE servers with fresh credentials; `undefined` where there was no answer. */
  renewIce(renewed: (answer?: Fields) => void): void {
    if (!this.#session.live) renewed();
    else this.#session.request('p2p:ice', {}, (_, answer) => renewed(answer.iceServers && answer));
  }

  /** @throws P2PError `too-large` if the signal is more than the server takes */
  signal(toPeerId: string, offerId: string, signal: Signal): void {
    if (jsonBytes(signal) > this.#roomFor({ to: toPeerId })) {
      throw new P2PError('too-large', 'a signal is more than the server takes', { peerId: toPeerId });
    }
    this.#send('peer-signal', { toPeerId, offerId, signal });
  }

  send(message: EncodedEvent, target: RelayTarget, seq?: number): void {
    const { ack, bytes } = message;
    const packed = isPacked(message) || undefined;
    const header = { ...target, seq, ack: ack || undefined, packed };
    const args = (): unknown[] => {
      if (packed) return [bytes];
      const { event, args: values } = decodeEvent([bytes]);
      return [event, ...values];
    };
    this.#send('p2p:msg', header, args, bytes.length, message);
  }

  upload(transfer: OutgoingTransfer, target: RelayTarget, offset: number): void {
    const room = this.#roomFor(target) - byteLength(JSON.stringify(transfer.event));
    const partBytes = Math.min(PART_BYTES, Math.floor(room * 0.75));
    if (partBytes > 0) this.#transfers.begin(transfer, target, offset, partBytes);
    else {
      const { event, message } = transfer;
      const text = 'no part of this event fits into a packet, so long is its header';
      const { to } = target;
      transfer.abandon(to ?? '');
      this.#events.failed(
        new P2PError('too-large', text, { event: event || undefined, peerId: to }),
        message.ack,
      );
    }
  }

  abort(transfer: OutgoingTransfer, to: string): void {
    this.#transfers.abort(transfer, { to });
  }

  stop(to: string, id: number, code?: string): void {
    this.#send('p2p:stop', { to, id, code });
  }

  path(to: string, epoch: number): void {
    this.#send('p2p:path', { to, epoch });
  }

  report(to: string, open: boolean, ms: number): void {
    // Asks for an acknowledgement, so that a refusal comes there: no application can do anything about it
    this.#session.tell('p2p:link', { room: this.#settings.room, to, open, ms }, () => undefined);
  }

  /** A peer does not want the rest of a transfer, or has gone. */
  stopped(peerId: string, id?: number, code?: string): void {
    this.#transfers.leaveOut(peerId, id, code);
  }

  #send(
    event: string,
    header: Header,
    args: () => readonly unknown[] = () => [],
    bytes = 0,
    message?: EncodedEvent,
  ): void {
    const { room } = this.#settings;
    this.used ||= /:(msg|part)/.test(event);
    this.#session.send(event, { room, ...header }, args, bytes, message);
  }

  /** The bytes that a packet has for what is sent, beside its header. */
  #roomFor(target: RelayTarget): number {
    const { to = '', skip = [] } = target;
    // Of whoever is left out the server has made the id; the other is anything
    const ids = skip.reduce((sum, id) => sum + id.length + 3, 3 * to.length);
    return this.#session.maxPayload - HEADER_BYTES - 3 * this.#settings.room.length - ids;
  }

  request(): object | undefined {
    return this.#isIn || this.#hasLeft ? undefined : this.#ask();
  }

  connected(asked: boolean, resumed: boolean): void {
    this.#failure = undefined;
    this.#closed = undefined;
    if (this.#isIn) return;
    if (resumed) this.#early ??= [];
    this.#patience.stop();
    if (!asked) this.#join();
    else this.#patience.start(ANSWER_TIMEOUT_MS, () => this.#answered(new Error('no answer in time'), {}));
  }

  joined(answer: Fields): void {
    this.#answered(null, answer);
  }

  ended(lost: Lost): void {
    this.#patience.stop();
    this.#isIn = false;
    this.#early = undefined;
    lost.missed += this.#transfers.clear();
    this.#events.ended(lost);
  }

  received(event: ServerEvent): void {
    if (this.#isIn) this.#receive(event);
    // Who is there, and the plan, the welcome tells better
    else if (!MEMBERSHIP.has(event.name) && !event.header.left) this.#early?.push(event);
  }

  awake(): void {
    this.#events.awake();
  }

  abandoned(error: P2PError): void {
    this.#closed = error;
    this.#events.abandoned(error);
  }

  /** Once, however often it is tried again; a client that was refused does not try again by itself. */
  failed(error: P2PError): void {
    if (error.code !== this.#failure || !this.#session.socket.active) this.#sink.emit('peer-error', error);
    this.#failure = error.code;
  }

  /** What is asked for now; the data may be others when the answer comes. */
  #ask(): object {
    const { room, numClients, RTCPeerConnection } = this.#settings;
    this.#asked = this.#data;
    return { room, webrtc: RTCPeerConnection !== undefined, numClients, data: this.#data };
  }

  #join(): void {
    if (this.#hasLeft) return;
    const request = this.#ask();
    if (jsonBytes(request) > this.#roomFor({})) this.#refuse(this.#dataTooLarge());
    else this.#session.request('p2p:join', request, (cause, answer) => this.#answered(cause, answer));
  }

  #answered(cause: Error | null, answer: Fields): void {
    // Without a connection the next one is another attempt's turn
    if (this.#hasLeft || this.#isIn || (cause && !this.#session.live)) return;
    this.#patience.stop();
    const { code, message = '', peerId } = answer;
    if (code !== undefined) this.#refuse(new P2PError(code, message));
    else if (cause || peerId === undefined) {
      // The server may have let this client in all the same
      this.#early ??= [];
      report(this.#sink, 'join-failed', 'the server did not answer', { cause });
      this.#patience.start(JOIN_RETRY_MS, () => {
        if (this.#session.live && !this.#isIn) this.#join();
      });
    } else {
      // It was set while the answer was on its way
      if (this.#asked !== this.#data) {
        if (jsonBytes([this.#data]) > this.#roomFor({})) this.#sink.emit('peer-error', this.#dataTooLarge());
        else this.#send('p2p:update', { data: this.#data });
      }
      this.#welcome({ ...answer, peerId });
    }
  }

  gaveUp({ event, header, message, refused }: GivenUp): void {
    const { id, to, toPeerId = to, event: ofPart } = header;
    const peerIds = toPeerId === undefined ? undefined : [toPeerId];
    const details = { event: message?.event ?? ofPart ?? event, peerId: toPeerId, peerIds };
    const error = refused
      ? new P2PError('too-large', 'the server did not take it', details)
      : new P2PError('missed', 'the connection did not outlive it', details);
    this.#lost(error, event, message?.ack, id);
  }

  /**
   * What was sent gets no further than to the server.
   *
   * @param sent what it was
   * @param id the transfer that it was of, if any; what is to be stopped is a transfer of another client
   */
  #lost(error: P2PError, sent: string | undefined, ack: number | undefined, id: number | undefined): void {
    const ofTransfer = id !== undefined && sent !== 'p2p:stop';
    const asked = ofTransfer ? this.#transfers.refused(id, error.peerId) : ack;
    if (sent === 'peer-signal') this.#events.signalRefused(error);
    // The parts that were on their way are lost, too
    else if (!ofTransfer || asked !== undefined) this.#events.failed(error, asked ?? 0);
  }

  #dataTooLarge(): P2PError {
    const { maxPayload } = this.#session;
    return new P2PError(
      'too-large',
      `the data of this client are more than the server's ${maxPayload} bytes`,
    );
  }

  #refuse(cause: P2PError): void {
    this.#events.refused();
    report(this.#sink, 'join-failed', `the server refused: ${cause.message}`, { cause });
  }

  #welcome(welcome: Welcome): void {
    const early = this.#early ?? [];
    this.#early = undefined;
    this.#isIn = true;
    const { maxBinaries, maxDepth } = { ...LIMITS, ...welcome };
    this.#limits = { maxBinaries, maxDepth };
    this.#events.joined(welcome);
    for (const event of early) this.#receive(event);
  }

  #receive(event: ServerEvent): void {
    if (event.name === 'peer-error') this.#receiveError(event.header);
    else if (event.name === 'p2p:sent') this.#receiveSent(event.header);
    else this.#events.received(event);
  }

  #receiveError({ code = '', message = '', event, peerId, peerIds, id, ack, left, to }: Fields): void {
    if (left) {
      // Not to be joined again by itself
      this.#hasLeft = true;
      this.#isIn = false;
      this.#transfers.clear();
      this.#events.refused();
    }
    this.#lost(new P2PError(code, message, { event, peerId, peerIds, to }), event, ack, id);
  }

  #receiveSent({ id = 0, to, offset = 0, missed: peerIds }: Fields): void {
    const transfer = this.#transfers.sent(id, to, offset);
    if (!transfer || !peerIds) return;
    const event = transfer.message.event ?? undefined;
    report(this.#sink, 'too-large', 'some peers take no parts', { event, peerIds });
  }
}

/** Whether an event goes through the server in one binary. */
function isPacked({ binaries }: EncodedEvent): boolean {
  return binaries > MAX_PACKET_BINARIES;
}
