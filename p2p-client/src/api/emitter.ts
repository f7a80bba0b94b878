import { check, FUNCTION, STRING } from './check.js';

/** Any function that takes what it is called with. */
export type Listener = (...args: never[]) => void;

/** What every event of an application is emitted as, beside its own name. */
export const ANY = Symbol();

interface Entry {
  readonly event: string | symbol;
  readonly listener: Listener;
  readonly once: boolean;
}

/** Listeners by event name. What a listener throws is reported as uncaught and disturbs nobody else. */
export function createEmitter() {
  // Replaced, never changed, so that a listener may add and remove others while it runs
  let entries: readonly Entry[] = [];

  const entriesOf = (event: string | symbol): Entry[] => entries.filter((entry) => entry.event === event);

  function remove(...removed: (Entry | undefined)[]): void {
    entries = entries.filter((entry) => !removed.includes(entry));
  }

  return {
    on(event: string | symbol, listener: Listener, once = false): () => void {
      if (event !== ANY) check("an event's name", event, STRING);
      check('the listener', listener, FUNCTION);
      const entry = { event, listener, once };
      entries = [...entries, entry];
      return () => remove(entry);
    },

    /** Removes a listener once, or all of an event. */
    off(event: string | symbol, listener?: Listener): void {
      const known = entriesOf(event);
      if (listener) remove(known.find((entry) => entry.listener === listener));
      else remove(...known);
    },

    /** Removes the listeners of every event, but for those of `ANY`. */
    clear(): void {
      entries = entriesOf(ANY);
    },

    count: (event: string): number => entriesOf(event).length,

    /** Calls the listeners and tells whether there was one. */
    emit(event: string | symbol, ...args: unknown[]): boolean {
      const called = entriesOf(event);
      for (const entry of called) {
        if (entry.once) remove(entry);
        try {
          entry.listener(...(args as never[]));
        } catch (error) {
          queueMicrotask(() => {
            throw error;
          });
        }
      }
      return called.length > 0;
    },
  };
}
