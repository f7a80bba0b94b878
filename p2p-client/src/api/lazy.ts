/** What is loaded when it is first needed. */
export interface Lazy<T> {
  /** Uses it, at once or when it has been loaded, in the order of the calls. */
  use(use: (value: T) => void): void;
  /** What has been loaded. */
  readonly value: T | undefined;
}

/**
 * @param load loads it
 * @param failed is told why it could not be loaded; what was to use it is dropped, and the next use loads it again
 */
export function createLazy<T>(load: () => Promise<T>, failed: (cause: unknown) => void): Lazy<T> {
  let value: T | undefined;
  let waiting: ((value: T) => void)[] | undefined;

  return {
    use(use) {
      if (value) use(value);
      else if (waiting) waiting.push(use);
      else {
        const all = (waiting = [use]);
        void load()
          .then((loaded) => {
            value = loaded;
            for (const one of all) one(loaded);
          }, failed)
          .finally(() => (waiting = undefined));
      }
    },

    get value() {
      return value;
    },
  };
}
