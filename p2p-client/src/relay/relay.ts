import type { Socket } from 'socket.io-client';
import { P2PError, report } from '../api/errors.js';
import type { EventSink } from '../api/event-sink.js';
import type { Settings } from '../api/options.js';
import { createTimer } from '../api/timer.js';
import { decodeEvent, type EncodedEvent } from '../codec/codec.js';
import { jsonBytes, LIMITS, snapshot, type EventLimits } from '../codec/limits.js';
import type { Fields, ServerEvent, Welcome } from '../codec/wire.js';
import { isClosed } from '../session/connection.js';
import type { Header, Lost } from '../session/replay-buffer.js';
import { ANSWER_TIMEOUT_MS, sessionOf, type AnySocket, type RoomListener } from '../session/session.js';
import type { StoredRoom } from '../persistence/stored.js';
import type { RelayPath } from '../stream/outgoing.js';
import type { OutgoingTransfer } from '../stream/outgoing-transfer.js';
import type { RelayTarget } from '../stream/route.js';
import { takeEarly } from './early-events.js';
import type { RelayTransfers } from './relay-transfers.js';

const JOIN_RETRY_MS = 1_000;
const MEMBERSHIP = /^(peer-(connect|update|disconnect)|p2p:(lost|links))$/;
const PART_BYTES = 64 * 1024;
// What is encrypted is longer, and has to be within what the server takes
const MAX_SEALED_DATA_BYTES = 12_000;
// What is around an event in its packet, without the ids of those it is for and the name of the room
const HEADER_BYTES = 512;
// socket.io-parser ends a connection on which a packet has more binaries
export const MAX_PACKET_BINARIES = 10;

/** What the server tells of the room and its members. */
export type RoomEvent = Exclude<ServerEvent, { readonly name: 'peer-error' | 'p2p:sent' }>;

type HeaderOf<E extends ServerEvent['name']> = Extract<ServerEvent, { readonly name: E }>['header'];

/** What is done with events of the protocol, by their names. */
export type Receivers<Event extends ServerEvent> = {
  readonly [E in Event as E['name']]: (header: E['header'], args: readonly unknown[]) => void;
};

/** What the relay tells the room. */
export interface RelayEvents {
  joined(welcome: Welcome): void;
  refused(): void;
  /** This client was away for too long. A join follows. */
  ended(lost: Lost): void;
  /** What is done with what the server tells of the room. */
  readonly receivers: Receivers<RoomEvent>;
  /** The server did not pass a signal on. */
  signalRefused(error: P2PError): void;
  /** The server refused an event. */
  failed(error: P2PError, ack: number): void;
  /** The page is shown again, runs again or is online again. */
  awake(): void;
  /** A volatile event has come. */
  receivedVolatile(header: Fields, args: readonly unknown[]): void;
  /** The page goes. Says what the next one is to know, if this client is in the room. */
  suspended(): StoredRoom | undefined;
  /** The page before this one was in the room. */
  restored(room: StoredRoom): void;
  /** Nobody connects the socket any more: no question can be answered. */
  abandoned(error: P2PError): void;
}

