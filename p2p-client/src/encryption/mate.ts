import type { Opened } from './sealing.js';

// What may wait of a mate until it is known to be there
const MAX_HELD = 256;

/** Another member of the room that has the key, as far as what is sealed goes. */
export interface Mate {
  readonly id: string;
  /** What its key is derived with, which it has told. */
  readonly salt: string;
  readonly key: Promise<CryptoKey>;
  /** Whether it turned out not to have the room's key. */
  isStranger?: boolean;
  /** The number of the newest of what it has told of itself. */
  told?: number;
  /** Whether this client has told it that it knows its salt, and the number of the first that it was to get. */
  isGreeted?: boolean;
  first?: number;
  /** The number of the last that was for it. */
  sent?: number;
  /** The number of the first that counts for this client, once it has told that: until then it may be a recording. */
  since?: number;
  /** Whether it was asked to tell that. */
  isAsked?: boolean;
  /** What has come of it before that. */
  readonly held: Opened[];
  /** The number of the last that has come. */
  taken: number;
}

/** What is to be thought of something: whether all that was before it has come; `undefined` if it came before itself. */
export type IsWhole = boolean | undefined;

/**
 * Puts something that has come of a mate in order with what has come before.
 *
 * @param salt this client's own, which the mate has to know
 * @returns what can be looked at now; nothing where the mate may be a recording
 */
export function admit(mate: Mate, opened: Opened, me: string, salt: string): [Opened, IsWhole][] {
  const { held } = mate;
  const met: unknown = (Object(opened.g) as Record<string, unknown>)[me];
  if (Array.isArray(met) && met[0] === salt) mate.since ??= Number(met[1]);
  if (held.length < MAX_HELD) held.push(opened);
  const { since } = mate;
  if (since === undefined) return [];
  return held.splice(0).flatMap((one): [Opened, IsWhole][] => {
    const { n, h, p, x } = one;
    const { taken } = mate;
    // What was for this client alone before the mate knew of it was for an earlier stay of it
    if (n < since && h.to) return [];
    if (n <= taken) return [[one, undefined]];
    mate.taken = n;
    // Before the mate knew of this client, it has sent to everybody all the same
    const before = x?.[me] ?? p;
    return [[one, before === taken || (n <= since && !(taken && before))]];
  });
}
