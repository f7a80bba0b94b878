import { P2PError } from '../api/errors.js';
import { hasMethods } from '../api/check.js';
import { isReserved } from '../api/events.js';
import { depthCheck, encoder, LIMITS, OWN_NAME } from './limits.js';

/** An event in the bytes that docs/protocol.md describes. */
export interface EncodedEvent {
  /** The name, `null` for the answer to a question. */
  readonly event: string | null;
  /** The question that this event asks or answers, 0 for none. */
  readonly ack: number;
  /** The event as a message for a link holds it: its length, then `bytes`. */
  readonly sized: Uint8Array<ArrayBuffer>;
  /** The event, a view on `sized`. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** How many of the bytes are binaries. */
  readonly binaryBytes: number;
  /** How many binaries there are. */
  readonly binaries: number;
  /** The Blobs and streams in it, whose bytes do not go with it. */
  readonly sources?: readonly Offered[];
}

/** What brings bytes as they are asked for. */
export type Source = Blob | ReadableStream;

/** A Blob or a stream in an event. */
export interface Offered {
  /** Unique among the streams and transfers of this client. */
  readonly id: number;
  readonly source: Source;
  /** Empty in an answer. */
  readonly event: string;
}

/** An event that has come. */
export interface DecodedEvent {
  readonly event: string | null;
  readonly ack: number;
  readonly args: unknown[];
}

/** The first byte of a message on a link. */
export const FrameType = {
  event: 0,
  part: 1,
  abort: 2,
  stop: 3,
  begin: 4,
  received: 5,
  ping: 6,
  pong: 7,
  /** The beginning or the middle of a message that is too long for the link. */
  piece: 8,
  /** The end of it. */
  lastPiece: 9,
} as const;

/** A message on a link: its type, and the numbers and bytes that follow. */
export interface Frame {
  readonly type: number;
  /** As many of them as the type has. */
  readonly numbers: readonly [number, number, number];
  readonly bytes: Uint8Array;
}

// How many numbers follow the type, by type; only events and parts have bytes after them
const NUMBERS = [0, 3, 1, 1, 3, 1, 1, 1];

/** What is wrong with bytes that mean nothing. */
export const MALFORMED = 'not of this protocol';

const U32_BYTES = 4;

// The JSON, and then as many binaries as our own senders allow
const MAX_SECTIONS = 1 + LIMITS.maxBinaries;

// A channel copies what it is given, so all messages are made in the same place
const scratch = new Uint8Array(64 * 1024);

// Short events lie side by side: memory of its own for each would cost more than all the rest
const SLAB_BYTES = 64 * 1024;
let slab = new Uint8Array(0);
let used = 0;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Encodes an event as it is now; changing the arguments later changes nothing.
 *
 * @param nextId numbers the Blobs and streams in it
 * @throws TypeError if an argument is a function or contains a cycle, a BigInt or a stream that is locked, or is beyond
 * the limits
 */
export function encodeEvent(
  event: string | null,
  args: readonly unknown[],
  ack = 0,
  { maxBinaries, maxDepth } = LIMITS,
  nextId = (): number => NaN,
): EncodedEvent {
  if (args.some((arg) => typeof arg === 'function')) {
    throw new TypeError('a function cannot be sent: use emitWithAck()');
  }
  if (marksOf(args)) throw new TypeError(`'${OWN_NAME}' is a name of the library's own`);
  const binaries: Uint8Array[] = [];
  const sources: Offered[] = [];
  const checkDepth = depthCheck(maxDepth + 1);
  const takeBinaries = function (this: Record<string, unknown>, key: string, value: unknown): unknown {
    checkDepth(this, value);
    // JSON.stringify() has called toJSON() for `value`, and Node's Buffer has one: look at the original
    const original = this[key];
    if (isSource(original)) {
      return { _p2p: sources.push({ id: nextId(), source: original, event: event ?? '' }) - 1 };
    }
    const binary = asBytes(original);
    return binary ? { _placeholder: true, num: binaries.push(binary) - 1 } : value;
  };
  // A replacer, called for each value, costs more than all the rest: flat arguments do without
  const isNested = args.some((arg) => typeof arg === 'object');
  let text = JSON.stringify([event, ...args], isNested ? takeBinaries : undefined);
  if (sources.length > 0)
    text = `${text.slice(0, -1)},${JSON.stringify({ _p2p: sources.map((one) => describe(one)) })}]`;
  if (binaries.length > maxBinaries) throw new TypeError(`an event has at most ${maxBinaries} binaries`);
  const json = encodeText(text);

  const sections = [json, ...binaries].flatMap((section) => [section.length, section]);
  const binaryBytes = binaries.reduce((sum, binary) => sum + U32_BYTES + binary.length, 0);
  const length = 2 * U32_BYTES + json.length + binaryBytes;
  const sized = allocate(U32_BYTES + length);
  write(sized, 0, [length, ack, ...sections]);
  const bytes = sized.subarray(U32_BYTES);
  const message = { event, ack, sized, bytes, binaryBytes, binaries: binaries.length };
  return sources.length > 0 ? { ...message, sources } : message;
}

