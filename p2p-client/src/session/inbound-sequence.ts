import { asBytes } from '../codec/codec.js';

// Kept below what docs/protocol.md allows
const CONFIRM_EVENTS = 32;
const CONFIRM_BYTES = 64 * 1024;

/** Counts what the server has sent in a session. */
export function createInboundSequence(before = 0) {
  let received = before;
  let unconfirmedEvents = 0;
  let unconfirmedBytes = 0;

  return {
    /** How many events have come. */
    get received(): number {
      return received;
    },

    /** An event has come. Tells whether it is time to confirm it. */
    count(args: readonly unknown[]): boolean {
      received += 1;
      unconfirmedEvents += 1;
      unconfirmedBytes += roughBytes(args);
      const isDue = unconfirmedEvents >= CONFIRM_EVENTS || unconfirmedBytes >= CONFIRM_BYTES;
      if (isDue) unconfirmedEvents = unconfirmedBytes = 0;
      return isDue;
    },
  };
}

/** What a value takes on the wire, about. */
function roughBytes(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  return (
    asBytes(value)?.length ?? Object.values(value).reduce((sum: number, one) => sum + roughBytes(one), 8)
  );
}
