/** What is loaded when it is first needed. */
export interface Lazy<T> {
  /**
   * Uses it, at once or when it has been loaded, in the order of the calls.
   *
   * @param failed is told why it could not be loaded; the next use loads it again
   */
  use(use: (value: T) => void, failed: (cause: unknown) => void): void;
  /** What has been loaded. */
  readonly value: T | undefined;
}

/** @param load loads it */
export function createLazy<T>(load: () => Promise<T>): Lazy<T> {
  let value: T | undefined;
  let waiting: Promise<T> | undefined;

  return {
    use(use, failed) {
      if (value) use(value);
      else {
        waiting ??= load().then((loaded) => (value = loaded));
        void waiting.then(use, (cause: unknown) => {
          waiting = undefined;
          failed(cause);
        });
      }
    },

    get value() {
      return value;
    },
  };
}
