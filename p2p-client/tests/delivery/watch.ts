import { SYSTEM_CLOCK, type Clock } from '../../src/api/clock.js';

/* What the library holds of its surroundings. */

const timers = new Set<unknown>();

/** The browser's timers, counted. */
export const watched: Clock = {
  ...SYSTEM_CLOCK,
  setTimeout: (callback, delayMs) => {
    const timer = SYSTEM_CLOCK.setTimeout(() => {
      timers.delete(timer);
      callback();
    }, delayMs);
    timers.add(timer);
    return timer;
  },
  clearTimeout: (timer) => {
    timers.delete(timer);
    SYSTEM_CLOCK.clearTimeout(timer);
  },
};

export function pendingTimers(): number {
  return timers.size;
}

let pageListeners = 0;

/** How many listeners the page's window has. */
export function windowListeners(): number {
  return pageListeners;
}

const { addEventListener, removeEventListener } = globalThis;
globalThis.addEventListener = (...args: unknown[]) => {
  pageListeners += 1;
  addEventListener(...(args as Parameters<typeof addEventListener>));
};
globalThis.removeEventListener = (...args: unknown[]) => {
  pageListeners -= 1;
  removeEventListener(...(args as Parameters<typeof removeEventListener>));
};
