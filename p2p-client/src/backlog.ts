/** What waits, first in, first out, up to a number of items and bytes. */
export class Backlog<T> {
  readonly #maxItems: number;
  readonly #maxBytes: number;
  #items: { readonly item: T; readonly bytes: number }[] = [];
  // Array.shift() moves every item; with an index a long backlog empties in linear time
  #first = 0;
  #bytes = 0;

  constructor(maxItems = Infinity, maxBytes = Infinity) {
    this.#maxItems = maxItems;
    this.#maxBytes = maxBytes;
  }

  get size(): number {
    return this.#items.length - this.#first;
  }

  /** Adds an item, or returns `false` where there is no room for it. */
  push(item: T, bytes: number): boolean {
    if (this.size >= this.#maxItems || this.#bytes + bytes > this.#maxBytes) return false;
    this.#items.push({ item, bytes });
    this.#bytes += bytes;
    return true;
  }

  shift(): T | undefined {
    const next = this.#items[this.#first];
    if (!next) return undefined;
    this.#first += 1;
    this.#bytes -= next.bytes;
    if (this.#first * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#first);
      this.#first = 0;
    }
    return next.item;
  }

  /** Takes everything out. */
  *drain(): Generator<T> {
    for (let item = this.shift(); item !== undefined; item = this.shift()) yield item;
  }
}

/** A backlog for the events of a way that is not there yet. */
export function waitingEvents<T>(): Backlog<T> {
  return new Backlog<T>(1_000, 16 * 1024 * 1024);
}
