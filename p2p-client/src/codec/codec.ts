import { P2PError } from '../api/errors.js';
import { isReserved } from '../api/events.js';
import { checkDepth, LIMITS, stringify } from './limits.js';

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
  readonly numbers: readonly [number, number, number];
  readonly bytes: Uint8Array;
}

// How many numbers follow the type, by type; only parts have bytes after them
const NUMBERS = [NaN, 3, 1, 1, 3, 1, 1, 1];

/** What is wrong with bytes that mean nothing. */
export const MALFORMED = 'not of this protocol';

const U32_BYTES = 4;

// The JSON, and then as many binaries as our own senders allow
const MAX_SECTIONS = 1 + LIMITS.maxBinaries;

// A channel copies what it is given, so all messages are made in the same place
const scratch = new Uint8Array(64 * 1024);
const scratchView = new DataView(scratch.buffer);

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Encodes an event as it is now; changing the arguments later changes nothing.
 *
 * @throws TypeError if an argument is a function or contains a Blob, a cycle or a BigInt, or is beyond the limits
 */
export function encodeEvent(
  event: string | null,
  args: readonly unknown[],
  ack = 0,
  { maxBinaries, maxDepth } = LIMITS,
): EncodedEvent {
  if (args.some((arg) => typeof arg === 'function')) {
    throw new TypeError('a function cannot be sent: use emitWithAck()');
  }
  const binaries: Uint8Array[] = [];
  const takeBinaries = function (this: Record<string, unknown>, key: string, value: unknown): unknown {
    // toJSON() has run on value already, and Node's Buffer has one: look at the original
    const original = this[key];
    if (original instanceof Blob) {
      throw new TypeError('a Blob cannot be sent: read its arrayBuffer()');
    }
    const binary = asBytes(original);
    return binary ? { _placeholder: true, num: binaries.push(binary) - 1 } : value;
  };
  // Calling back for each value costs more than all the rest
  const isFlat = !args.some((arg) => typeof arg === 'object');
  const text = stringify([event, ...args], isFlat ? undefined : takeBinaries);
  if (binaries.length > maxBinaries) throw new TypeError(`an event has at most ${maxBinaries} binaries`);
  if (!isFlat) checkDepth(text, maxDepth + 1);
  const json = encodeText(text);

  const sections = [json, ...binaries];
  const length = sections.reduce((sum, section) => sum + U32_BYTES + section.length, U32_BYTES);
  const sized = new Uint8Array(U32_BYTES + length);
  const view = new DataView(sized.buffer);
  view.setUint32(0, length);
  view.setUint32(U32_BYTES, ack);
  let offset = 2 * U32_BYTES;
  for (const section of sections) {
    view.setUint32(offset, section.length);
    sized.set(section, offset + U32_BYTES);
    offset += U32_BYTES + section.length;
  }
  const bytes = sized.subarray(U32_BYTES);
  const binaryBytes = length - 2 * U32_BYTES - json.length;
  return { event, ack, sized, bytes, binaryBytes, binaries: binaries.length };
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
    const reader = new Reader(pieces);
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
    if (event === null && ack > 0) return { event, ack, args };
    if (typeof event === 'string' && !isReserved(event)) return { event, ack, args };
  }
  throw new TypeError(MALFORMED);
}

