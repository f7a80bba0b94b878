// What an item costs beside its bytes, so that a million empty events are not free
const ITEM_BYTES = 64;

/** What waits, first in, first out, with its size. */
export class ByteQueue<T> implements Iterable<T> {
  #items: { readonly item: T; readonly bytes: number }[] = [];
  // Array.shift() moves every item; with an index a long queue empties in linear time
  #first = 0;
  #bytes = 0;

  get size(): number {
    return this.#items.length - this.#first;
  }

  /** The bytes that all items take. */
  get bytes(): number {
    return this.#bytes;
  }

  push(item: T, bytes: number): void {
    this.#items.push({ item, bytes: bytes + ITEM_BYTES });
    this.#bytes += bytes + ITEM_BYTES;
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

  clear(): void {
    this.#items = [];
    this.#first = 0;
    this.#bytes = 0;
  }

  /** Takes everything out. */
  drain(): T[] {
    const all = [...this];
    this.clear();
    return all;
  }

  *[Symbol.iterator](): Generator<T> {
    for (const { item } of this.#items.slice(this.#first)) yield item;
  }
}
