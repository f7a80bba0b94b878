import { ByteQueue } from './byte-queue.js';
import { FrameType, type Frame } from '../codec/codec.js';
import type { Clock } from '../api/clock.js';
import { WINDOW_BYTES } from './outgoing.js';

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

/** What one peer sends to this client, on two paths: puts it in order and leaves out what has come before. */
export class Incoming {
  readonly #clock: Clock;
  readonly #events: IncomingEvents;
  // The epoch that the relay has announced, and the one that the link is in
  #announced = 0;
  #epoch = 0;
  // The number of the last item on the link, and of the last that was taken from either path
  #last = 0;
  #taken = 0;
  readonly #held = new ByteQueue<{ readonly number: number; readonly frame: Frame }>();
  #unconfirmedItems = 0;
  #unconfirmedBytes = 0;
  #timer: unknown;

  constructor(clock: Clock, events: IncomingEvents) {
    this.#clock = clock;
    this.#events = events;
  }

  /** The link begins an epoch, and may announce one; the items that follow have the numbers after `last`. */
  begin(epoch: number, last: number, announced: number): void {
    this.#epoch = epoch;
    this.#last = last;
    this.#held.clear();
    this.#announced = Math.max(this.#announced, announced);
    // The sender does not know yet that these have come
    if (this.#taken !== last) this.#events.confirm(this.#taken);
  }

  /** An item has come by the link. */
  item(frame: Frame): void {
    this.#last = (this.#last + 1) >>> 0;
    if (this.#epoch < this.#announced || !isAfter(this.#last, this.#taken)) return;
    if (this.#epoch === this.#announced) {
      this.#take(this.#last, frame);
      return;
    }
    // The relay's last events of the epoch before are still on their way
    this.#held.push({ number: this.#last, frame }, frame.bytes.length);
    if (this.#held.bytes > 2 * WINDOW_BYTES) this.#events.overflow();
  }

  /** The relay announces an epoch: everything that it carried before has come. */
  announced(epoch: number): void {
    this.#announced = epoch;
    if (this.#epoch > epoch) return;
    if (this.#epoch < epoch) this.#held.clear();
    for (const { number, frame } of this.#held.drain()) this.#take(number, frame);
  }

  /** Whether an event that the relay repeats is one that has not come before. */
  repeated(seq: number): boolean {
    if (!isAfter(seq, this.#taken)) return false;
    this.#taken = seq >>> 0;
    return true;
  }

  close(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#held.clear();
  }

  #take(number: number, frame: Frame): void {
    this.#taken = number;
    this.#unconfirmedItems += 1;
    this.#unconfirmedBytes += frame.bytes.length;
    const isDue = this.#unconfirmedItems >= CONFIRM_ITEMS || this.#unconfirmedBytes >= CONFIRM_BYTES;
    if (isDue || isLastPart(frame)) this.#confirm();
    else this.#timer ??= this.#clock.setTimeout(() => this.#confirmLate(), CONFIRM_MS);
    this.#events.take(frame);
  }

  /** One timer for many confirmations: in a fast stream setting it anew each time is felt. */
  #confirmLate(): void {
    this.#timer = undefined;
    if (this.#unconfirmedItems > 0) this.#confirm();
  }

  #confirm(): void {
    this.#unconfirmedItems = 0;
    this.#unconfirmedBytes = 0;
    this.#events.confirm(this.#taken);
  }
}

/** Whether a frame is an item of the stream: those are numbered and never lost. */
export function isItem({ type }: Frame): boolean {
  return type === FrameType.event || type === FrameType.part || type === FrameType.abort;
}

/** The end of a transfer is confirmed at once: the sender's progress waits for it. */
function isLastPart({ type, numbers: [, total, offset], bytes }: Frame): boolean {
  return type === FrameType.part && offset + bytes.length === total;
}

// Numbers go round at 2^32
function isAfter(a: number, b: number): boolean {
  return ((a - b) | 0) > 0;
}
