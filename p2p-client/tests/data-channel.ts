import type { Channel } from '../src/link/channel.js';
import { LINK_PART_BYTES } from '../src/stream/outgoing.js';
import { FrameType, decodeEvent, decodeFrames, encodeFrame, type Frame } from '../src/codec/codec.js';

/** A data channel whose buffer empties when the test says so. */
export class FakeDataChannel extends EventTarget {
  binaryType = '';
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  readyState = 'open';
  /** The most that was ever buffered. */
  peak = 0;
  readonly sent: Uint8Array<ArrayBuffer>[] = [];
  /** What `send` throws, as long as it does. */
  refusal: Error | undefined;
  /** The longest message that it takes. */
  maxMessageSize = Infinity;
  /** The channel on it, if it is to send what waits for the end of the turn before the test looks. */
  channel: Channel | undefined;

  send(frame: Uint8Array<ArrayBuffer>): void {
    if (this.readyState !== 'open') throw new DOMException('not open', 'InvalidStateError');
    if (this.refusal) throw this.refusal;
    if (frame.length > this.maxMessageSize) throw new TypeError('too long');
    this.sent.push(frame.slice());
    this.bufferedAmount += frame.length;
    this.peak = Math.max(this.peak, this.bufferedAmount);
  }

  empty(): void {
    this.channel?.flush();
    this.bufferedAmount = 0;
    this.dispatchEvent(new Event('bufferedamountlow'));
  }

  /** Has a message of the other end arrive. */
  arrive(type: number, numbers: readonly number[]): void {
    this.bring(encodeFrame(type, numbers).slice().buffer);
  }

  /** Has something arrive, as a stack brings it. */
  bring(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }

  get frames(): Frame[] {
    this.channel?.flush();
    return this.sent.flatMap(({ buffer }) => decodeFrames(buffer));
  }

  /** What was sent, in words: the names of events, `1@0` for a part with its offset in KiB, and so on. */
  get log(): string[] {
    return this.frames.map((frame) => describeFrame(frame));
  }
}

function describeFrame({ type, numbers: [first, second, third], bytes }: Frame): string {
  switch (type) {
    case FrameType.event:
      return String(decodeEvent([bytes]).event);
    case FrameType.part:
      return `${first}@${third / LINK_PART_BYTES}`;
    case FrameType.abort:
      return `abort ${first}`;
    case FrameType.stop:
      return `stop ${first}`;
    case FrameType.begin:
      return `begin ${first} ${second}`;
    case FrameType.received:
      return `received ${first}`;
    case FrameType.ping:
      return 'ping';
    default:
      return 'pong';
  }
}
