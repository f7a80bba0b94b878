import { FrameType, type Frame } from '../codec/codec.js';
import { report } from '../api/errors.js';
import type { EventSink } from '../api/event-sink.js';
import { Incoming, isItem } from '../stream/incoming.js';
import type { Link } from './link.js';
import type { Settings } from '../api/options.js';
import { Outgoing, type OutgoingEvents, type RelayPath } from '../stream/outgoing.js';
import type { MemberInfo } from '../codec/wire.js';
import { Timer } from '../api/timer.js';
import type { Mode } from '../stream/route.js';
import { IncomingTransfers } from '../stream/incoming-transfers.js';
import type { Path, Peer } from '../api/types.js';

/** What all members of a room have in common. */
export interface RoomContext {
  readonly settings: Settings;
  readonly mode: Mode;
  readonly relay: RelayPath;
  readonly sink: EventSink;
}

/** What a member tells the mesh. */
export interface MemberEvents extends OutgoingEvents {
  /** An event has come, whole, in order and once. */
  complete(peerId: string, pieces: readonly Uint8Array[], path: Path): void;
}

/** Another member of the room: what the application sees of it, its link, and the streams from and to it. */
export class Member {
  readonly peer: Peer;
  readonly outgoing: Outgoing;
  readonly incoming: Incoming;
  readonly receiver: IncomingTransfers;
  /** The link, as long as it is not closed. */
  link: Link | undefined;
  /** Whether a link was closed that is planned; another is tried later. */
  gaveUp = false;
  /** How often in a row a link could not be opened or kept. */
  failures = 0;
  /** Until another link is tried. */
  readonly retry: Timer;
  /** The name of the link before this one: what is still said of it is late. */
  lastOfferId: string | undefined;
  /** Whether its connection to the server is gone. */
  lost = false;
  data: unknown;
  #plain = false;
  #webrtc = false;
  #knownWay = '';

  constructor(info: MemberInfo, { settings, mode, relay, sink }: RoomContext, events: MemberEvents) {
    const { peerId } = info;
    this.learn(info);
    this.retry = new Timer(settings.clock);
    this.peer = this.#view(peerId, mode);
    this.outgoing = new Outgoing(peerId, mode, relay, events);
    this.receiver = new IncomingTransfers(peerId, settings.maxEventBytes, sink, {
      complete: (parts, path) => events.complete(peerId, parts, path),
      stop: (id, code) => this.outgoing.stop(id, code),
    });
    this.incoming = new Incoming(settings.clock, {
      take: (frame) => this.#take(frame, (bytes) => events.complete(peerId, [bytes], 'webrtc')),
      confirm: (count) => this.link?.channel.send(FrameType.received, [count]),
      overflow: () => {
        this.link?.close();
        report(sink, 'bad-message', 'a peer sent more ahead than it may', { peerId });
      },
    });
    this.rerouted();
  }

  /** Takes over what the server tells of the member. */
  learn({ webrtc = false, plain = false, lost = false, data }: MemberInfo): void {
    this.#webrtc = webrtc;
    this.lost = lost;
    this.#plain = plain;
    this.data = data;
  }

  /** Whether the path, or whether it is linked, is not what it was when this was last asked. */
  rerouted(): boolean {
    const { path, linked } = this.peer;
    const way = `${path} ${String(linked)}`;
    const isOther = way !== this.#knownWay;
    this.#knownWay = way;
    return isOther;
  }

  /** A message has come by the link. */
  frame(frame: Frame): void {
    const [first, second, third] = frame.numbers;
    if (isItem(frame)) this.incoming.item(frame);
    else if (frame.type === FrameType.begin) this.incoming.begin(first, second, third);
    else if (frame.type === FrameType.received) {
      if (this.outgoing.confirm(first)) this.link?.progressed();
    } else if (frame.type === FrameType.stop) this.outgoing.stopped(first);
  }

  /** The member has gone, or this client has: nobody is left to be told. */
  close(): void {
    this.retry.stop();
    this.link?.close(false);
    this.outgoing.close();
    this.incoming.close();
    this.receiver.close();
  }

  #take({ type, numbers: [id, total, offset], bytes }: Frame, whole: (bytes: Uint8Array) => void): void {
    if (type === FrameType.event) whole(bytes);
    else if (type === FrameType.part) this.receiver.part(id, total, offset, bytes, 'webrtc');
    else this.receiver.abort(id);
  }

  #view(id: string, mode: Mode): Peer {
    const member = (): this => this;
    return Object.freeze({
      id,
      get plain(): boolean {
        return member().#plain;
      },
      get webrtc(): boolean {
        return member().#webrtc;
      },
      get data(): unknown {
        return member().data;
      },
      get lost(): boolean {
        return member().lost;
      },
      get linked(): boolean {
        return member().link?.state === 'open';
      },
      get path(): Path {
        return mode.useSockets ? member().outgoing.path : 'webrtc';
      },
      get roundTripMs(): number | undefined {
        return member().link?.roundTripMs;
      },
    });
  }
}