/** One room on the server: joins it, and carries what goes through the server. */
export interface Relay extends RelayPath {
  /** What the others are to know of this client. */
  readonly data: unknown;
  /** The bytes that wait for the server, or for its confirmation. */
  readonly queuedBytes: number;
  /** The large events that go by relay, where there has been one. */
  transfers: RelayTransfers | undefined;
  /** What an event may have. */
  readonly limits: EventLimits;
  /** A question was asked, which nobody can answer while nobody connects the socket. */
  asked(): void;
  /** The bytes that a packet has for what is sent, beside its header. */
  roomFor(target?: RelayTarget): number;
  /** Whether an event is too large for one packet. */
  needsParts(message: EncodedEvent, target: RelayTarget | undefined): boolean;
  send(message: EncodedEvent, target: RelayTarget, seq?: number): void;
  /** Sends a volatile event, now or never. */
  sendVolatile(message: EncodedEvent, target: RelayTarget, number: number): void;
  upload(transfer: OutgoingTransfer, target: RelayTarget, offset: number): void;
  /** Sends a part of a large event; the header is without the room. */
  readonly sendPart: (header: Header, bytes: Uint8Array) => void;
  /** A peer does not want the rest of a transfer, or has gone. */
  stopped(peerId: string, id?: number, code?: string): void;
  /** Tells the others something else of this client. */
  update(data: unknown): void;
  /** Asks for ICE servers with fresh credentials; `undefined` where there was no answer. */
  renewIce(renewed: (answer?: Fields) => void): void;
  /** Leaves the room. */
  leave(): void;
  /** Disconnects the socket, if this was its last room. */
  release(): void;
}

