import { P2PError } from './errors.js';
import { isReserved } from './events.js';

/** An event in the bytes that docs/protocol.md describes. */
export interface EncodedEvent {
  /** The name, `null` for the answer to a question. */
  readonly event: string | null;
  /** The question that this event asks or answers, 0 for none. */
  readonly ack: number;
  /** The event as a whole message for a link: a type byte, then `bytes`. */
  readonly frame: Uint8Array<ArrayBuffer>;
  /** The event, a view on `frame`. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** How many of the bytes are binaries. */
  readonly binaryBytes: number;
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
} as const;

/** A message on a link: its type, and the numbers and bytes that follow. */
export interface Frame {
  readonly type: number;
  readonly numbers: readonly [number, number, number];
  readonly bytes: Uint8Array;
}

// How many numbers follow the type, by type; only events and parts have bytes after them
const NUMBERS = [0, 3, 1, 1, 2, 1, 1, 1];
const MALFORMED = 'not of this protocol';
const U32_BYTES = 4;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Encodes an event as it is now; changing the arguments later changes nothing.
 *
 * @throws TypeError if an argument is a function or contains a Blob, a cycle or a BigInt
 */
export function encodeEvent(event: string | null, args: readonly unknown[], ack = 0): EncodedEvent {
  if (args.some((arg) => typeof arg === 'function')) {
    throw new TypeError('an event cannot carry a function: emitWithAck() asks for an answer');
  }
  const binaries: Uint8Array[] = [];
  const json = encoder.encode(
    JSON.stringify([event, ...args], function (this: Record<string, unknown>, key, value: unknown) {
      // toJSON() has run on value already, and Node's Buffer has one: look at the original
      const original = this[key];
      if (original instanceof Blob) {
        throw new TypeError('an event cannot carry a Blob or File: read it with arrayBuffer() first');
      }
      const binary = asBytes(original);
      return binary ? { _placeholder: true, num: binaries.push(binary) - 1 } : value;
    }),
  );

  const sections = [json, ...binaries];
  const length = sections.reduce((sum, section) => sum + U32_BYTES + section.length, U32_BYTES);
  const frame = new Uint8Array(1 + length);
  const view = new DataView(frame.buffer);
  frame[0] = FrameType.event;
  view.setUint32(1, ack);
  let offset = 1 + U32_BYTES;
  for (const section of sections) {
    view.setUint32(offset, section.length);
    frame.set(section, offset + U32_BYTES);
    offset += U32_BYTES + section.length;
  }
  return { event, ack, frame, bytes: frame.subarray(1), binaryBytes: length - 2 * U32_BYTES - json.length };
}

/**
 * Reads an event. Binaries come as ArrayBuffer, as they do from Socket.IO.
 *
 * @throws P2PError `bad-message`, whatever the bytes are
 */
export function decodeEvent(bytes: Uint8Array): DecodedEvent {
  try {
    const ack = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
    const [json, ...binaries] = readSections(bytes.subarray(U32_BYTES));
    const text = decoder.decode(json);
    const data: unknown = binaries.length > 0 ? JSON.parse(text, placeBinaries(binaries)) : JSON.parse(text);
    if (!Array.isArray(data)) throw new TypeError(MALFORMED);
    const [event, ...args] = data as unknown[];
    if (!isEvent(event, ack)) throw new TypeError(MALFORMED);
    return { event, ack, args };
  } catch (cause) {
    throw new P2PError('bad-message', MALFORMED, { cause });
  }
}

/** Whether a peer may send this as the name of an event. */
export function isEvent(event: unknown, ack: number): event is string | null {
  return event === null ? ack > 0 : typeof event === 'string' && !isReserved(event);
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

/** Makes a message for a link of a type, its numbers and, for a part, bytes. */
export function encodeFrame(
  type: number,
  numbers: readonly number[],
  bytes = new Uint8Array(),
): Uint8Array<ArrayBuffer> {
  const start = 1 + numbers.length * U32_BYTES;
  const frame = new Uint8Array(start + bytes.length);
  const view = new DataView(frame.buffer);
  frame[0] = type;
  for (const [index, number] of numbers.entries()) view.setUint32(1 + index * U32_BYTES, number);
  frame.set(bytes, start);
  return frame;
}

/**
 * Reads a message of a link.
 *
 * @throws P2PError `bad-message`, whatever the data is
 */
export function decodeFrame(data: unknown): Frame {
  if (data instanceof ArrayBuffer && data.byteLength > 0) {
    const view = new DataView(data);
    const type = view.getUint8(0);
    const count = NUMBERS[type];
    const start = 1 + (count ?? 0) * U32_BYTES;
    const hasBytes = type === FrameType.event || type === FrameType.part;
    if (count !== undefined && (hasBytes ? data.byteLength > start : data.byteLength === start)) {
      const number = (index: number): number => (index < count ? view.getUint32(1 + index * U32_BYTES) : 0);
      return { type, numbers: [number(0), number(1), number(2)], bytes: new Uint8Array(data, start) };
    }
  }
  throw new P2PError('bad-message', MALFORMED);
}

/** The bytes of a binary value, `undefined` of any other value. */
export function asBytes(value: unknown): Uint8Array | undefined {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return undefined;
}

function readSections(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sections: Uint8Array[] = [];
  let offset = 0;
  do {
    const start = offset + U32_BYTES;
    offset = start + view.getUint32(offset);
    if (offset > bytes.length) throw new TypeError(MALFORMED);
    sections.push(bytes.subarray(start, offset));
  } while (offset < bytes.length);
  return sections;
}

function placeBinaries(binaries: readonly Uint8Array[]): (key: string, value: unknown) => unknown {
  return (_key, value) => {
    const placeholder = value as { _placeholder?: unknown; num?: number } | null;
    if (placeholder?._placeholder !== true) return value;
    const binary = binaries[placeholder.num ?? NaN];
    if (!binary) throw new TypeError(MALFORMED);
    // A copy, so that the listener does not keep the whole message alive
    return binary.slice().buffer;
  };
}
