/** What an event may have at most; the server tells it in the welcome. */
export interface EventLimits {
  /** The binaries in all arguments together. */
  readonly maxBinaries: number;
  /** The arrays and objects of an argument that are in each other. */
  readonly maxDepth: number;
}

/** The limits before the server has told its own. */
export const LIMITS: EventLimits = { maxBinaries: 1_000, maxDepth: 250 };

const MAX_DATA_BYTES = 16 * 1024;
const [BACKSLASH, QUOTE] = [0x5c, 0x22];
const [OPENING, CLOSING] = [new Set([0x5b, 0x7b]), new Set([0x5d, 0x7d])];

const encoder = new TextEncoder();

/**
 * What others are to know of a peer, as it is now; changing it later changes nothing.
 *
 * @throws TypeError where JSON cannot say it, or the server would refuse it
 */
export function snapshot(data: unknown, { maxDepth } = LIMITS, maxBytes = MAX_DATA_BYTES): unknown {
  const json = stringify(data);
  if (json === undefined) return undefined;
  checkDepth(json, maxDepth);
  const limit = Math.min(maxBytes, MAX_DATA_BYTES);
  if (byteLength(json) > limit) throw new TypeError(`data must have at most ${limit} bytes as JSON`);
  return JSON.parse(json) as unknown;
}

/** The bytes that a text has on the wire. */
export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

/** The bytes that a value has as JSON on the wire. */
export function jsonBytes(value: object): number {
  return byteLength(JSON.stringify(value));
}

type Replacer = (this: Record<string, unknown>, key: string, value: unknown) => unknown;

/** JSON, with a TypeError where there is none. */
export function stringify(value: unknown[], replacer?: Replacer): string;
export function stringify(value: unknown): string | undefined;
export function stringify(value: unknown, replacer?: Replacer): string | undefined {
  try {
    return JSON.stringify(value, replacer);
  } catch (cause) {
    if (cause instanceof RangeError) throw new TypeError('this is nested too deep', { cause });
    throw cause;
  }
}

/** @throws TypeError if arrays and objects are deeper in each other */
export function checkDepth(json: string, maxDepth: number): void {
  // What is short cannot be deep
  if (json.length <= 2 * maxDepth) return;
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < json.length; at++) {
    const char = json.charCodeAt(at);
    if (char === BACKSLASH) at += 1;
    else if (char === QUOTE) isInString = !isInString;
    else if (!isInString && OPENING.has(char)) depth += 1;
    else if (!isInString && CLOSING.has(char)) depth -= 1;
    if (depth > maxDepth) throw new TypeError(`this is nested more than ${maxDepth} deep`);
  }
}
