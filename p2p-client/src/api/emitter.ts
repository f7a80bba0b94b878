import { check, FUNCTION, STRING } from './check.js';

/** Any function that takes what it is called with. */
export type Listener = (...args: never[]) => void;

interface Entry {
  readonly event: string;
  readonly listener: Listener;
  readonly once: boolean;
}

/** Listeners by event name. What a listener throws is reported as uncaught and disturbs nobody else. */
export function createEmitter() {
  // Replaced, never changed, so that a listener may add and remove others while it runs
  const entries = new Map<string, readonly Entry[]>();

  const entriesOf = (event: string): readonly Entry[] => entries.get(event) ?? [];

  function remove(entry: Entry): void {
    const { event } = entry;
    const rest = entriesOf(event).filter((one) => one !== entry);
    if (rest.length > 0) entries.set(event, rest);
    else entries.delete(event);
  }

  return {
    on(event: string, listener: Listener, once = false): () => void {
      check("an event's name", event, STRING);
      check('the listener', listener, FUNCTION);
      const entry = { event, listener, once };
      entries.set(event, [...entriesOf(event), entry]);
      return () => remove(entry);
    },

    /** Removes a listener once, or all of an event. */
    off(event: string, listener?: Listener): void {
      const entry = entriesOf(event).find((one) => one.listener === listener);
      if (entry) remove(entry);
      else if (listener === undefined) entries.delete(event);
    },

    /** Calls the listeners and tells whether there was one. */
    emit(event: string, ...args: unknown[]): boolean {
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