/** Memory for an event. */
function allocate(length: number): Uint8Array<ArrayBuffer> {
  if (length * 8 > SLAB_BYTES) return new Uint8Array(length);
  if (used + length > slab.length) {
    slab = new Uint8Array(SLAB_BYTES);
    used = 0;
  }
  return slab.subarray(used, (used += length));
}

/** Asked of every value that is sent in an object. */
function isSource(value: unknown): value is Source {
  if (typeof value !== 'object' || value === null) return false;
  if (!hasMethods(value, ['getReader'])) return value instanceof Blob;
  if ((value as ReadableStream).locked)
    throw new TypeError('a stream that somebody else reads cannot be sent');
  return true;
}

/** What an event says of a Blob or a stream in it. */
function describe({ id, source }: Offered): object {
  if (!(source instanceof Blob)) return { id, kind: 'stream' };
  const { size, type, name, lastModified } = source as Partial<File>;
  return { id, kind: name === undefined ? 'blob' : 'file', size, type, name, lastModified };
}

/** What an event says of the Blobs and streams in it, behind its arguments; `undefined` if there are none. */
export function marksOf(args: readonly unknown[]): unknown[] | undefined {
  const last = args.at(-1);
  // Asked of each event
  if (typeof last !== 'object' || !last) return undefined;
  const { _p2p: marks } = last as { _p2p?: unknown };
  return Array.isArray(marks) ? marks : undefined;
}

/** UTF-8, valid until something else is encoded. */
function encodeText(text: string): Uint8Array {
  if (text.length * 3 > scratch.length) return encoder.encode(text);
  return scratch.subarray(0, encoder.encodeInto(text, scratch).written);
}

/**
 * Reads an event that has come in one piece or several. Binaries come as ArrayBuffer, as they do from Socket.IO.
 *
 * @param knownAck the question, where something around the event tells it
 * @throws P2PError `bad-message`, whatever the bytes are
 */
export function decodeEvent(pieces: readonly Uint8Array[], knownAck?: number): DecodedEvent {
  try {
    const reader = createReader(pieces);
    const ownAck = reader.number();
    const ack = knownAck ?? ownAck;
    const [json, ...binaries] = reader.sections(MAX_SECTIONS);
    const text = decoder.decode(json);
    return decodedEvent(JSON.parse(text, binaries.length > 0 ? placeBinaries(binaries) : undefined), ack);
  } catch (cause) {
    throw new P2PError('bad-message', MALFORMED, { cause });
  }
}

/**
 * An event from its name and its arguments.
 *
 * @throws TypeError if no peer may send an event of that name
 */
export function decodedEvent(nameAndArgs: unknown, ack: number): DecodedEvent {
  if (Array.isArray(nameAndArgs)) {
    const [event, ...args] = nameAndArgs as unknown[];
    const isEvent = typeof event === 'string' ? !isReserved(event) : event === null && ack > 0;
    if (isEvent) return { event: event as string | null, ack, args };
  }
  throw new TypeError(MALFORMED);
}

/** The name of the event that begins with these bytes, `''` if they do not tell. */
export function peekName(start: Uint8Array): string {
  // A cut in the middle of a character is no reason to give up, so this decoder is not the strict one
  const text = new TextDecoder().decode(start.subarray(2 * U32_BYTES));
  const [, literal = '""'] = /^\[("(?:[^"\\]|\\.)*")/.exec(text) ?? [];
  try {
    return JSON.parse(literal) as string;
  } catch {
    return '';
  }
}

/**
 * Makes a message for a link of a type, its numbers, and bytes: those of a part, or events with their sizes.
 * It is to be sent, or copied, before the next is made.
 */
