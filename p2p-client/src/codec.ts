import { P2PError } from './errors.js';
import { isReserved } from './events.js';

/** An event in the bytes that docs/protocol.md describes. */
export interface EncodedEvent {
  readonly event: string;
  /** The event as a whole message for a link: a type byte, then `bytes`. */
  readonly frame: Uint8Array<ArrayBuffer>;
  /** The event, a view on `frame`. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** How many of the bytes are binaries. */
  readonly binaryBytes: number;
}

/** A message on a link. */
export type Frame =
  | { readonly type: 'event'; readonly bytes: Uint8Array }
  | { readonly type: 'part'; readonly id: number; readonly total: number; readonly bytes: Uint8Array }
  | { readonly type: 'abort'; readonly id: number };

const EVENT = 0;
const PART = 1;
const ABORT = 2;
const U32_BYTES = 4;
const PART_HEADER_BYTES = 1 + 2 * U32_BYTES;
const ABORT_BYTES = 1 + U32_BYTES;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Encodes an event as it is now; changing the arguments later changes nothing.
 *
 * @throws TypeError if an argument is a function or contains a Blob, a cycle or a BigInt
 */
export function encodeEvent(event: string, args: readonly unknown[]): EncodedEvent {
  if (args.some((arg) => typeof arg === 'function')) {
    throw new TypeError('an event cannot carry a function: acknowledgements are not available');
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
      if (!binary) return value;
      return { _placeholder: true, num: binaries.push(binary) - 1 };
    }),
  );

  const sections = [json, ...binaries];
  const length = sections.reduce((sum, section) => sum + U32_BYTES + section.length, 0);
  const frame = new Uint8Array(1 + length);
  const view = new DataView(frame.buffer);
  frame[0] = EVENT;
  let offset = 1;
  for (const section of sections) {
    view.setUint32(offset, section.length);
    frame.set(section, offset + U32_BYTES);
    offset += U32_BYTES + section.length;
  }
  return { event, frame, bytes: frame.subarray(1), binaryBytes: length - U32_BYTES - json.length };
}

/**
 * Reads an event. Binaries come as ArrayBuffer, as they do from Socket.IO.
 *
 * @throws P2PError `bad-message`, whatever the bytes are
 */
export function decodeEvent(bytes: Uint8Array): { event: string; args: unknown[] } {
  try {
    const [json, ...binaries] = readSections(bytes);
    const text = decoder.decode(json);
    const data: unknown = binaries.length > 0 ? JSON.parse(text, placeBinaries(binaries)) : JSON.parse(text);
    if (!Array.isArray(data)) throw new TypeError('an event is an array');
    const [event, ...args] = data as unknown[];
    if (typeof event !== 'string' || isReserved(event)) throw new TypeError('not an event to receive');
    return { event, args };
  } catch (cause) {
    throw new P2PError('bad-message', 'the bytes are not an event', { cause });
  }
}

/** The name of the event that begins with these bytes, `''` if they do not tell. */
export function peekName(start: Uint8Array): string {
  // A cut in the middle of a character is no reason to give up, so this decoder is not the strict one
  const text = new TextDecoder().decode(start.subarray(U32_BYTES));
  const literal = /^\[("(?:[^"\\]|\\.)*")/.exec(text)?.[1];
  try {
    return literal === undefined ? '' : (JSON.parse(literal) as string);
  } catch {
    return '';
  }
}

/** A part of an event as a message for a link. */
export function encodePart(id: number, total: number, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(PART_HEADER_BYTES + bytes.length);
  const view = new DataView(frame.buffer);
  frame[0] = PART;
  view.setUint32(1, id);
  view.setUint32(1 + U32_BYTES, total);
  frame.set(bytes, PART_HEADER_BYTES);
  return frame;
}

/**
 * Reads a message of a link.
 *
 * @throws P2PError `bad-message`, whatever the data is
 */
export function decodeFrame(data: unknown): Frame {
  if (data instanceof ArrayBuffer) {
    const bytes = new Uint8Array(data);
    const view = new DataView(data);
    if (bytes[0] === EVENT) return { type: 'event', bytes: bytes.subarray(1) };
    if (bytes[0] === PART && bytes.length > PART_HEADER_BYTES) {
      const id = view.getUint32(1);
      const total = view.getUint32(1 + U32_BYTES);
      return { type: 'part', id, total, bytes: bytes.subarray(PART_HEADER_BYTES) };
    }
    if (bytes[0] === ABORT && bytes.length === ABORT_BYTES) return { type: 'abort', id: view.getUint32(1) };
  }
  throw new P2PError('bad-message', 'not a message of this protocol');
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
    if (offset > bytes.length) throw new RangeError('a length leads past the end');
    sections.push(bytes.subarray(start, offset));
  } while (offset < bytes.length);
  return sections;
}

function placeBinaries(binaries: readonly Uint8Array[]): (key: string, value: unknown) => unknown {
  return (_key, value) => {
    const placeholder = value as { _placeholder?: unknown; num?: number } | null;
    if (placeholder?._placeholder !== true) return value;
    const binary = binaries[placeholder.num ?? NaN];
    if (!binary) throw new RangeError('no such binary');
    // A copy, so that the listener does not keep the whole message alive
    return binary.slice().buffer;
  };
}
