import { bytesOf, decodeFrames, encodeFrame, FrameType, MALFORMED, type Frame } from '../codec/codec.js';

// Measured between two Chromium pages, two or three runs each, 1 KB messages on a fresh connection: with
// 1 MiB buffered SCTP loses bursts and falls to 600-700 a second, with 256 KiB it did so once, with 128 KiB
// never (5,800-8,600). 64 KiB parts with 1 MiB gained a sixth or so for large events (24-29 MB/s, not 22-24).
const HIGH_WATERMARK_BYTES = 128 * 1024;

// With less before it, an event beside a file of 64 MB arrives in a third of the time (3 ms, not 10), and the file as
// soon: measured between two Chromium pages with parts of 32 KiB, and 128, 96, 64, 48 and 32 KiB
const PART_WATERMARK_BYTES = 32 * 1024;
const LOW_WATERMARK_BYTES = 16 * 1024;

// A message costs time whatever its size; the first event in one waits for the last
const BATCH_BYTES = 16 * 1024;

/** The longest message: RFC 8841 has every stack take this much that does not say otherwise. */
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

export type Channel = ReturnType<typeof createChannel>;

/**
 * The messages on one data channel.
 *
 * @param maxMessageSizes what is said of how long a message may be, in as many places as there are
 */
export function createChannel(
  dc: RTCDataChannel,
  events: ChannelEvents,
  maxMessageSizes: () => unknown[] = () => [],
) {
  const batch: Uint8Array[] = [];
  let batchBytes = 0;
  let broken = false;
  // What has come of a message that comes in pieces
  let pieces: Uint8Array | undefined;
  let piecesBytes = 0;
  // Set once a Blob has come: reading one takes a while, and the messages behind it wait
  let reading: Promise<void> | undefined;

  const isOpen = (): boolean => !broken && dc.readyState === 'open';

  /** Sends the events that wait for the end of the turn. */
  function flush(): void {
    if (batch.length === 0) return;
    batchBytes = 0;
    sendFrame(encodeFrame(FrameType.event, [], batch.splice(0)));
  }

  function sendFrame(frame: Uint8Array<ArrayBuffer>): void {
    if (!isOpen()) return;
    try {
      const limit = messageLimit(maxMessageSizes());
      if (frame.length <= limit) dc.send(frame);
      else sendPieces(frame, Math.max(Math.floor(limit) - 1, 1));
    } catch (cause) {
      broken = true;
      queueMicrotask(() => events.refused(cause));
    }
  }

  /** Sends a message in several, each with so many bytes of it at most. */
  function sendPieces(frame: Uint8Array, step: number): void {
    for (let start = 0; start < frame.length; start += step) {
      const bytes = frame.subarray(start, start + step);
      const piece = new Uint8Array(1 + bytes.length);
      piece[0] = start + step < frame.length ? FrameType.piece : FrameType.lastPiece;
      piece.set(bytes, 1);
      dc.send(piece);
    }
  }

  function arrive(data: unknown): void {
    if (!isBlob(data) && !reading) take(data);
    else
      reading = (reading ?? Promise.resolve())
        .then(async () => take(isBlob(data) ? await data.arrayBuffer() : data))
        .catch(fail);
  }

  function take(data: unknown): void {
    // What comes behind a message that was not understood cannot be counted
    if (broken) return;
    try {
      const message = whole(bytesOf(data));
      if (message) for (const frame of decodeFrames(message)) events.received(frame);
    } catch (cause) {
      fail(cause);
    }
  }

  /** Joins the pieces of a message; `undefined` while some are missing. */
  function whole(bytes: Uint8Array): Uint8Array | undefined {
    const [type] = bytes;
    if (type !== FrameType.piece && type !== FrameType.lastPiece) {
      if (pieces) throw new TypeError(MALFORMED);
      return bytes;
    }
    if (bytes.length === 1) throw new TypeError(MALFORMED);
    pieces ??= new Uint8Array(MESSAGE_BYTES);
    // Throws where they come to more than a message may have
    pieces.set(bytes.subarray(1), piecesBytes);
    piecesBytes += bytes.length - 1;
    if (type === FrameType.piece) return undefined;
    const message = pieces.slice(0, piecesBytes);
    pieces = undefined;
    piecesBytes = 0;
    return message;
  }

  function fail(cause: unknown): void {
    if (broken) return;
    broken = true;
    events.failed(cause);
  }

  dc.binaryType = 'arraybuffer';
  dc.bufferedAmountLowThreshold = LOW_WATERMARK_BYTES;
  dc.addEventListener('bufferedamountlow', () => events.drained());
  dc.addEventListener('message', ({ data }) => arrive(data));

  return {
    flush,

    get open(): boolean {
      return isOpen();
    },

    /** Whether more would only be lost in bursts; or, of what may wait, would have events wait behind it. */
    full(isPart: boolean): boolean {
      return dc.bufferedAmount + batchBytes >= (isPart ? PART_WATERMARK_BYTES : HIGH_WATERMARK_BYTES);
    },

    /** Sends a message; a channel that has closed takes none. */
    send(type: number, numbers: readonly number[], bytes?: Uint8Array): void {
      flush();
      sendFrame(encodeFrame(type, numbers, bytes ? [bytes] : []));
    },

    /** Sends an event with its size, in one message with others of this turn. */
    sendEvent(sized: Uint8Array): void {
      if (batchBytes + sized.length > BATCH_BYTES) flush();
      if (batch.length === 0) queueMicrotask(flush);
      batch.push(sized);
      batchBytes += sized.length;
    },
  };
}

/** The bytes that a message may have: the least of what is said and of our own limit. Nothing and 0 say nothing. */
function messageLimit(maxMessageSizes: readonly unknown[]): number {
  return Math.min(MESSAGE_BYTES, ...maxMessageSizes.map(Number).filter((size) => size > 0));
}

/** Some stacks bring Blobs whatever `binaryType` says, and not all of them the Blob of this realm. */
export function isBlob(data: unknown): data is Blob {
  return 'arrayBuffer' in (Object(data) as object);
}
