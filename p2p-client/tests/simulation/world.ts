import type { Clock } from '../../src/api/clock.js';
import { randomInt, seeded } from '../random.js';

const MAX_STEPS = 500_000;

interface Step {
  readonly at: number;
  readonly number: number;
  readonly owner: Client | undefined;
  readonly run: () => void;
  cancelled: boolean;
}

/** Somebody whose page may be frozen: nothing happens there until it thaws. */
export interface Client {
  frozen: boolean;
}

/** Time and chance. Everything that happens is a step at a time; the same seed gives the same steps. */
export class World {
  readonly random: () => number;
  #now = 0;
  #number = 0;
  // A binary heap by time, then by number
  readonly #steps: Step[] = [];
  readonly #thawing: Step[] = [];

  constructor(seed: number) {
    this.random = seeded(seed);
  }

  get now(): number {
    return this.#now;
  }

  int(limit: number): number {
    return randomInt(this.random, limit);
  }

  chance(probability: number): boolean {
    return this.random() < probability;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.int(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  /** Has something happen, after what was to happen by then already. */
  after(delayMs: number, run: () => void, owner?: Client): Step {
    return this.at(this.#now + delayMs, run, owner);
  }

  at(at: number, run: () => void, owner?: Client): Step {
    const step: Step = { at: Math.max(at, this.#now), number: this.#number++, owner, run, cancelled: false };
    this.#push(step);
    return step;
  }

  /** What one client takes from its surroundings. */
  clock(owner: Client): Clock {
    return {
      setTimeout: (run, delayMs) => this.after(delayMs, run, owner),
      clearTimeout: (step) => {
        if (step) (step as Step).cancelled = true;
      },
      now: () => this.#now,
      random: this.random,
    };
  }

  /** Has happen what was put off while a client was frozen. */
  thaw(client: Client): void {
    client.frozen = false;
    const mine = this.#thawing.filter(({ owner }) => owner === client);
    for (const step of mine) {
      this.#thawing.splice(this.#thawing.indexOf(step), 1);
      // Before anything that comes now
      this.#push(step);
    }
  }

  /** Runs all steps until a time. */
  async run(until: number): Promise<void> {
    for (let step = this.#steps[0]; step && step.at <= until; step = this.#steps[0]) {
      this.#pop();
      this.#now = Math.max(this.#now, step.at);
      if (step.cancelled) continue;
      if (step.owner?.frozen) this.#thawing.push(step);
      else {
        if (this.#number > MAX_STEPS)
          throw new Error(`more than ${MAX_STEPS} steps: something goes round in circles`);
        step.run();
        // Promises settle before anything else happens
        await new Promise(setImmediate);
      }
    }
    this.#now = until;
  }

  #push(step: Step): void {
    const steps = this.#steps;
    let index = steps.push(step) - 1;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = steps[parentIndex];
      if (!parent || before(parent, step)) break;
      steps[index] = parent;
      index = parentIndex;
    }
    steps[index] = step;
  }

  #pop(): void {
    const steps = this.#steps;
    const last = steps.pop();
    if (!last || steps.length === 0) return;
    let index = 0;
    for (;;) {
      const [left, right] = steps.slice(2 * index + 1, 2 * index + 3);
      const child = left && right && before(right, left) ? right : left;
      if (!child || before(last, child)) break;
      steps[index] = child;
      index = 2 * index + (child === left ? 1 : 2);
    }
    steps[index] = last;
  }
}

function before(a: Step, b: Step): boolean {
  return a.at < b.at || (a.at === b.at && a.number < b.number);
}
