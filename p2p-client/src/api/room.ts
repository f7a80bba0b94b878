import {
  bytesOf,
  decodeEvent,
  encodeEvent,
  marksOf,
  type DecodedEvent,
  type EncodedEvent,
  type Frame,
} from '../codec/codec.js';
import { MAX_VOLATILE_BYTES, OWN_NAME } from '../codec/limits.js';
import { decodeFields, decodeRelayed, type Fields, type MemberInfo } from '../codec/wire.js';
import type { RoomContext } from '../link/member.js';
import { createMesh, type Mesh, type MeshEvents } from '../link/mesh.js';
import {
  createRelay,
  MAX_PACKET_BINARIES,
  type Receivers,
  type Relay,
  type RelayEvents,
  type RoomEvent,
} from '../relay/relay.js';
import type { AnySocket } from '../session/session.js';
import { isAfter } from '../stream/incoming.js';
import type { OutgoingTransfer } from '../stream/outgoing-transfer.js';
import { MAX_WHOLE_BYTES } from '../stream/outgoing.js';
import { chooseRoute, type Mode } from '../stream/route.js';
import type { EmitOptions } from './emission.js';
import { isObject } from './check.js';
import { P2PError, report, type ErrorCode } from './errors.js';
import type { EventSink } from './event-sink.js';
import type { Settings } from './options.js';
import { createLazy, type Lazy } from './lazy.js';
import { createPendingAcks } from './pending-acks.js';
import { createTimer } from './timer.js';
import type { Path } from './types.js';

const OTHER_KEY = 'a peer has another key, or none';

// However short the credentials live, the server is not flooded
const MIN_ICE_LIFETIME_MS = 10_000;

interface Waiting {
  readonly message: EncodedEvent;
  readonly to: string | undefined;
  readonly isPrivate: boolean;
  readonly signal: AbortSignal | undefined;
}

/** A room as this client is in it: the relay and the mesh, and which of them an event takes. */
export interface Room {
  readonly mesh: Mesh;
  readonly relay: Relay;
  readonly peerId: string | undefined;
  readonly mode: Readonly<Mode>;
  /** Changes which paths events take. */
  use(mode: Partial<Mode>): void;
  /** Sends an event to the room, or to one peer. */
  send(event: string, args: readonly unknown[], options?: EmitOptions): void;
  /** Sends an event that is to be answered: by one peer, or by everybody in the room now. */
  ask(event: string, args: readonly unknown[], options?: EmitOptions): Promise<unknown>;
  /** Leaves the room for good; the socket stays. */
  leave(): void;
  /** Leaves the room for good, and with the last room of the socket disconnects that. */
  disconnect(): void;
}

