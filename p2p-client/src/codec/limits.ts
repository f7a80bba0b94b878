/** What an event may have at most; the server tells it in the welcome. */
export interface EventLimits {
  /** The binaries in all arguments together. */
  readonly maxBinaries: number;
  /** The arrays and objects of an argument that are in each other. */
  readonly maxDepth: number;
}

/** The limits before the server has told its own. */
export const LIMITS: EventLimits = { maxBinaries: 1_000, maxDepth: 250 };

/** In the place of what is encrypted, or of a Blob or a stream. */
export const OWN_NAME = '_p2p';

const MAX_DATA_BYTES = 16 * 1024;

/** The bytes that a volatile event may have: with its number one message of a link. */
export const MAX_VOLATILE_BYTES = 64 * 1024 - 4;

export const encoder = new TextEncoder();

/**
 * What others are to know of a peer, as it is now; changing it later changes nothing.
 *
 * @throws TypeError where JSON cannot say it, the server would refuse it, or it has a name of the library's own
 */
export function snapshot(data: unknown, { maxDepth } = LIMITS, maxBytes = Infinity): unknown {
  const checkDepth = depthCheck(maxDepth);
  if (OWN_NAME in (Object(data) as object))
    throw new TypeError(`'${OWN_NAME}' is a name of the library's own`);
  const json = JSON.stringify(data, function (this: object, _key, value: unknown) {
    checkDepth(this, value);
    return value;
  }) as string | undefined;
  if (!json) return undefined;
  const limit = Math.min(maxBytes, MAX_DATA_BYTES);
  if (encoder.encode(json).length > limit)
    throw new TypeError(`data must have at most ${limit} bytes as JSON`);
  return JSON.parse(json) as unknown;
}

/** The bytes that a value has as JSON on the wire. */
export function jsonBytes(value: unknown): number {
  return encoder.encode(JSON.stringify(value)).length;
}

/**
 * For the replacer of one JSON.stringify(), which comes to each value after what that is in.
 *
 * @returns throws a TypeError if arrays and objects are more than so deep in each other
 */
export function depthCheck(maxDepth: number): (holder: object, value: unknown) => void {
  const depths = new Map<unknown, number>();
  return (holder, value) => {
    if (typeof value !== 'object' || value === null) return;
    const depth = (depths.get(holder) ?? 0) + 1;
    if (depth > maxDepth) throw new TypeError(`this is nested more than ${maxDepth} deep`);
    depths.set(value, depth);
  };
}
