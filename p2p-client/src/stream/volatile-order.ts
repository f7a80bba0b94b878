import { isAfter } from './incoming.js';

// The names that a sender's values are told apart by; beyond them, all old ones count as one
const MAX_NAMES = 256;

/** Which of a peer's volatile events are news: on two paths, and out of order on one, an older may come late. */
export function createVolatileOrder() {
  const newest = new Map<string, number>();
  // Of the names that are forgotten
  let floor = 0;

  /** Whether no newer event of this name has come. */
  return (event: string, number: number): boolean => {
    if (!isAfter(number, newest.get(event) ?? floor)) return false;
    // The names in the order of their last event
    newest.delete(event);
    newest.set(event, number);
    const [[oldest, last] = [event, floor]] = newest;
    if (newest.size > MAX_NAMES) {
      newest.delete(oldest);
      floor = last;
    }
    return true;
  };
}