export function createRoom(socket: AnySocket, settings: Settings, sink: EventSink): Room {
  const { clock, maxEventBytes, maxQueuedBytes, stream } = settings;
  const mode: Mode = { usePeerConnection: false, useSockets: true };
  const pendingAcks = createPendingAcks(clock);
  const iceTimer = createTimer(clock);
  // What the application has sent before the server has let this client in
  let waiting: Waiting[] = [];
  let waitingBytes = 0;
  let state: 'joining' | 'joined' | 'refused' | 'left' = 'joining';
  const own: RoomContext['own'] = { id: '', iceServers: [], media: new Map(), positions: {} };
  if (stream)
    for (const track of stream.getTracks()) own.media.set(track, { stream, options: {}, now: track });
  let upgraded = false;
  // Whether the page before this one was in the room, and this one is not yet
  let isRestored = false;
  let ready = false;
  let transferId = 0;
  let volatileNumber = 0;
  // What has come behind an event that needs code which is not loaded yet
  let held: (() => void)[] | undefined;
  const streams = createLazy(async () => {
    const { createStreams } = await import('../stream/streams.js');
    return createStreams(sink, relay, mesh, send);
  });
  const largeEvents = createLazy(async () => {
    const loaded = await import('../stream/large-events.js');
    relay.transfers = loaded.createRelayTransfers(relay.sendPart);
    return loaded;
  });

  function send(message: EncodedEvent, to: string | undefined, signal?: AbortSignal, by: Mode = mode): void {
    const size = message.bytes.length;
    // The server takes no parts of an answer
    if (size > maxEventBytes || (to === '' && relay.needsParts(message, { to }))) {
      fail('too-large', `an event of ${size} bytes is too large`, message);
      if (message.event === null && to !== undefined) refuse(to, message.ack, 'too-large');
    } else if (state === 'joined') {
      dispatch(message, to, by, signal);
    } else if (state !== 'joining') {
      fail('not-a-member', 'this client is not in the room', message);
    } else if (waitingBytes + size > maxQueuedBytes) {
      fail('missed', 'too much waits', message);
    } else {
      waitingBytes += size;
      waiting.push({ message, to, isPrivate: !by.useSockets, signal });
    }
  }

  function dispatch(message: EncodedEvent, to: string | undefined, by: Mode, signal?: AbortSignal): void {
    const route = chooseRoute(mesh.reach(to), by, to);
    const { links, unreachable } = route;
    let { relay: target } = route;
    const byParts = relay.needsParts(message, target);
    // What goes by relay in one packet keeps its place among the others
    const isLarge = byParts || (links.length > 0 && message.bytes.length > MAX_WHOLE_BYTES);
    const notLoaded = (cause: unknown): void => failed(aborted(message.event, cause), questionOf(message));
    if (isLarge && !largeEvents.value) {
      largeEvents.use(() => send(message, to, signal, by), notLoaded);
      return;
    }
    const transfer = isLarge ? upload(message, signal) : undefined;
    const addressed = to === undefined ? mesh.ids : [to];
    if (questionOf(message) > 0) pendingAcks.asked(message.ack, addressed);
    // That somebody in the room gets nothing was told when it came
    if (to !== undefined && isDeaf(to)) {
      fail('bad-key', OTHER_KEY, message, addressed);
      return;
    }
    const missed: string[] = [];
    // The server and plain peers cannot ask for the bytes
    const unable = message.sources ? addressed.filter((id) => !id || mesh.member(id)?.info.plain) : [];
    if (unable.length > 0) {
      fail('too-large', 'some peers could not take it', message, unable);
      if (to !== undefined) return;
      target &&= { skip: [...links, ...unable] };
    }
    for (const id of links) {
      const outgoing = mesh.member(id)?.outgoing;
      if (!outgoing) continue;
      if (outgoing.queuedBytes > maxQueuedBytes) missed.push(id);
      else if (transfer) outgoing.upload(transfer);
      else outgoing.send(message);
    }
    const withoutLink = (ids: readonly string[]): string[] => ids.filter((id) => !links.includes(id));
    if (target) {
      if (relay.queuedBytes > maxQueuedBytes) missed.push(...withoutLink(addressed));
      else if (transfer && byParts) relay.upload(transfer, target, 0);
      else relay.send(message, target);
    }
    const lost = withoutLink(unreachable);
    if (missed.length > 0) fail('missed', 'too much waits', message, missed);
    if (unreachable.length > 0) fail('unreachable', 'there is no link', message, unreachable, lost);
    if (message.sources) {
      const skip = [...unable, ...missed, ...lost];
      streams.use((its) => its.offer(message, addressed, skip, signal), notLoaded);
    }
  }

  /** Sends an event now or never: by the links that are in use, and to all others by relay. */
  function sendVolatile(message: EncodedEvent, to: string | undefined): void {
    const { bytes, binaries } = message;
    const isLarge = bytes.length > MAX_VOLATILE_BYTES || binaries > MAX_PACKET_BINARIES;
    if (isLarge || relay.needsParts(message, to === undefined ? {} : { to })) {
      fail('too-large', `a volatile event of ${bytes.length} bytes is too large`, message);
    } else if (state === 'joined') {
      volatileNumber = (volatileNumber + 1) >>> 0 || 1;
      const ids = to === undefined ? mesh.ids : [to];
      const skip = ids.filter((id) => mesh.member(id)?.sendVolatile(volatileNumber, bytes));
      // Also where nobody is known: a handler on the server may listen
      const isLinked = skip.length > 0 && skip.length === ids.length;
      if (mode.useSockets && !isLinked)
        relay.sendVolatile(message, to === undefined ? { skip } : { to }, volatileNumber);
    }
  }

  function deliverVolatile(from: string, number: number, event: DecodedEvent | undefined, path: Path): void {
    if (event?.event && !isDeaf(from) && mesh.member(from)?.isNews(event.event, number))
      sink.receive(event.event, event.args, { id: from, path });
  }

  function encode(event: string | null, args: readonly unknown[], ack = 0): EncodedEvent {
    return encodeEvent(event, args, ack, relay.limits, nextId);
  }

  function nextId(): number {
    transferId = (transferId + 1) >>> 0;
    return transferId;
  }

  function upload(message: EncodedEvent, signal?: AbortSignal): OutgoingTransfer | undefined {
    const ended = (stoppedBy?: string, code?: string): void => {
      // Whoever has asked knows already
      if (signal?.aborted && message.ack > 0) return;
      if (stoppedBy === undefined) fail('aborted', 'this client gave an event up', message);
      else if (code) fail(code, 'some peers could not take it', message, [stoppedBy]);
      else if (message.event !== null) pendingAcks.gone(stoppedBy, 'aborted', message.ack);
    };
    return largeEvents.value?.createOutgoingTransfer(nextId(), message, sink, ended, signal);
  }

  function deliver(from: string, come: DecodedEvent, path: Path): void {
    const { event, ack, args } = come;
    const marks = marksOf(args);
    const { value } = streams;
    if (isDeaf(from)) return;
    if (held) held.push(() => deliver(from, come, path));
    else if (!marks && (event !== null || args.length < 3)) take(from, come, path);
    // Also for a stream of the page before: whoever asks for it is told that it has ended
    else if (!value) hold(streams, from, () => deliver(from, come, path));
    else if (!marks) value.take(from, ack, args.slice(2));
    else {
      const revived = (all: unknown[]): void => take(from, { event, ack, args: all }, path);
      decoded(from, () => value.revive(from, event ?? '', args.slice(0, -1), marks, revived));
    }
  }

  /** An event has come, whole. */
  function complete(from: string, pieces: readonly Uint8Array[], path: Path): void {
    const event = decoded(from, () => decodeEvent(pieces));
    if (event) deliver(from, event, path);
  }

  /** A part of a large event has come, or no bytes where its sender has given it up. */
  function takePart(from: string, numbers: Frame['numbers'], bytes: Uint8Array, path: Path): void {
    const [id, total, offset] = numbers;
    const member = mesh.member(from);
    const { value } = largeEvents;
    if (!member || isDeaf(from)) return;
    if (held) held.push(() => takePart(from, numbers, bytes, path));
    else if (!value) {
      // The rest of one whose beginning has not been taken
      if (offset === 0 && bytes.length > 0)
        hold(largeEvents, from, () => takePart(from, numbers, bytes, path));
    } else {
      const receiver = (member.receiver ??= value.createIncomingTransfers(
        from,
        maxEventBytes,
        sink,
        {
          complete: (parts, by) => complete(from, parts, by),
          stop: (stopped, code) => member.outgoing.stop(stopped, code),
        },
        own.positions[from]?.[2],
      ));
      if (bytes.length > 0) receiver.part(id, total, offset, bytes, path);
      else receiver.abort(id);
    }
  }

  /** Takes something that has come when the code for it is there, and what comes behind it after that. */
  function hold(code: Lazy<unknown>, from: string, step: () => void): void {
    const waiting: (() => void)[] = (held = []);
    const release = (steps: (() => void)[]): void => {
      held = undefined;
      for (const one of steps) one();
    };
    code.use(
      () => release([step, ...waiting]),
      (cause) => {
        sink.emit('peer-error', aborted(null, cause, from));
        release(waiting);
      },
    );
  }

  function aborted(event: string | null, cause: unknown, peerId?: string): P2PError {
    const text = 'its code could not be loaded';
    return new P2PError('aborted', text, { event: event ?? undefined, peerId, cause });
  }

  function take(from: string, { event, ack, args }: DecodedEvent, path: Path): void {
    if (event === null) {
      // An answer that could not be given has its reason as the second argument
      const { code } = decodeFields(args[1]);
      if (code) pendingAcks.gone(from, code, ack);
      else pendingAcks.answered(ack, from, args[0]);
      return;
    }
    const answer = ack > 0 ? [answering(from, ack)] : [];
    sink.receive(event, [...args, ...answer], { id: from, path });
  }

  /** The function that a listener answers with, once. */
  function answering(from: string, ack: number): (answer?: unknown) => void {
    let answered = false;
    return (answer) => {
      // The server asks, too, and has no id
      if (answered || state !== 'joined' || (from && !mesh.member(from))) return;
      answered = true;
      try {
        send(encode(null, [answer], ack), from);
      } catch (error) {
        // The peer that asks would wait for ever
        refuse(from, ack, 'bad-request');
        throw error;
      }
    };
  }

  /** Tells a peer that there is no answer to its question. */
  function refuse(to: string, ack: number, code: ErrorCode): void {
    send(encodeEvent(null, [null, { code, message: 'the answer cannot be sent' }], ack), to);
  }

  /** Takes over ICE servers, and asks for others before their credentials expire. */
  function useIce({ iceServers = [], iceLifetime }: Fields): void {
    own.iceServers = iceServers;
    mesh.useIceServers();
    iceTimer.stop();
    if (iceLifetime === undefined) return;
    const lifetimeMs = Math.max(iceLifetime, MIN_ICE_LIFETIME_MS);
    const renew = (): void =>
      relay.renewIce((answer) => {
        if (state !== 'joined') return;
        if (answer) useIce(answer);
        // Offline, or the server is slow: there is time for another attempt
        else iceTimer.start(lifetimeMs / 10, renew);
      });
    iceTimer.start(lifetimeMs * 0.75, renew);
  }

  function connect(info: MemberInfo): void {
    const { peerId, data } = info;
    const isKnown = mesh.member(peerId);
    const deaf = info.deaf ?? (!settings.key && isObject(data) && OWN_NAME in data);
    sink.emit(
      isKnown ? 'peer-update' : 'peer-connect',
      mesh.add(deaf ? { ...info, data: undefined, deaf } : info),
    );
    if (deaf && !isKnown) report(sink, 'bad-key', OTHER_KEY, { peerId });
  }

  function update(id: string, change: Partial<MemberInfo>): void {
    const member = mesh.member(id);
    if (!member || (member.info.deaf && 'data' in change)) return;
    member.info = { ...member.info, ...change };
    sink.emit('peer-update', member.peer);
  }

  /** Whether a peer and this client do not understand each other. */
  function isDeaf(id: string): boolean | undefined {
    return mesh.member(id)?.info.deaf;
  }

  /** What a peer has sent, unless that is not what it has to be. */
  function decoded<T>(from: string, decode: () => T): T | undefined {
    try {
      return decode();
    } catch (cause) {
      report(sink, 'bad-message', 'a peer sent a bad event', { peerId: from, cause });
      return undefined;
    }
  }

  const receivers: Receivers<RoomEvent> = {
    'peer-connect': connect,
    'peer-update': ({ peerId: id, data }) => update(id, { data }),
    'peer-disconnect'({ peerId: id }) {
      relay.stopped(id);
      streams.value?.gone(id);
      const peer = mesh.remove(id);
      if (peer) sink.emit('peer-disconnect', peer);
      pendingAcks.gone(id, 'not-answered');
    },
    'peer-signal': ({ fromPeerId, offerId, signal }) => mesh.signal(fromPeerId, offerId, signal),
    'p2p:links': ({ peerIds }) => mesh.plan(peerIds),
    'p2p:lost'({ peerId: id, lost = false }) {
      update(id, { lost });
      if (!lost) mesh.retry(id);
    },
    'p2p:msg'(header, args) {
      const { from, seq } = header;
      const event = decoded(from, () => decodeRelayed(header, args));
      const { incoming } = mesh.member(from) ?? {};
      // Somebody may have left while the page was loaded anew
      const [, [, taken] = []] = own.positions[from] ?? [];
      const isNew =
        seq === undefined || (incoming ? incoming.repeated(seq) : taken !== undefined && isAfter(seq, taken));
      if (event && isNew) deliver(from, event, 'relay');
    },
    'p2p:part'({ from, id, total, offset }, [binary]) {
      const bytes = decoded(from, () => bytesOf(binary));
      if (bytes) takePart(from, [id, total, offset], bytes, 'relay');
    },
    'p2p:stop'({ from, id, code: told }) {
      // `too-large` is the only code that peers may tell each other; the others are the server's
      const code = told === 'too-large' ? told : undefined;
      if (!mesh.member(from)?.outgoing.stopped(id, code)) relay.stopped(from, id, code);
    },
    'p2p:path': ({ from, epoch }) => mesh.member(from)?.incoming.announced(epoch),
  };

  /** Looks whether the mesh has become complete, and tells what that changes. */
  function changed(): void {
    if (state !== 'joined') return;
    const wasUpgraded = upgraded;
    const { complete, linked } = mesh;
    upgraded = complete && linked;
    const isUpgrade = upgraded && !wasUpgraded;
    if (isUpgrade && settings.autoUpgrade) mode.usePeerConnection = true;
    follow();
    if (isUpgrade) sink.emit('upgrade');
    if (complete && !ready) {
      ready = true;
      sink.emit('ready');
    }
  }

  /** Has all streams take the paths that they are to take now. */
  function follow(): void {
    mesh.follow();
    for (const peer of mesh.rerouted()) sink.emit('transport', peer);
  }

  /** This client is not in the room any more, or is to join it again. */
  function end(next: 'joining' | 'refused' | 'left'): void {
    state = next;
    own.id = '';
    upgraded = false;
    iceTimer.stop();
    if (state !== 'joining') {
      for (const { message } of waiting.splice(0)) {
        fail('not-a-member', 'this client is not in the room', message);
      }
    }
    pendingAcks.failAll('not-answered', 'this client is not in the room', state !== 'joining');
    streams.value?.gone();
    for (const peer of mesh.clear()) sink.emit('peer-disconnect', peer);
  }

  /**
   * Tells what could not be sent.
   *
   * @param peerIds whom it was about, if not everybody
   * @param lost those of them who will never get it
   */
  function fail(
    code: ErrorCode,
    text: string,
    message: EncodedEvent,
    peerIds?: readonly string[],
    lost = peerIds,
  ): void {
    const error = new P2PError(code, text, { event: message.event ?? undefined, peerIds });
    if (!streams.value?.lost(message, lost)) failed(error, questionOf(message), lost);
  }

  /** Tells what was not taken: whoever waits for an answer, or else everybody who listens. */
  function failed(error: P2PError, ack: number, lost = error.peerIds): void {
    const isTold =
      ack > 0 &&
      // A question to the room goes on with those who may still answer
      (lost
        ? lost.map((id) => pendingAcks.gone(id, error.code, ack)).includes(true)
        : pendingAcks.fail(ack, error));
    if (!isTold) sink.emit('peer-error', error);
  }

  const events: RelayEvents & MeshEvents = {
    receivers,
    failed,

    // What waits for an answer is told so, and is not sent later
    abandoned({ code, message }) {
      waiting = waiting.filter(({ message: its }) => !questionOf(its));
      pendingAcks.failAll(code, message, true);
    },

    joined(welcome) {
      const { peers = [], links = [] } = welcome;
      own.id = welcome.peerId;
      useIce(welcome);
      // The plan first: an event to a peer that is to be linked waits from the start
      mesh.plan(links);
      for (const peer of peers) connect(peer);
      state = 'joined';
      isRestored = false;
      waitingBytes = 0;
      for (const { message, to, isPrivate, signal } of waiting.splice(0)) {
        if (signal?.aborted) fail('aborted', 'this client gave an event up', message);
        else dispatch(message, to, isPrivate ? { ...mode, useSockets: false } : mode, signal);
      }
      changed();
    },

    refused: () => end('refused'),

    ended(lost) {
      if (state !== 'joined' && !isRestored) return;
      own.positions = {};
      end('joining');
      for (const message of lost.waiting)
        waiting.push({ message, to: undefined, isPrivate: false, signal: undefined });
      report(sink, 'session-lost', 'this client was away', { missed: lost.missed });
    },

    suspended() {
      if (!own.id) return undefined;
      const aborted = streams.value?.refuseAll() ?? [];
      for (const { id } of mesh.peers)
        for (const event of mesh.member(id)?.receiver?.refuseAll() ?? []) aborted.push([id, event]);
      const positions = mesh.suspend();
      relay.transfers?.abortAll();
      return { positions, numbers: [pendingAcks.last, transferId, volatileNumber], aborted };
    },

    restored({ positions, numbers, aborted }) {
      isRestored = true;
      own.positions = positions;
      [pendingAcks.last, transferId, volatileNumber] = numbers;
      for (const [peerId, event] of aborted)
        report(sink, 'aborted', 'the page was loaded anew', { peerId, event });
    },

    signalRefused: (error) => mesh.signalRefused(error),
    awake: () => mesh.retry(),
    changed,

    volatile: (from, number, bytes) =>
      deliverVolatile(
        from,
        number,
        decoded(from, () => decodeEvent([bytes])),
        'webrtc',
      ),

    receivedVolatile(header, args) {
      const { from = '', n = NaN } = header;
      deliverVolatile(
        from,
        n,
        decoded(from, () => decodeRelayed({ ...header, ack: 0 }, args)),
        'relay',
      );
    },

    complete,
    part: takePart,

    unreachable: (message, id) => fail('unreachable', 'there is no link', message, [id]),
  };

  const relay = createRelay(socket, settings, sink, events);
  const mesh = createMesh({ socket, settings, mode, relay, sink, own }, events);

  const room: Room = {
    mesh,
    relay,
    mode,

    get peerId() {
      return own.id || undefined;
    },

    use(change) {
      Object.assign(mode, change);
      follow();
    },

    send(event, args, { to, signal, isVolatile } = {}) {
      signal?.throwIfAborted();
      const message = encode(event, args);
      if (isVolatile && message.sources) throw new TypeError('a Blob or a stream cannot be volatile');
      if (isVolatile) sendVolatile(message, to);
      else send(message, to, signal);
    },

    ask(event, args, { to, timeoutMs, signal } = {}) {
      signal?.throwIfAborted();
      const { ack, answer } = pendingAcks.open(event, to === undefined, timeoutMs, signal);
      try {
        send(encode(event, args, ack), to, signal);
      } catch (cause) {
        pendingAcks.fail(ack, new P2PError('bad-request', 'the event cannot be sent', { event, cause }));
      }
      relay.asked();
      return answer;
    },

    leave() {
      if (state === 'left') return;
      // The relay repeats what the links have not delivered: closing them would lose it
      mesh.abandonLinks();
      relay.leave();
      end('left');
    },

    disconnect() {
      room.leave();
      relay.release();
    },
  };
  return room;
}

/** The number of the question that an event asks, 0 if it asks none. */
function questionOf({ event, ack }: EncodedEvent): number {
  return event === null ? 0 : ack;
}
