import type { World } from './world.js';

/* Blobs for the simulation: those of Node.js are read in threads, and no two runs would be alike. */

/** What the library uses of a Blob: its bytes come after as many turns as chance has it. */
export class ToyBlob {
  static world: World;
  readonly type: string;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  // From where on the bytes cannot be read any more, as of a file that somebody else has changed
  readonly #breaksAt: number;

  constructor(parts: readonly (Uint8Array | ToyBlob)[] = [], { type = '', breaksAt = Infinity } = {}) {
    this.type = type;
    this.#breaksAt = breaksAt;
    const pieces = parts.map((part) => (part instanceof ToyBlob ? part.#bytes : part));
    this.#bytes = new Uint8Array(Buffer.concat(pieces));
  }

  get size(): number {
    return this.#bytes.length;
  }

  /** What is in it, for whoever may not wait. */
  get content(): Uint8Array {
    return this.#bytes;
  }

  slice(start: number, end: number): ToyBlob {
    return new ToyBlob([this.#bytes.subarray(start, end)], { breaksAt: this.#breaksAt - start });
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    for (let turns = ToyBlob.world.int(6); turns > 0; turns--) await Promise.resolve();
    if (this.size > this.#breaksAt) throw new Error('the file has changed');
    return this.#bytes.slice().buffer;
  }
}

/** Has all Blobs from now on be such. */
export function installToyBlob(world: World): void {
  ToyBlob.world = world;
  Object.defineProperty(globalThis, 'Blob', { value: ToyBlob, configurable: true });
}
