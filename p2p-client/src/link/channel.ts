import { decodeFrames, encodeFrame, FrameType, MALFORMED, messageBytes, type Frame } from '../codec/codec.js';

// Measured between two Chromium pages, two or three runs each, 1 KB messages on a fresh connection: with
// 1 MiB buffered SCTP loses bursts and falls to 600-700 a second, with 256 KiB it did so once, with 128 KiB
// never (5,800-8,600). 64 KiB parts with 1 MiB gained a sixth or so for large events (24-29 MB/s, not 22-24).
const HIGH_WATERMARK_BYTES = 128 * 1024;
const LOW_WATERMARK_BYTES = 64 * 1024;

// A message costs time whatever its size; the first event in one waits for the last
const BATCH_BYTES = 16 * 1024;

/** The longest message: every stack takes it whose other end says nothing else (RFC 8841). */
export const MESSAGE_BYTES = 64 * 1024;

/** What a channel tells its link. After a failure of either kind it neither sends nor receives any more. */
export interface ChannelEvents {
  received(frame: Frame): void;
  /** There is room for more. */
  drained(): void;
  /** Something came that is no message of the protocol. */
  failed(cause: unknown): void;
  /** A message could not be sent. Told when the turn is over: the sender may be in the midst of it. */
  refused(cause: unknown): void;
}

/** The messages on one data channel. */
export class Channel {
  readonly #dc: RTCDataChannel;
  readonly #events: ChannelEvents;
  readonly #maxMessageSize: () => unknown;
  #batch: Uint8Array[] = [];
  #batchBytes = 0;
  #broken = false;
  // What has come of a message that comes in pieces
  #pieces: Uint8Array | undefined;
  #piecesBytes = 0;
  // Since a Blob has come: its bytes are had later, and what came behind it waits
  #reading: Promise<void> | undefined;

  /** @param maxMessageSize what WebRTC says that a message may have, as `RTCSctpTransport` says it */
  constructor(dc: RTCDataChannel, events: ChannelEvents, maxMessageSize: () => unknown = () => undefined) {
    this.#dc = dc;
    this.#events = events;
    this.#maxMessageSize = maxMessageSize;
    dc.binaryType = 'arraybuffer';
    dc.bufferedAmountLowThreshold = LOW_WATERMARK_BYTES;
    dc.addEventListener('bufferedamountlow', () => events.drained());
    dc.addEventListener('message', ({ data }) => this.#arrive(data));
  }

  get open(): boolean {
    return !this.#broken && this.#dc.readyState === 'open';
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
    if (!this.open) return;
    try {
      const limit = messageLimit(this.#maxMessageSize());
      if (frame.length <= limit) this.#dc.send(frame);
      else for (const piece of cut(frame, limit)) this.#dc.send(piece);
    } catch (cause) {
      this.#broken = true;
      queueMicrotask(() => this.#events.refused(cause));
    }
  }

  #arrive(data: unknown): void {
    if (!isBlob(data) && !this.#reading) this.#take(data);
    else
      this.#reading = (this.#reading ?? Promise.resolve())
        .then(async () => this.#take(isBlob(data) ? await data.arrayBuffer() : data))
        .catch((cause: unknown) => this.#fail(cause));
  }

  #take(data: unknown): void {
    // What comes behind a message that was not understood cannot be counted
    if (this.#broken) return;
    try {
      const message = this.#whole(messageBytes(data));
      if (message) for (const frame of decodeFrames(message)) this.#events.received(frame);
    } catch (cause) {
      this.#fail(cause);
    }
  }

  /** Joins the pieces of a message; `undefined` while some are missing. */
  #whole(bytes: Uint8Array): Uint8Array | undefined {
    const [type] = bytes;
    if (type !== FrameType.piece && type !== FrameType.lastPiece) {
      if (this.#pieces) throw new TypeError(MALFORMED);
      return bytes;
    }
    if (bytes.length === 1) throw new TypeError(MALFORMED);
    this.#pieces ??= new Uint8Array(MESSAGE_BYTES);
    // Throws where they come to more than a message may have
    this.#pieces.set(bytes.subarray(1), this.#piecesBytes);
    this.#piecesBytes += bytes.length - 1;
    if (type === FrameType.piece) return undefined;
    const message = this.#pieces.slice(0, this.#piecesBytes);
    this.#pieces = undefined;
    this.#piecesBytes = 0;
    return message;
  }

  #fail(cause: unknown): void {
    if (this.#broken) return;
    this.#broken = true;
    this.#events.failed(cause);
  }
}

/** The bytes that a message may have. Nothing, 0 and Infinity are no limit, but ours. */
function messageLimit(maxMessageSize: unknown): number {
  const isLimit = typeof maxMessageSize === 'number' && maxMessageSize > 0;
  return isLimit ? Math.min(maxMessageSize, MESSAGE_BYTES) : MESSAGE_BYTES;
}

/** Cuts a message into messages of at most so many bytes. */
function* cut(frame: Uint8Array, limit: number): Generator<Uint8Array<ArrayBuffer>> {
  const step = Math.max(Math.floor(limit) - 1, 1);
  for (let start = 0; start < frame.length; start += step) {
    const bytes = frame.subarray(start, start + step);
    const piece = new Uint8Array(1 + bytes.length);
    piece[0] = start + step < frame.length ? FrameType.piece : FrameType.lastPiece;
    piece.set(bytes, 1);
    yield piece;
  }
}

/** Some stacks bring Blobs whatever `binaryType` says, and not all of them the Blob of this realm. */
function isBlob(data: unknown): data is Blob {
  return typeof data === 'object' && data !== null && 'arrayBuffer' in data;
}
