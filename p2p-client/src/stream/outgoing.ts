import type { Path } from '../api/types.js';
import { FrameType, type EncodedEvent } from '../codec/codec.js';
import type { Signal } from '../codec/wire.js';
import type { Channel } from '../link/channel.js';
import { createByteQueue } from './byte-queue.js';
import type { OutgoingTransfer } from './outgoing-transfer.js';
import type { Mode } from './route.js';

/** How far a sender is ahead of what the receiver has confirmed, at most. */
export const WINDOW_BYTES = 2 * 1024 * 1024;

/** The large events that one path carries to a peer at once; the others wait. */
export const MAX_TRANSFERS = 8;

/** A larger event goes in parts: with its header it would be more than every browser takes. */
export const MAX_WHOLE_BYTES = 64 * 1024 - 16;

/** The size of a part. */
export const LINK_PART_BYTES = 32 * 1024;

/** The relay as an outgoing stream uses it: everything is for its one peer. */
export interface RelayPath {
  /** Whether it has carried anything of this client, to whomever. */
  used: boolean;
  /** Announces that the stream changes its path. */
  path(peerId: string, epoch: number): void;
  /** Sends an event; `seq` is its number where the link may have carried it already. */
  send(message: EncodedEvent, target: { readonly to: string }, seq?: number): void;
  /** Goes on with a transfer. */
  upload(transfer: OutgoingTransfer, target: { readonly to: string }, offset: number): void;
  abort(transfer: OutgoingTransfer, peerId: string): void;
  stop(peerId: string, id: number, code?: string): void;
  /**
   * Sends what it takes to open a link.
   *
   * @throws P2PError `too-large` if the signal is more than the server takes
   */
  signal(peerId: string, offerId: string, signal: Signal): void;
  /** Tells the server what became of an attempt to open a link. */
  report(peerId: string, open: boolean, ms: number): void;
}

/** What an outgoing stream tells. */
export interface OutgoingEvents {
  /** The event may not pass the server, and there is no other way any more. */
  unreachable(message: EncodedEvent, peerId: string): void;
}

/** An event, a part of a large one or its abort. */
interface Item {
  readonly type: number;
  readonly message: EncodedEvent;
  readonly transfer: OutgoingTransfer | undefined;
  /** Where the part begins. */
  readonly offset: number;
  /** Whether it may not pass the server. */
  readonly isPrivate: boolean;
}

/** A transfer that has the parts from `offset` on still to be sent. */
interface Leg extends Item {
  readonly transfer: OutgoingTransfer;
  offset: number;
}

/** Where a stream goes on: the epoch that it is in, and the number of the last item of which nothing is owed. */
export type StreamPosition = readonly [epoch: number, number: number];

export type Outgoing = ReturnType<typeof createOutgoing>;

/**
 * What this client sends to one peer: one stream that changes its path. Changes are told by relay, so that the
 * receiver can wait for the end of one path before it takes from the other. What went by link is kept until the
 * receiver has confirmed it; if the link goes, the relay repeats it.
 */
