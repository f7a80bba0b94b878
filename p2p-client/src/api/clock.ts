/** What the library takes from its surroundings. A test may pass its own, to be the master of time and chance. */
export interface Clock {
  setTimeout(callback: () => void, delayMs: number): unknown;
  clearTimeout(timer: unknown): void;
  /** A time in milliseconds that never goes back. */
  now(): number;
  /** A number from 0 to 1, 1 excluded. */
  random(): number;
}

export const SYSTEM_CLOCK: Clock = {
  setTimeout: (callback: () => void, delayMs: number) => setTimeout(callback, delayMs),
  clearTimeout: (timer: unknown) => clearTimeout(timer as number),
  now: () => performance.now(),
  random: () => Math.random(),
};
