import type { Clock } from '../api/clock.js';
import { FrameType, type Frame } from '../codec/codec.js';
import { createByteQueue } from './byte-queue.js';
import { WINDOW_BYTES, type StreamPosition } from './outgoing.js';

const CONFIRM_ITEMS = 256;
const CONFIRM_BYTES = 256 * 1024;
const CONFIRM_MS = 1_000;

/** What an incoming stream does with what it takes. */
export interface IncomingEvents {
  /** An event, a part or an abort, in order and once. */
  take(frame: Frame): void;
  /** The peer is to be told how many items have come. */
  confirm(count: number): void;
  /** The peer sends more ahead than it may. */
  overflow(): void;
}

export type Incoming = ReturnType<typeof createIncoming>;

/** What one peer sends to this client, on two paths: puts it in order and leaves out what has come before. */
export function createIncoming(
  clock: Clock,
  events: IncomingEvents,
  [startEpoch, startNumber]: StreamPosition = [0, 0],
) {
  // The epoch that the relay has announced, and the one that the link is in
  let announcedEpoch = startEpoch;
  let linkEpoch = 0;
  // The number of the last item on the link, and of the last that was taken from either path
  let last = 0;
  let taken = startNumber;
  const held = createByteQueue<{ readonly number: number; readonly frame: Frame }>();
  let unconfirmedItems = 0;
  let unconfirmedBytes = 0;
  let timer: unknown;

  function take(number: number, frame: Frame): void {
    taken = number;
    unconfirmedItems += 1;
    unconfirmedBytes += frame.bytes.length;
    const isDue = unconfirmedItems >= CONFIRM_ITEMS || unconfirmedBytes >= CONFIRM_BYTES;
    if (isDue || isLastPart(frame)) confirm();
    // One timer for many confirmations: in a fast stream, setting it anew each time costs noticeably
    else timer ??= clock.setTimeout(confirmLate, CONFIRM_MS);
    events.take(frame);
  }

  function confirmLate(): void {
    timer = undefined;
    if (unconfirmedItems > 0) confirm();
  }

  function confirm(): void {
    unconfirmedItems = unconfirmedBytes = 0;
    events.confirm(taken);
  }

  return {
    /** The link begins an epoch, and may announce one; the items that follow have the numbers after `lastItem`. */
    begin(epoch: number, lastItem: number, announced: number): void {
      linkEpoch = epoch;
      last = lastItem;
      held.drain();
      announcedEpoch = Math.max(announcedEpoch, announced);
      // The sender begins behind the last confirmation that reached it: tell it that more has come
      if (taken !== last) events.confirm(taken);
    },

    /** An item has come by the link: an event, a part or an abort. These are numbered and never lost. */
    item(frame: Frame): void {
      last = (last + 1) >>> 0;
      if (linkEpoch < announcedEpoch || !isAfter(last, taken)) return;
      if (linkEpoch === announcedEpoch) {
        take(last, frame);
        return;
      }
      // The relay's last events of the epoch before are still on their way
      held.push({ number: last, frame }, frame.bytes.length);
      if (held.bytes > 2 * WINDOW_BYTES) events.overflow();
    },

    /** The relay announces an epoch: everything that it carried before has come. */
    announced(epoch: number): void {
      announcedEpoch = epoch;
      if (linkEpoch > epoch) return;
      const waiting = held.drain();
      // The relay repeats what waited for an epoch that is over
      if (linkEpoch === epoch) for (const { number, frame } of waiting) take(number, frame);
    },

    /** Whether an event that the relay repeats is one that has not come before. */
    repeated(seq: number): boolean {
      if (!isAfter(seq, taken)) return false;
      taken = seq >>> 0;
      return true;
    },

    /** Where the stream goes on. */
    get position(): StreamPosition {
      return [announcedEpoch, taken];
    },

    close(): void {
      clock.clearTimeout(timer);
      held.drain();
    },
  };
}

/** The end of a transfer is confirmed at once: the sender's progress waits for it. */
function isLastPart({ type, numbers: [, total, offset], bytes }: Frame): boolean {
  return type === FrameType.part && offset + bytes.length === total;
}

// Numbers go round at 2^32
export function isAfter(a: number, b: number): boolean {
  return ((a - b) | 0) > 0;
}
