import { decodeFrames, encodeFrame, FrameType, type Frame } from './codec.js';

// Measured between two Chromium pages, two or three runs each, 1 KB messages on a fresh connection: with
// 1 MiB buffered SCTP loses bursts and falls to 600-700 a second, with 256 KiB it did so once, with 128 KiB
// never (5,800-8,600). 64 KiB parts with 1 MiB gained a sixth or so for large events (24-29 MB/s, not 22-24).
const HIGH_WATERMARK_BYTES = 128 * 1024;
const LOW_WATERMARK_BYTES = 64 * 1024;

// A message costs time whatever its size; the first event in one waits for the last
const BATCH_BYTES = 16 * 1024;

/** What a channel tells its link. */
export interface ChannelEvents {
  received(frame: Frame): void;
  /** There is room for more. */
  drained(): void;
  /** Something came that is no message of the protocol. */
  failed(cause: unknown): void;
}

/** The messages on one data channel. */
export class Channel {
  readonly #dc: RTCDataChannel;
  #batch: Uint8Array[] = [];
  #batchBytes = 0;

  constructor(dc: RTCDataChannel, events: ChannelEvents) {
    this.#dc = dc;
    dc.binaryType = 'arraybuffer';
    dc.bufferedAmountLowThreshold = LOW_WATERMARK_BYTES;
    dc.addEventListener('bufferedamountlow', () => events.drained());
    dc.addEventListener('message', ({ data }) => {
      try {
        for (const frame of decodeFrames(data)) events.received(frame);
      } catch (cause) {
        events.failed(cause);
      }
    });
  }

  get open(): boolean {
    return this.#dc.readyState === 'open';
  }

  /** Whether more would only be lost in bursts. */
  get full(): boolean {
    return this.#dc.bufferedAmount + this.#batchBytes >= HIGH_WATERMARK_BYTES;
  }

  /** Sends a message; a channel that has closed takes none. */
  send(type: number, numbers: readonly number[], bytes?: Uint8Array): void {
    this.flush();
    this.#send(encodeFrame(type, numbers, bytes ? [bytes] : []));
  }

  /** Sends an event with its size, in one message with others of this turn. */
  sendEvent(sized: Uint8Array): void {
    if (this.#batchBytes + sized.length > BATCH_BYTES) this.flush();
    if (this.#batch.length === 0) queueMicrotask(() => this.flush());
    this.#batch.push(sized);
    this.#batchBytes += sized.length;
  }

  /** Sends the events that wait for the end of the turn. */
  flush(): void {
    if (this.#batch.length === 0) return;
    const batch = this.#batch;
    this.#batch = [];
    this.#batchBytes = 0;
    this.#send(encodeFrame(FrameType.event, [], batch));
  }

  #send(frame: Uint8Array<ArrayBuffer>): void {
    if (this.open) this.#dc.send(frame);
  }
}
