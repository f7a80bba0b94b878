// What an item costs beside its bytes, so that a million empty events are not free
const ITEM_BYTES = 64;

/** What waits, first in, first out, with its size. */
export function createByteQueue<T>() {
  let entries: { readonly item: T; readonly bytes: number }[] = [];
  // Array.shift() moves every item; with an index a long queue empties in linear time
  let first = 0;
  let total = 0;

  /** Everything that waits. */
  const items = (): T[] => entries.slice(first).map(({ item }) => item);

  return {
    items,

    get size(): number {
      return entries.length - first;
    },

    /** The bytes that all items take. */
    get bytes(): number {
      return total;
    },

    push(item: T, bytes: number): void {
      entries.push({ item, bytes: bytes + ITEM_BYTES });
      total += bytes + ITEM_BYTES;
    },

    shift(): T | undefined {
      const next = entries[first];
      if (!next) return undefined;
      first += 1;
      total -= next.bytes;
      if (first * 2 > entries.length) {
        entries = entries.slice(first);
        first = 0;
      }
      return next.item;
    },

    /** Takes everything out. */
    drain(): T[] {
      const all = items();
      entries = [];
      first = total = 0;
      return all;
    },
  };
}
