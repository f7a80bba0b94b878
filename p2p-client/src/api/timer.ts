import type { Clock } from './clock.js';

/** Something that is to happen later, once: started anew, it forgets when it was to happen before. */
export class Timer {
  readonly #clock: Clock;
  #running: unknown;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(delayMs: number, callback: () => void): void {
    this.stop();
    this.#running = this.#clock.setTimeout(callback, delayMs);
  }

  stop(): void {
    this.#clock.clearTimeout(this.#running);
  }
}