export function createRelay(
  socket: AnySocket,
  settings: Settings,
  sink: EventSink,
  events: RelayEvents,
): Relay {
  const { room, clock } = settings;
  const roomBytes = jsonBytes({ room });
  const maxDataBytes = settings.key ? MAX_SEALED_DATA_BYTES : Infinity;
  let data = snapshot(settings.data, LIMITS, maxDataBytes);
  // What the join that is under way has said of this client
  let said: unknown;
  // What the others know of this client, where the page before this one has told them
  let known: string | undefined;
  let isIn = false;
  // What the server sent to the room after a welcome that was lost with its connection: it waits for the next welcome
  let early: ServerEvent[] | undefined;
  let hasLeft = false;
  // What the application was last told of why there is no connection
  let failure: string | undefined;
  let closed: P2PError | undefined;
  let limits = LIMITS;
  const patience = createTimer(clock);

  function send(
    event: string,
    header: Header,
    args: () => readonly unknown[] = () => [],
    bytes = 0,
    message?: EncodedEvent,
  ): void {
    relay.used ||= /:(msg|part)/.test(event);
    session.send(event, { room, ...header }, args, bytes, message);
  }

  /** The bytes that a packet has for what is sent, beside its header. */
  function roomFor(target?: RelayTarget): number {
    const bytes = target ? jsonBytes({ room, ...target }) : roomBytes;
    return session.maxPayload - HEADER_BYTES - bytes;
  }

  /** What is asked for now; the data may be others when the answer comes. */
  function request(): object {
    const { numClients, RTCPeerConnection } = settings;
    said = data;
    return { room, webrtc: RTCPeerConnection !== undefined, numClients, data };
  }

  function join(): void {
    if (hasLeft) return;
    const joining = request();
    if (jsonBytes(joining) > roomFor()) refuse(dataTooLarge());
    else session.request('p2p:join', joining, answered);
  }

  function answered(answer: Fields, cause?: Error | null): void {
    // Without a connection, the next connect asks again
    if (hasLeft || isIn || (cause && !session.live)) return;
    patience.stop();
    const { code, message = code ?? '', peerId } = answer;
    if (code) refuse(new P2PError(code, message));
    else if (cause || !peerId) {
      // The server may have let this client in all the same
      early ??= [];
      report(sink, 'join-failed', 'the server did not answer', { cause });
      patience.start(JOIN_RETRY_MS, () => {
        if (session.live && !isIn) join();
      });
    } else {
      // The application has set its data while the answer was on its way
      const isKnown = known === undefined || (!settings.key && known === JSON.stringify([data]));
      known = undefined;
      if (said !== data || !isKnown) {
        if (jsonBytes([data]) > roomFor()) sink.emit('peer-error', dataTooLarge());
        else send('p2p:update', { data });
      }
      welcome({ ...answer, peerId });
    }
  }

  function dataTooLarge(): P2PError {
    return new P2PError('too-large', 'the data is more than the server takes');
  }

  function refuse(cause: P2PError): void {
    events.refused();
    report(sink, 'join-failed', `the server refused: ${cause.message}`, { cause });
  }

  function welcome(answer: Welcome): void {
    const waiting = early ?? [];
    early = undefined;
    isIn = true;
    limits = { ...LIMITS, ...answer };
    events.joined(answer);
    takeEarly(waiting, receive);
  }

  function receive({ name, header, args }: ServerEvent): void {
    receivers[name](header as never, args);
  }

  function receiveError({
    code,
    message = '',
    event,
    peerId,
    peerIds,
    id,
    ack,
    left,
    to,
  }: HeaderOf<'peer-error'>): void {
    if (left) {
      // The server has taken this client out of the room: only the application joins it again
      hasLeft = true;
      isIn = false;
      relay.transfers?.clear();
      events.refused();
    }
    lose(new P2PError(code, message, { event, peerId, peerIds, to }), event, ack, id);
  }

  function receiveSent({ id, to, offset, missed: peerIds }: HeaderOf<'p2p:sent'>): void {
    const transfer = relay.transfers?.sent(id, to, offset);
    if (!transfer || !peerIds) return;
    report(sink, 'too-large', 'some peers could not take it', {
      event: transfer.event || undefined,
      peerIds,
    });
  }

  /**
   * What was sent gets no further than to the server.
   *
   * @param sent what it was
   * @param id the transfer that it was of, if any; what is to be stopped is a transfer of another client
   */
  function lose(
    error: P2PError,
    sent: string | undefined,
    ack: number | undefined,
    id: number | undefined,
  ): void {
    const ofTransfer = id !== undefined && sent !== 'p2p:stop';
    const asked = ofTransfer ? relay.transfers?.refused(id, error.peerId) : ack;
    if (sent === 'peer-signal') events.signalRefused(error);
    // For further parts of a transfer that has ended already nobody needs to be told again
    else if (!ofTransfer || asked !== undefined) events.failed(error, asked ?? 0);
  }

  const receivers: Receivers<ServerEvent> = {
    ...events.receivers,
    'peer-error': receiveError,
    'p2p:sent': receiveSent,
  };

  const listener: RoomListener = {
    request: () => (isIn || hasLeft ? undefined : request()),

    connected(asked, resumed) {
      failure = closed = undefined;
      if (isIn) return;
      if (resumed) early ??= [];
      patience.stop();
      if (!asked) join();
      else patience.start(ANSWER_TIMEOUT_MS, () => answered({}, new Error('the server did not answer')));
    },

    joined: answered,

    ended(lost) {
      patience.stop();
      isIn = false;
      early = undefined;
      lost.missed += relay.transfers?.clear() ?? 0;
      events.ended(lost);
    },

    received(event) {
      if (isIn) receive(event);
      // The welcome has newer members and a newer plan
      else if (!MEMBERSHIP.test(event.name) && !event.header.left) early?.push(event);
    },

    failed(error) {
      // Told once, however often socket.io-client tries again; each time if it does not, as after a refusal
      if (error.code !== failure || !socket.active) sink.emit('peer-error', error);
      failure = error.code;
    },

    abandoned(error) {
      closed = error;
      events.abandoned(error);
    },

    gaveUp({ event, header, message }, refused) {
      const { id, to, toPeerId: peerId = to, event: ofPart } = header;
      const peerIds = peerId ? [peerId] : undefined;
      const details = { event: message?.event ?? ofPart ?? event, peerId, peerIds };
      const error = refused
        ? new P2PError('too-large', 'the server did not take it', details)
        : new P2PError('missed', 'the connection did not outlive it', details);
      lose(error, event, message?.ack, id);
    },

    awake: () => events.awake(),

    suspended: () => {
      const stored = events.suspended();
      return stored && { ...stored, data };
    },

    restored(room) {
      known = JSON.stringify([room.data]);
      events.restored(room);
    },

    receivedVolatile(header, args) {
      if (isIn) events.receivedVolatile(header, args);
    },
  };

  const relay: Relay = {
    used: false,
    transfers: undefined,

    get data() {
      return data;
    },

    get queuedBytes() {
      return session.queuedBytes;
    },

    get limits() {
      return limits;
    },

    asked() {
      if (closed && isClosed(socket as Socket)) events.abandoned(closed);
    },

    roomFor,

    needsParts(message, target) {
      const { bytes, binaryBytes } = message;
      // HTTP long-polling carries binaries in base64
      const inBase64 = (message.binaries > MAX_PACKET_BINARIES ? bytes.length : binaryBytes) / 3;
      return bytes.length + inBase64 > roomFor(target);
    },

    leave() {
      // Also while a join is on its way: the server takes them in order
      send('p2p:leave', {});
      patience.stop();
      isIn = false;
      hasLeft = true;
      session.remove(room);
      relay.transfers?.clear();
    },

    release: () => session.release(),

    update(next) {
      data = snapshot(next, limits, Math.min(maxDataBytes, isIn ? roomFor() : Infinity));
      if (isIn) send('p2p:update', { data });
    },

    renewIce(renewed) {
      if (!session.live) renewed();
      else session.request('p2p:ice', {}, (answer) => renewed(answer.iceServers && answer));
    },

    signal(toPeerId, offerId, signal) {
      if (jsonBytes(signal) > roomFor({ to: toPeerId })) {
        throw new P2PError('too-large', 'a signal is more than the server takes', { peerId: toPeerId });
      }
      send('peer-signal', { toPeerId, offerId, signal });
    },

    send(message, target, seq) {
      const { ack, bytes } = message;
      const packed = message.binaries > MAX_PACKET_BINARIES || undefined;
      const header = { ...target, seq, ack: ack || undefined, packed };
      const args = (): unknown[] => {
        if (packed) return [bytes];
        const { event, args: values } = decodeEvent([bytes]);
        return [event, ...values];
      };
      send('p2p:msg', header, args, bytes.length, message);
    },

    sendVolatile(message, target, n) {
      session.tellVolatile({ room, ...target, n }, message);
    },

    upload(transfer, target, offset) {
      const free = roomFor(target) - jsonBytes(transfer.event);
      const partBytes = Math.min(PART_BYTES, Math.floor(free * 0.75));
      if (partBytes > 0) {
        relay.transfers?.begin(transfer, target, offset, partBytes);
        return;
      }
      const text = 'the header is more than the server takes';
      const { to: peerId } = target;
      transfer.abandon(peerId);
      const details = { event: transfer.event || undefined, peerId };
      events.failed(new P2PError('too-large', text, details), transfer.message.ack);
    },

    sendPart: (header, bytes) => send('p2p:part', header, () => [bytes], bytes.length),

    abort: (transfer, to) => relay.transfers?.abort(transfer, { to }),

    stop: (to, id, code) => send('p2p:stop', { to, id, code }),

    path: (to, epoch) => send('p2p:path', { to, epoch }),

    report(to, open, ms) {
      // Asks for an acknowledgement, so that a refusal comes there and not as a `peer-error`
      session.tell('p2p:link', { room, to, open, ms }, () => undefined);
    },

    stopped: (peerId, id, code) => relay.transfers?.leaveOut(peerId, id, code),
  };

  let session = sessionOf(socket, clock);
  let added: Promise<unknown> | undefined;
  if (settings.key)
    added = import('../encryption/sealed-session.js')
      .then(({ sealSession }) => sealSession(session, settings, sink))
      .then((sealed) => {
        if (hasLeft) return;
        session = sealed;
        session.add(room, listener);
      })
      .catch((cause: unknown) => {
        events.refused();
        report(sink, 'join-failed', 'a key takes HTTPS', { cause });
      });
  // Before it is added, which may connect the socket
  if (settings.persist) session.persist(room, added);
  if (!added) session.add(room, listener);
  return relay;
}