export function encodeFrame(
  type: number,
  numbers: readonly number[],
  sections: readonly Uint8Array[] = [],
): Uint8Array<ArrayBuffer> {
  scratch[0] = type;
  return scratch.subarray(0, write(scratch, 1, [...numbers, ...sections]));
}

/** Writes numbers and bytes one behind the other, from `offset` on; returns where they end. */
function write(target: Uint8Array, offset: number, parts: readonly (number | Uint8Array)[]): number {
  const view = new DataView(target.buffer, target.byteOffset);
  let end = offset;
  for (const part of parts) {
    if (typeof part === 'number') {
      view.setUint32(end, part);
      end += U32_BYTES;
    } else {
      target.set(part, end);
      end += part.length;
    }
  }
  return end;
}

/**
 * Reads a message of a link: one frame, or several events.
 *
 * @throws P2PError `bad-message`, whatever the data is
 */
export function decodeFrames(data: unknown): Frame[] {
  try {
    const message = bytesOf(data);
    const type = message[0] ?? NaN;
    const bytes = message.subarray(1);
    const reader = createReader([bytes]);
    const count = NUMBERS[type] ?? NaN;
    const numbers = Array.from({ length: count }, reader.number) as [number, number, number];
    if (type === FrameType.event) return reader.sections().map((event) => ({ type, numbers, bytes: event }));
    const rest = bytes.subarray(count * U32_BYTES);
    const isComplete = type === FrameType.part ? rest.length > 0 : bytes.length === count * U32_BYTES;
    if (isComplete) return [{ type, numbers, bytes: rest }];
  } catch {
    // Too short, or no bytes at all
  }
  throw new P2PError('bad-message', MALFORMED);
}

/**
 * The bytes of a binary value.
 *
 * @throws TypeError if it is a text or nothing of the kind
 */
export function bytesOf(value: unknown): Uint8Array {
  const bytes = asBytes(value);
  if (!bytes) throw new TypeError(MALFORMED);
  return bytes;
}

/** The bytes of a binary value: any view, or a buffer, maybe of another realm. `undefined` of any other value. */
export function asBytes(value: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  const isBuffer = Object.prototype.toString.call(value) === '[object ArrayBuffer]';
  return isBuffer ? new Uint8Array(value as ArrayBuffer) : undefined;
}

/** Reads what may lie in several pieces; throws where there is not enough. */
function createReader(pieces: readonly Uint8Array[]) {
  let left = pieces.reduce((sum, { length }) => sum + length, 0);
  let index = 0;
  let offset = 0;

  /** A view where it lies in one piece, else a copy. */
  function take(count: number): Uint8Array {
    // Checked before memory is taken for it
    if (count > left) throw new TypeError(MALFORMED);
    left -= count;
    const first = takePiece(count);
    if (first.length === count) return first;
    const whole = new Uint8Array(count);
    for (let piece = first, filled = 0; ; piece = takePiece(count - filled)) {
      whole.set(piece, filled);
      filled += piece.length;
      if (filled === count) return whole;
      index += 1;
      offset = 0;
    }
  }

  function takePiece(atMost: number): Uint8Array {
    const piece = pieces[index]?.subarray(offset, offset + atMost) ?? new Uint8Array();
    offset += piece.length;
    return piece;
  }

  function number(): number {
    const { buffer, byteOffset } = take(U32_BYTES);
    return new DataView(buffer, byteOffset).getUint32(0);
  }

  return {
    number,

    /** All that is left: sections, at least one, each with its length before it. */
    sections(max = Infinity): Uint8Array[] {
      const sections: Uint8Array[] = [];
      do sections.push(take(number()));
      while (left > 0 && sections.length < max);
      if (left > 0) throw new TypeError(MALFORMED);
      return sections;
    },
  };
}

function placeBinaries(binaries: readonly Uint8Array[]): (key: string, value: unknown) => unknown {
  return (_key, value) => {
    const placeholder = value as { _placeholder?: unknown; num?: number } | null;
    if (placeholder?._placeholder !== true) return value;
    const binary = binaries[placeholder.num ?? NaN];
    if (!binary) throw new TypeError(MALFORMED);
    // A copy, so that a listener that keeps one binary does not keep the whole message
    return binary.length === binary.buffer.byteLength ? binary.buffer : binary.slice().buffer;
  };
}
