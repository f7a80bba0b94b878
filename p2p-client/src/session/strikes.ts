const MAX_FAILURES = 2;
const MAX_TRIES = 5;

/**
 * Notices when one event ends one connection after another.
 *
 * @returns is to be called when a connection has ended and what it had not confirmed is to be sent again: with the
 * number of the event that is first in line, and whether the server could not read what it was sent. Tells whether
 * that event is to be given up
 */
export function createStrikes(): (first: number, failed: boolean) => boolean {
  let suspect = -1;
  let tries = 0;
  let failures = 0;

  return (first, failed) => {
    if (first !== suspect) tries = failures = 0;
    suspect = first;
    tries += 1;
    if (failed) failures += 1;
    const isOver = failures >= MAX_FAILURES || tries >= MAX_TRIES;
    if (isOver) suspect = -1;
    return isOver;
  };
}
