import { Backlog, waitingEvents } from './backlog.js';
import { decodeFrame, encodePart, type EncodedEvent } from './codec.js';
import { P2PError, type ErrorCode, type ErrorDetails } from './errors.js';
import type { Outlet } from './events.js';
import { MAX_TRANSFERS, Receiver, type Upload } from './transfer.js';

/** A larger event goes in parts of this size. */
export const LINK_PART_BYTES = 16 * 1024;

// Measured between two Chromium pages, two or three runs each, 1 KB messages on a fresh connection: with
// 1 MiB buffered SCTP loses bursts and falls to 600-700 a second, with 256 KiB it did so once, with 128 KiB
// never (5,800-8,600). 64 KiB parts with 1 MiB gained a sixth or so for large events (24-29 MB/s, not 22-24).
const HIGH_WATERMARK_BYTES = 128 * 1024;
const LOW_WATERMARK_BYTES = 32 * 1024;

interface Outgoing {
  readonly message: EncodedEvent;
  readonly upload: Upload | undefined;
}

interface Transfer {
  readonly upload: Upload;
  offset: number;
}

/** The events on one data channel: cut, kept back while the channel is full, and joined. */
export class Channel {
  readonly #dc: RTCDataChannel;
  readonly #peerId: string;
  readonly #receiver: Receiver;
  readonly #outlet: Outlet;
  readonly #waiting = waitingEvents<Outgoing>();
  readonly #small = new Backlog<EncodedEvent>();
  readonly #transfers: Transfer[] = [];
  #turn = 0;
  #flowing = false;

  constructor(dc: RTCDataChannel, peerId: string, maxEventBytes: number, outlet: Outlet) {
    this.#dc = dc;
    this.#peerId = peerId;
    this.#receiver = new Receiver({ id: peerId, path: 'webrtc' }, maxEventBytes, outlet);
    this.#outlet = outlet;
    dc.binaryType = 'arraybuffer';
    dc.bufferedAmountLowThreshold = LOW_WATERMARK_BYTES;
    dc.addEventListener('bufferedamountlow', () => this.#pump());
    dc.addEventListener('message', (message) => this.#receive(message.data));
  }

  /** Lets events flow, or holds them back while the link is not usable. */
  flow(flowing: boolean): void {
    this.#flowing = flowing;
    if (!flowing) return;
    for (const outgoing of this.#waiting.drain()) this.#enqueue(outgoing);
    this.#pump();
  }

  /** Sends an event, or returns `false` where too much waits for the link already. */
  send(message: EncodedEvent, upload: Upload | undefined): boolean {
    if (!this.#flowing) return this.#waiting.push({ message, upload }, message.bytes.length);
    this.#enqueue({ message, upload });
    this.#pump();
    return true;
  }

  /** Gives up what was not sent and tells about each event. */
  close(): void {
    this.#flowing = false;
    const peerId = this.#peerId;
    for (const { upload } of this.#transfers.splice(0)) {
      const { event } = upload.message;
      upload.abandon(peerId);
      this.#fail('aborted', 'the link closed during a large event', { peerId, event });
    }
    for (const { event } of this.#small.drain()) {
      this.#fail('unreachable', 'the link closed before the event was sent', { peerIds: [peerId], event });
    }
    for (const { message, upload } of this.#waiting.drain()) {
      const { event } = message;
      upload?.abandon(peerId);
      this.#fail('unreachable', 'the link for the event did not open', { peerIds: [peerId], event });
    }
    this.#receiver.close();
  }

  #enqueue({ message, upload }: Outgoing): void {
    if (upload) this.#transfers.push({ upload, offset: 0 });
    else this.#small.push(message, message.bytes.length);
  }

  #pump(): void {
    while (
      this.#flowing &&
      this.#dc.readyState === 'open' &&
      this.#dc.bufferedAmount < HIGH_WATERMARK_BYTES
    ) {
      const small = this.#small.shift();
      if (small) this.#dc.send(small.frame);
      else if (this.#transfers.length > 0) this.#sendPart();
      else return;
    }
  }

  /** The transfers take turns, so that one does not wait for the other's end. */
  #sendPart(): void {
    const index = this.#turn++ % Math.min(this.#transfers.length, MAX_TRANSFERS);
    const transfer = this.#transfers[index];
    if (!transfer) return;
    const { upload, offset } = transfer;
    const part = upload.message.bytes.subarray(offset, offset + LINK_PART_BYTES);
    this.#dc.send(encodePart(upload.id, upload.total, part));
    transfer.offset += part.length;
    if (transfer.offset === upload.total) this.#transfers.splice(index, 1);
    upload.advance(this.#peerId, transfer.offset);
  }

  #receive(data: unknown): void {
    try {
      const frame = decodeFrame(data);
      if (frame.type === 'event') this.#receiver.whole(frame.bytes);
      else if (frame.type === 'part') this.#receiver.part(frame.id, frame.total, frame.bytes);
      else this.#receiver.abort(frame.id);
    } catch (cause) {
      this.#fail('bad-message', 'a peer sent bytes that are not a message', { peerId: this.#peerId, cause });
    }
  }

  #fail(code: ErrorCode, message: string, details: ErrorDetails & { cause?: unknown }): void {
    this.#outlet.emit('peer-error', new P2PError(code, message, details));
  }
}
