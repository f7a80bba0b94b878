import { report } from '../api/errors.js';
import type { EventSink } from '../api/event-sink.js';
import type { Settings } from '../api/options.js';
import { createTimer, type Timer } from '../api/timer.js';
import type { LinkInfo, Path, Peer, PeerUser } from '../api/types.js';
import { FrameType, type Frame } from '../codec/codec.js';
import type { MemberInfo } from '../codec/wire.js';
import type { AnySocket } from '../session/session.js';
import type { IncomingTransfers } from '../stream/incoming-transfers.js';
import { createIncoming, type Incoming, type IncomingEvents } from '../stream/incoming.js';
import {
  createOutgoing,
  type Outgoing,
  type OutgoingEvents,
  type RelayPath,
  type StreamPosition,
} from '../stream/outgoing.js';
import type { Mode } from '../stream/route.js';
import { createVolatileOrder } from '../stream/volatile-order.js';
import type { Link } from './link.js';
import type { SentTrack } from './media.js';

/** Where the streams to and from each member go on, by its id, and which of its transfers have ended. */
export type StreamPositions = Record<
  string,
  readonly [sent: StreamPosition, received?: StreamPosition, ended?: readonly number[]]
>;

/** What all members of a room have in common. */
export interface RoomContext {
  readonly socket: AnySocket;
  readonly settings: Settings;
  readonly mode: Mode;
  readonly relay: RelayPath;
  readonly sink: EventSink;
  /** This client, as it is in the room. */
  readonly own: {
    id: string;
    iceServers: RTCIceServer[];
    /** What every link is to carry. */
    readonly media: Map<MediaStreamTrack, SentTrack>;
    /**
     * Where the streams to and from each member go on, where the page before this one has begun them; and where those to
     * members go on who have left, and may be back: what is under way of the one before is not to be taken for the next.
     */
    positions: StreamPositions;
  };
}

/** What a member tells the mesh. */
export interface MemberEvents extends OutgoingEvents {
  /** An event has come, whole, in order and once. */
  complete(peerId: string, pieces: readonly Uint8Array[], path: Path): void;
  /** A part of a large event has come by the link, or no bytes where it was given up. */
  part(peerId: string, numbers: Frame['numbers'], bytes: Uint8Array, path: Path): void;
  /** A volatile event has come by the link. */
  volatile(peerId: string, number: number, event: Uint8Array): void;
}

/** Another member of the room: what the application sees of it, its link, and the streams from and to it. */
export interface Member {
  readonly id: string;
  /** What the application sees of it: another object where something has changed. */
  readonly peer: Peer;
  /** Whether the link is open, used or not. */
  readonly linked: boolean;
  /** The way that events to it take now. */
  readonly path: Path;
  /** What the server has told of it. */
  info: MemberInfo;
  readonly outgoing: Outgoing;
  readonly incoming: Incoming;
  /** Joins the parts of large events, where there has been one. */
  receiver: IncomingTransfers | undefined;
  /** The link, as long as it is not closed. */
  link: Link | undefined;
  /** Whether a link was closed that is planned; another is tried later. */
  gaveUp: boolean;
  /** How often in a row a link could not be opened or kept. */
  failures: number;
  /** Until another link is tried. */
  readonly retry: Timer;
  /** The name of the link before this one: signals of that are late. */
  lastOfferId: string | undefined;
  /** Whether `peer.path` or `peer.linked` has changed since the last call. */
  rerouted(): boolean;
  /** A message has come by the link, and is no ping or pong. */
  frame(frame: Frame): void;
  /** Sends a volatile event by the link. Tells whether the link is the way to go, not whether it had room. */
  sendVolatile(number: number, event: Uint8Array): boolean;
  /** A volatile event has come by the link. */
  takeVolatile(number: number, event: Uint8Array): void;
  /** Whether a volatile event of this member is news. */
  readonly isNews: (event: string, number: number) => boolean;
  /** The member has gone, or this client has: nobody is left to be told. */
  close(): void;
}

export function createMember(
  info: MemberInfo,
  { settings, mode, relay, sink, own }: RoomContext,
  events: MemberEvents,
): Member {
  const { peerId } = info;
  let peer: Peer | undefined;
  let knownWay = '';

  const [sent, received] = own.positions[peerId] ?? [];
  const outgoing = createOutgoing(peerId, mode, relay, events, sent);
  const incomingEvents: IncomingEvents = {
    take({ type, numbers, bytes }) {
      if (type === FrameType.event) events.complete(peerId, [bytes], 'webrtc');
      else events.part(peerId, numbers, bytes, 'webrtc');
    },
    confirm: (count) => member.link?.channel?.send(FrameType.received, [count]),
    overflow() {
      member.link?.close();
      report(sink, 'bad-message', 'a peer sent too much ahead', { peerId });
    },
  };
  const incoming = createIncoming(settings.clock, incomingEvents, received);

  const link = async (): Promise<LinkInfo | undefined> => member.link?.info();
  const member: Member = {
    get linked() {
      return member.link?.state === 'open';
    },

    get path() {
      return mode.useSockets ? outgoing.path : 'webrtc';
    },

    get peer() {
      const { linked, path } = member;
      const { plain = false, webrtc = false, lost = false, data, user } = member.info;
      const now: Peer = {
        id: peerId,
        data,
        user: user as PeerUser | undefined,
        plain,
        webrtc,
        lost,
        linked,
        path,
        roundTripMs: member.link?.heartbeat.roundTripMs,
        link,
      };
      return (peer = isSame(now, peer) ? peer : Object.freeze(now));
    },

    id: peerId,
    info,
    outgoing,
    incoming,
    receiver: undefined,
    link: undefined,
    gaveUp: false,
    failures: 0,
    retry: createTimer(settings.clock),
    lastOfferId: undefined,

    rerouted() {
      const { path, linked } = member;
      const way = [path, linked].join();
      const isOther = way !== knownWay;
      knownWay = way;
      return isOther;
    },

    frame(frame) {
      const [first, second, third] = frame.numbers;
      if (frame.type === FrameType.begin) incoming.begin(first, second, third);
      else if (frame.type === FrameType.stop) outgoing.stopped(first);
      else if (frame.type === FrameType.received) {
        if (outgoing.confirm(first)) member.link?.heartbeat.progressed();
      } else incoming.item(frame);
    },

    isNews: createVolatileOrder(),

    sendVolatile(number, event) {
      const { link } = member;
      const channel = outgoing.path === 'webrtc' && link?.state === 'open' && link.volatileChannel;
      if (!channel || !channel.open) return false;
      channel.send(number, event);
      return true;
    },

    takeVolatile: (number, event) => events.volatile(peerId, number, event),

    close() {
      member.retry.stop();
      member.link?.close(false);
      own.positions[peerId] = [outgoing.close()];
      incoming.close();
      member.receiver?.close();
    },
  };
  member.rerouted();
  return member;
}

function isSame(now: Peer, before: Peer | undefined): before is Peer {
  return !!before && Object.entries(now).every(([name, value]) => before[name as keyof Peer] === value);
}
