/** Uses things in the order in which they came, of which some take their time. */
export type InOrder = ReturnType<typeof createInOrder>;

export function createInOrder() {
  let waiting = 0;
  let last = Promise.resolve();

  return {
    /** Uses a thing: at once, if it and everything before it is there. */
    use<T>(thing: T | Promise<T>, use: (thing: T) => void): void {
      if (waiting === 0 && !(thing instanceof Promise)) {
        use(thing);
        return;
      }
      waiting += 1;
      last = last
        .then(async () => use(await thing))
        // What a listener of the application throws is for the console, and ends nothing here
        .catch((error: unknown) => void Promise.reject(error as Error))
        .finally(() => (waiting -= 1));
    },
  };
}
