/** Any function that takes what it is called with. */
export type Listener = (...args: never[]) => void;

interface Entry {
  readonly listener: Listener;
  readonly once: boolean;
}

/** Listeners by event name. What a listener throws is reported as uncaught and disturbs nobody else. */
export class Emitter {
  // The arrays are replaced, never changed, so that a listener may add and remove others while it runs
  readonly #entries = new Map<string, readonly Entry[]>();

  on(event: string, listener: Listener, once = false): () => void {
    if (typeof listener !== 'function') throw new TypeError('the listener must be a function');
    const entry = { listener, once };
    this.#entries.set(event, [...this.#of(event), entry]);
    return () => {
      this.#remove(event, entry);
    };
  }

  off(event: string, listener?: Listener): void {
    if (listener === undefined) {
      this.#entries.delete(event);
      return;
    }
    const entry = this.#of(event).find((candidate) => candidate.listener === listener);
    if (entry) this.#remove(event, entry);
  }

  /** Calls the listeners and tells whether there was one. */
  emit(event: string, ...args: unknown[]): boolean {
    const entries = this.#of(event);
    for (const entry of entries) {
      if (entry.once) this.#remove(event, entry);
      try {
        entry.listener(...(args as never[]));
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
    return entries.length > 0;
  }

  #of(event: string): readonly Entry[] {
    return this.#entries.get(event) ?? [];
  }

  #remove(event: string, entry: Entry): void {
    const rest = this.#of(event).filter((candidate) => candidate !== entry);
    if (rest.length > 0) this.#entries.set(event, rest);
    else this.#entries.delete(event);
  }
}
