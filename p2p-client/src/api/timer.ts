import type { Clock } from './clock.js';

export type Timer = ReturnType<typeof createTimer>;

/** Something that is to happen later, once: started anew, it forgets when it was to happen before. */
export function createTimer(clock: Clock) {
  let running: unknown;
  const stop = (): void => clock.clearTimeout(running);

  return {
    start(delayMs: number, callback: () => void): void {
      stop();
      running = clock.setTimeout(callback, delayMs);
    },

    stop,
  };
}
