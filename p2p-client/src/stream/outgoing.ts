import { ByteQueue } from './byte-queue.js';
import type { Channel } from '../link/channel.js';
import { FrameType, type EncodedEvent } from '../codec/codec.js';
import type { Mode } from './route.js';
import { MAX_TRANSFERS, type OutgoingTransfer } from './outgoing-transfer.js';
import type { Path } from '../api/types.js';

/** How far a sender is ahead of what the receiver has confirmed, at most. */
export const WINDOW_BYTES = 2 * 1024 * 1024;

/** A larger event goes in parts of this size: with its header not more than every browser takes. */
export const LINK_PART_BYTES = 64 * 1024 - 16;

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
  /** Tells the server what became of an attempt to open a link. */
  report(peerId: string, open: boolean, ms: number): void;
}

/** What an outgoing stream tells. */
export interface OutgoingEvents {
  /** The event may not pass the server, and there is no other way any more. */
  unreachable(message: EncodedEvent, peerId: string): void;
}

interface Item {
  readonly type: number;
  readonly message: EncodedEvent;
  readonly transfer: OutgoingTransfer | undefined;
  readonly offset: number;
  readonly isPrivate: boolean;
}

interface Leg {
  readonly transfer: OutgoingTransfer;
  readonly isPrivate: boolean;
  offset: number;
}

/**
 * What this client sends to one peer: one stream that changes its path. Changes are told by relay, so that the
 * receiver can wait for the end of one path before it takes from the other. What went by link is kept until it
 * is confirmed; if the link goes, the relay repeats it.
 */
export class Outgoing {
  readonly #peerId: string;
  readonly #mode: Mode;
  readonly #relay: RelayPath;
  readonly #events: OutgoingEvents;
  readonly #waiting = new ByteQueue<Item>();
  readonly #legs: Leg[] = [];
  readonly #unconfirmed = new ByteQueue<Item>();
  #path: Path = 'relay';
  #channel: Channel | undefined;
  #epoch = 0;
  // The epoch that the link announces itself: where the relay carried nothing, nothing is to be waited for
  #announced = 0;
  #confirmed = 0;
  #turn = 0;

  constructor(peerId: string, mode: Mode, relay: RelayPath, events: OutgoingEvents) {
    this.#peerId = peerId;
    this.#mode = mode;
    this.#relay = relay;
    this.#events = events;
  }

  /** The path that the next event takes. */
  get path(): Path {
    return this.#path;
  }

  /** The bytes that wait for the link. */
  get queuedBytes(): number {
    return this.#waiting.bytes + this.#unconfirmed.bytes;
  }

  /** Sends an event by the link, now or when there is one again. */
  send(message: EncodedEvent): void {
    const isPrivate = !this.#mode.useSockets;
    const item = { type: FrameType.event, message, transfer: undefined, offset: 0, isPrivate };
    this.#waiting.push(item, message.bytes.length);
    this.pump();
  }

