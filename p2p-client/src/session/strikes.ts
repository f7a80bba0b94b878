const MAX_FAILURES = 2;
const MAX_TRIES = 5;

/** Notices when what is first in line ends one connection after another. */
export class Strikes {
  #first = -1;
  #tries = 0;
  #failures = 0;

  /**
   * A connection has ended, and what it had not confirmed is to be sent again.
   *
   * @param first the number of what is first in line
   * @param failed whether the other end could not take what it was sent
   * @returns whether it is to be given up
   */
  ended(first: number, failed: boolean): boolean {
    if (first !== this.#first) this.#tries = this.#failures = 0;
    this.#first = first;
    this.#tries += 1;
    if (failed) this.#failures += 1;
    const isOver = this.#failures >= MAX_FAILURES || this.#tries >= MAX_TRIES;
    if (isOver) this.#first = -1;
    return isOver;
  }
}
