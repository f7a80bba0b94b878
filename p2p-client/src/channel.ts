import { decodeFrame, type Frame } from './codec.js';

// Measured between two Chromium pages, two or three runs each, 1 KB messages on a fresh connection: with
// 1 MiB buffered SCTP loses bursts and falls to 600-700 a second, with 256 KiB it did so once, with 128 KiB
// never (5,800-8,600). 64 KiB parts with 1 MiB gained a sixth or so for large events (24-29 MB/s, not 22-24).
const HIGH_WATERMARK_BYTES = 128 * 1024;
const LOW_WATERMARK_BYTES = 32 * 1024;

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

  constructor(dc: RTCDataChannel, events: ChannelEvents) {
    this.#dc = dc;
    dc.binaryType = 'arraybuffer';
    dc.bufferedAmountLowThreshold = LOW_WATERMARK_BYTES;
    dc.addEventListener('bufferedamountlow', () => events.drained());
    dc.addEventListener('message', ({ data }) => {
      try {
        events.received(decodeFrame(data));
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
    return this.#dc.bufferedAmount >= HIGH_WATERMARK_BYTES;
  }

  /** Sends a message; a channel that has closed takes none. */
  send(frame: Uint8Array<ArrayBuffer>): void {
    if (this.open) this.#dc.send(frame);
  }
}