  /** Sends a large event by the link. */
  upload(transfer: OutgoingTransfer): void {
    this.#legs.push({ transfer, isPrivate: !this.#mode.useSockets, offset: 0 });
    transfer.begin(this.#peerId, 0, () => this.#abort(transfer));
    this.pump();
  }

  /** Tells the peer that the rest of its transfer is not wanted, and why if it cannot be taken. */
  stop(id: number, code?: string): void {
    const { useSockets } = this.#mode;
    // A link has no place for the reason
    if (this.#channel && (code === undefined || !useSockets)) this.#channel.send(FrameType.stop, [id]);
    else if (useSockets) this.#relay.stop(this.#peerId, id, code);
  }

  /** The peer does not want the rest of a transfer. Tells whether it was one of this stream. */
  stopped(id: number, code?: string): boolean {
    const stopped = this.#remove((leg) => leg.transfer.id === id);
    for (const { transfer } of stopped) transfer.stop(this.#peerId, code);
    return stopped.length > 0;
  }

  /** The peer has this many items. Tells whether that is news. */
  confirm(count: number): boolean {
    let missing = (count - this.#confirmed) >>> 0;
    // From before the link that is used now, or nonsense
    if (missing > this.#unconfirmed.size) return false;
    const isNews = missing > 0;
    for (; missing > 0; missing--) {
      const { type, transfer, offset } = this.#unconfirmed.shift() ?? {};
      if (type === FrameType.part && transfer) transfer.advance(this.#peerId, partEnd(transfer, offset));
    }
    this.#confirmed = count;
    this.follow(this.#channel);
    return isNews;
  }

  /** Takes the path that is to be taken now; without a channel there is no link that could be used. */
  follow(channel: Channel | undefined): void {
    const { useSockets, usePeerConnection } = this.#mode;
    const isNew = channel !== this.#channel;
    this.#channel = channel;
    if (!useSockets || (usePeerConnection && channel)) {
      if (this.#path === 'relay') {
        this.#turnTo('webrtc');
        this.#begin();
      } else if (isNew) this.#begin();
    } else if (this.#path === 'webrtc' && !(channel && this.#holdsPrivate())) {
      this.#turnTo('relay');
      this.#repeat();
    }
    this.pump();
  }

  /** Sends what waits, as long as neither the channel is full nor the peer behind. */
  pump(): void {
    const channel = this.#channel;
    while (
      this.#path === 'webrtc' &&
      channel?.open === true &&
      !channel.full &&
      this.#unconfirmed.bytes < WINDOW_BYTES
    ) {
      const item = this.#waiting.shift() ?? this.#nextPart();
      if (!item) return;
      this.#unconfirmed.push(item, item.transfer ? LINK_PART_BYTES : item.message.bytes.length);
      sendItem(channel, item);
    }
  }

  /** The peer has gone. */
  close(): void {
    this.#waiting.clear();
    this.#unconfirmed.clear();
    for (const { transfer } of this.#legs.splice(0)) transfer.abandon(this.#peerId);
  }

  #turnTo(path: Path): void {
    this.#path = path;
    this.#epoch += 1;
    this.#announced = this.#epoch === 1 && !this.#relay.used ? 1 : 0;
    this.#relay.path(this.#peerId, this.#epoch);
  }

  /** Begins on a link, with what an earlier one may have lost. */
  #begin(): void {
    const channel = this.#channel;
    if (!channel) return;
    channel.send(FrameType.begin, [this.#epoch, this.#confirmed, this.#announced]);
    for (const item of this.#unconfirmed) sendItem(channel, item);
  }

  /** Goes on by relay with what was not confirmed, and what was not sent. */
  #repeat(): void {
    const to = this.#peerId;
    const legs = new Map<OutgoingTransfer, { readonly offset: number; readonly isPrivate: boolean }>();
    const items = [...this.#unconfirmed.drain(), ...this.#waiting.drain()];
    for (const { type, message, transfer, offset, isPrivate } of items) {
      this.#confirmed = (this.#confirmed + 1) >>> 0;
      if (transfer) {
        // Its first part is enough; there are none to repeat of one that was given up or stopped
        if (type === FrameType.abort) this.#relay.abort(transfer, to);
        else if (transfer.reaches(to) && !legs.has(transfer)) legs.set(transfer, { offset, isPrivate });
      } else if (isPrivate) this.#events.unreachable(message, to);
      else this.#relay.send(message, { to }, this.#confirmed);
    }
    for (const { transfer, offset, isPrivate } of this.#legs.splice(0)) {
      if (!legs.has(transfer)) legs.set(transfer, { offset, isPrivate });
    }
    for (const [transfer, { offset, isPrivate }] of legs) {
      if (isPrivate) {
        transfer.abandon(to);
        this.#relay.abort(transfer, to);
        this.#events.unreachable(transfer.message, to);
      } else this.#relay.upload(transfer, { to }, offset);
    }
  }

  /** The transfers take turns, so that one does not wait for the other's end. */
  #nextPart(): Item | undefined {
    const index = this.#turn++ % Math.min(this.#legs.length, MAX_TRANSFERS);
    const leg = this.#legs[index];
    if (!leg) return undefined;
    const { transfer, offset, isPrivate } = leg;
    leg.offset += LINK_PART_BYTES;
    if (leg.offset >= transfer.total) this.#legs.splice(index, 1);
    return { type: FrameType.part, message: transfer.message, transfer, offset, isPrivate };
  }

  #abort(transfer: OutgoingTransfer): void {
    this.#remove((leg) => leg.transfer === transfer);
    const isPrivate = !this.#mode.useSockets;
    this.#waiting.push(
      { type: FrameType.abort, message: transfer.message, transfer, offset: 0, isPrivate },
      0,
    );
    this.pump();
  }

  #remove(wanted: (leg: Leg) => boolean): Leg[] {
    const removed = this.#legs.filter(wanted);
    for (const leg of removed) this.#legs.splice(this.#legs.indexOf(leg), 1);
    return removed;
  }

  #holdsPrivate(): boolean {
    for (const queue of [this.#unconfirmed, this.#waiting])
      for (const { isPrivate } of queue) if (isPrivate) return true;
    return this.#legs.some(({ isPrivate }) => isPrivate);
  }
}

function partEnd({ total }: OutgoingTransfer, offset = 0): number {
  return Math.min(offset + LINK_PART_BYTES, total);
}

function sendItem(channel: Channel, { type, message, transfer, offset }: Item): void {
  if (!transfer) channel.sendEvent(message.sized);
  else if (type === FrameType.abort) channel.send(type, [transfer.id]);
  else {
    const { id, total } = transfer;
    channel.send(type, [id, total, offset], message.bytes.subarray(offset, partEnd(transfer, offset)));
  }
}