/** The name of the event that begins with these bytes, `''` if they do not tell. */
export function peekName(start: Uint8Array): string {
  // A cut in the middle of a character is no reason to give up, so this decoder is not the strict one
  const text = new TextDecoder().decode(start.subarray(2 * U32_BYTES));
  const literal = /^\[("(?:[^"\\]|\\.)*")/.exec(text)?.[1];
  try {
    return literal === undefined ? '' : (JSON.parse(literal) as string);
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
  let length = 1;
  scratch[0] = type;
  for (const number of numbers) {
    scratchView.setUint32(length, number);
    length += U32_BYTES;
  }
  for (const section of sections) {
    scratch.set(section, length);
    length += section.length;
  }
  return scratch.subarray(0, length);
}

/**
 * Reads a message of a link: one frame, or several events.
 *
 * @throws P2PError `bad-message`, whatever the data is
 */
export function decodeFrames(data: unknown): Frame[] {
  try {
    const message = messageBytes(data);
    const type = message[0] ?? NaN;
    const bytes = message.subarray(1);
    const reader = new Reader([bytes]);
    if (type === FrameType.event) {
      return reader.sections().map((event) => ({ type, numbers: [0, 0, 0], bytes: event }));
    }
    const count = NUMBERS[type] ?? NaN;
    const number = (index: number): number => (index < count ? reader.number() : 0);
    const numbers = [number(0), number(1), number(2)] as const;
    const rest = bytes.subarray(count * U32_BYTES);
    if (type === FrameType.part ? rest.length > 0 : bytes.length === count * U32_BYTES)
      return [{ type, numbers, bytes: rest }];
  } catch {
    // Too short, or no bytes at all
  }
  throw new P2PError('bad-message', MALFORMED);
}

/**
 * The bytes of a message as a stack brings it: a buffer, maybe of another realm, or any view, as Node's Buffer.
 *
 * @throws P2PError `bad-message` if it is a text or nothing of the kind
 */
export function messageBytes(data: unknown): Uint8Array {
  const bytes = asBytes(data);
  if (bytes) return bytes;
  if (Object.prototype.toString.call(data) === '[object ArrayBuffer]')
    return new Uint8Array(data as ArrayBuffer);
  throw new P2PError('bad-message', MALFORMED);
}

/** The bytes of a binary value, `undefined` of any other value. */
export function asBytes(value: unknown): Uint8Array | undefined {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return undefined;
}

/** Reads what may lie in several pieces; throws where there is not enough. */
class Reader {
  readonly #pieces: readonly Uint8Array[];
  #left: number;
  #index = 0;
  #offset = 0;

  constructor(pieces: readonly Uint8Array[]) {
    this.#pieces = pieces;
    this.#left = pieces.reduce((sum, { length }) => sum + length, 0);
  }

  number(): number {
    return this.#take(U32_BYTES).reduce((sum, byte) => sum * 256 + byte, 0);
  }

  /** All that is left: sections, at least one, each with its length before it. */
  sections(max = Infinity): Uint8Array[] {
    const sections: Uint8Array[] = [];
    do sections.push(this.#take(this.number()));
    while (this.#left > 0 && sections.length < max);
    if (this.#left > 0) throw new TypeError(MALFORMED);
    return sections;
  }

  /** A view where it lies in one piece, else a copy. */
  #take(count: number): Uint8Array {
    // Before memory is reserved for it
    if (count > this.#left) throw new TypeError(MALFORMED);
    this.#left -= count;
    const first = this.#piece(count);
    if (first.length === count) return first;
    const whole = new Uint8Array(count);
    for (let piece = first, filled = 0; ; piece = this.#piece(count - filled)) {
      whole.set(piece, filled);
      filled += piece.length;
      if (filled === count) return whole;
      this.#index += 1;
      this.#offset = 0;
    }
  }

  #piece(atMost: number): Uint8Array {
    const start = this.#offset;
    const piece = this.#pieces[this.#index]?.subarray(start, start + atMost) ?? new Uint8Array();
    this.#offset += piece.length;
    return piece;
  }
}

function placeBinaries(binaries: readonly Uint8Array[]): (key: string, value: unknown) => unknown {
  return (_key, value) => {
    const placeholder = value as { _placeholder?: unknown; num?: number } | null;
    if (placeholder?._placeholder !== true) return value;
    const binary = binaries[placeholder.num ?? NaN];
    if (!binary) throw new TypeError(MALFORMED);
    // So that the listener does not keep the whole message alive
    return binary.length === binary.buffer.byteLength ? binary.buffer : binary.slice().buffer;
  };
}