export function createOutgoing(
  peerId: string,
  mode: Mode,
  relay: RelayPath,
  events: OutgoingEvents,
  [startEpoch, startNumber]: StreamPosition = [0, 0],
) {
  const waiting = createByteQueue<Item>();
  const unconfirmed = createByteQueue<Item>();
  // By the number of the transfer
  const legs = new Map<number, Leg>();
  let path: Path = 'relay';
  let link: Channel | undefined;
  let epoch = startEpoch;
  // The epoch that the link may announce by itself, as the relay has carried nothing that could come later
  let announced = 0;
  let confirmed = startNumber;
  let turn = 0;

  /** Takes the path that is to be taken now; without a channel there is no link that could be used. */
  function follow(channel: Channel | undefined): void {
    const { useSockets, usePeerConnection } = mode;
    const isNew = path === 'relay' || channel !== link;
    link = channel;
    if (!useSockets || (usePeerConnection && channel)) {
      if (path === 'relay') turnTo('webrtc');
      if (isNew) begin();
    } else if (path === 'webrtc' && !(channel && holdsPrivate())) {
      turnTo('relay');
      repeat();
    }
    pump();
  }

  /** Sends what waits, as long as neither the channel is full nor the peer behind. */
  function pump(): void {
    while (path === 'webrtc' && link?.open && !link.full(false) && unconfirmed.bytes < WINDOW_BYTES) {
      const item = waiting.shift() ?? (link.full(true) ? undefined : nextPart());
      if (!item) return;
      unconfirmed.push(item, item.transfer ? LINK_PART_BYTES : item.message.bytes.length);
      sendItem(link, item);
    }
  }

  function turnTo(next: Path): void {
    path = next;
    epoch += 1;
    announced = epoch === 1 && !relay.used ? 1 : 0;
    relay.path(peerId, epoch);
  }

  /** Begins on a link, with what an earlier one may have lost. */
  function begin(): void {
    if (!link) return;
    link.send(FrameType.begin, [epoch, confirmed, announced]);
    for (const item of unconfirmed.items()) sendItem(link, item);
  }

  /** Goes on by relay with what was not confirmed, and what was not sent. */
  function repeat(): void {
    const to = peerId;
    const resumed = new Map<OutgoingTransfer, Item>();
    const items = [...unconfirmed.drain(), ...waiting.drain()];
    for (const item of items) {
      const { type, message, transfer } = item;
      confirmed = (confirmed + 1) >>> 0;
      if (transfer) {
        // The relay goes on from the first unconfirmed part; nothing more is owed of a transfer that has ended
        if (type === FrameType.abort) relay.abort(transfer, to);
        else if (transfer.reaches(to) && !resumed.has(transfer)) resumed.set(transfer, item);
      } else if (item.isPrivate) events.unreachable(message, to);
      else relay.send(message, { to }, confirmed);
    }
    for (const leg of legs.values()) if (!resumed.has(leg.transfer)) resumed.set(leg.transfer, leg);
    legs.clear();
    for (const [transfer, { message, offset, isPrivate }] of resumed) {
      if (isPrivate) {
        transfer.abandon(to);
        relay.abort(transfer, to);
        events.unreachable(message, to);
      } else relay.upload(transfer, { to }, offset);
    }
  }

  /** The transfers take turns, so that one does not wait for the other's end. */
  function nextPart(): Item | undefined {
    const leg = [...legs.values()][turn++ % Math.min(legs.size, MAX_TRANSFERS)];
    if (!leg) return undefined;
    const part = { ...leg };
    leg.offset += LINK_PART_BYTES;
    if (leg.offset >= leg.transfer.total) legs.delete(leg.transfer.id);
    return part;
  }

  function abort(transfer: OutgoingTransfer): void {
    legs.delete(transfer.id);
    waiting.push(itemOf(FrameType.abort, transfer.message, transfer), 0);
    pump();
  }

  function itemOf<T>(type: number, message: EncodedEvent, transfer: T) {
    return { type, message, transfer, offset: 0, isPrivate: !mode.useSockets };
  }

  function holdsPrivate(): boolean {
    return [...unconfirmed.items(), ...waiting.items(), ...legs.values()].some(({ isPrivate }) => isPrivate);
  }

  return {
    follow,
    pump,

    /** The path that the next event takes. */
    get path(): Path {
      return path;
    },

    /** The bytes that wait for the link. */
    get queuedBytes(): number {
      return waiting.bytes + unconfirmed.bytes;
    },

    /** Sends an event by the link, now or when there is one again. */
    send(message: EncodedEvent): void {
      waiting.push(itemOf(FrameType.event, message, undefined), message.bytes.length);
      pump();
    },

    /** Sends a large event by the link. */
    upload(transfer: OutgoingTransfer): void {
      legs.set(transfer.id, itemOf(FrameType.part, transfer.message, transfer));
      transfer.begin(peerId, 0, () => abort(transfer));
      pump();
    },

    /** Tells the peer that the rest of its transfer is not wanted, and why if it cannot be taken. */
    stop(id: number, code?: string): void {
      const { useSockets } = mode;
      // The message on a link has no place for the reason
      if (link && (code === undefined || !useSockets)) link.send(FrameType.stop, [id]);
      else if (useSockets) relay.stop(peerId, id, code);
    },

    /** The peer does not want the rest of a transfer. Tells whether it was one of this stream. */
    stopped(id: number, code?: string): boolean {
      const leg = legs.get(id);
      legs.delete(id);
      leg?.transfer.stop(peerId, code);
      return leg !== undefined;
    },

    /** The peer has this many items. Tells whether that is news. */
    confirm(count: number): boolean {
      let missing = (count - confirmed) >>> 0;
      // A confirmation from before this link, or nonsense
      if (missing > unconfirmed.size) return false;
      const isNews = missing > 0;
      for (; missing > 0; missing--) {
        const { type, transfer, offset = 0 } = unconfirmed.shift() ?? {};
        if (type === FrameType.part) transfer?.advance(peerId, offset + LINK_PART_BYTES);
      }
      confirmed = count;
      follow(link);
      return isNews;
    },

    /** Gives the link up, as the page goes; what the relay cannot have of it is lost. Says where the stream goes on. */
    suspend(): StreamPosition {
      if (path === 'webrtc') {
        turnTo('relay');
        repeat();
      }
      return [epoch, confirmed];
    },

    /** The peer has gone. Says where the stream goes on, and no link by itself, if it comes back under its id. */
    close(): StreamPosition {
      // Even ones are those of the relay
      const position: StreamPosition = [(epoch | 1) + 1, confirmed + unconfirmed.size];
      waiting.drain();
      unconfirmed.drain();
      for (const { transfer } of legs.values()) transfer.abandon(peerId);
      legs.clear();
      return position;
    },
  };
}

function sendItem(channel: Channel, { type, message, transfer, offset }: Item): void {
  if (!transfer) channel.sendEvent(message.sized);
  else if (type === FrameType.abort) channel.send(type, [transfer.id]);
  else {
    const { id, total } = transfer;
    channel.send(type, [id, total, offset], message.bytes.subarray(offset, offset + LINK_PART_BYTES));
  }
}
