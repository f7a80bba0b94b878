import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';

/** One step of a vector; vectors/README.md says what each kind is. */
export interface Step {
  readonly client: string;
  readonly by?: 'client' | 'server';
  readonly connects?: { readonly p2p?: unknown } | null;
  readonly sid?: string;
  readonly sends?: readonly [string, ...unknown[]];
  readonly answer?: readonly unknown[];
  readonly hears?: readonly [string, ...unknown[]];
  readonly loses?: true;
  readonly leaves?: true;
  readonly does?: readonly [string, ...unknown[]];
  readonly tells?: readonly [string, ...unknown[]];
}

export interface Vector {
  readonly about: string;
  readonly for?: readonly ('client' | 'server')[];
  readonly steps: readonly Step[];
}

export const FOLDER = 'vectors';

/** The vectors for one end, by name. */
export function vectorsFor(end: 'client' | 'server'): [name: string, vector: Vector][] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json') && file !== 'bytes.json')
    .map((file): [string, Vector] => [file, JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8')) as Vector])
    .filter(([, vector]) => vector.for?.includes(end) ?? true)
    .map(([file, vector]) => [
      file.replace('.json', ''),
      { ...vector, steps: vector.steps.filter(({ by = end }) => by === end) },
    ]);
}

/** What the placeholders of one run stand for. */
export class Placeholders {
  readonly #values = new Map<string, string>();
  readonly #makeUp: (name: string) => string;

  /** @param makeUp gives the value of what is sent before it was heard */
  constructor(makeUp: (name: string) => string) {
    this.#makeUp = makeUp;
  }

  /** What is sent where a vector says this. */
  valueOf(said: unknown): unknown {
    if (typeof said === 'string' && said.startsWith('$')) {
      const value = this.#values.get(said) ?? this.#makeUp(said);
      this.#values.set(said, value);
      return value;
    }
    if (typeof said !== 'object' || said === null) return said;
    if ('$like' in said) return said.$like;
    if ('$binary' in said) return Buffer.from(String(said.$binary), 'base64');
    if (Array.isArray(said)) return said.map((one) => this.valueOf(one));
    return Object.fromEntries(Object.entries(said).map(([name, value]) => [name, this.valueOf(value)]));
  }

  /** Fails unless this has come where a vector says that. Members of an object that are not named there may be. */
  check(come: unknown, said: unknown, where: string): void {
    if (typeof said === 'string' && said.startsWith('$')) {
      assert.equal(typeof come, 'string', where);
      const value = this.#values.get(said) ?? (come as string);
      this.#values.set(said, value);
      assert.equal(come, value, `${where} is ${said}`);
    } else if (typeof said !== 'object' || said === null) assert.equal(come, said, where);
    else if ('$like' in said) assert.equal(kindOf(come), kindOf(said.$like), where);
    else if ('$binary' in said) {
      assert.ok(come instanceof ArrayBuffer || ArrayBuffer.isView(come), `${where} is a binary`);
      const bytes = come instanceof ArrayBuffer ? Buffer.from(come) : bufferOf(come);
      assert.equal(bytes.toString('base64'), said.$binary, where);
    } else if (Array.isArray(said)) {
      assert.ok(
        Array.isArray(come) && come.length === said.length,
        `${where}: ${text(come)}, not ${text(said)}`,
      );
      const inOrder = where.endsWith('.peers') ? this.#ordered(come, said) : come;
      said.forEach((one, index) => this.check(inOrder[index], one, `${where}[${index}]`));
    } else {
      assert.equal(kindOf(come), 'object', where);
      for (const [name, value] of Object.entries(said))
        this.check((come as Record<string, unknown>)[name], value, `${where}.${name}`);
    }
  }

  /** The members of a room as they have come, in the order in which a vector names them: they have none. */
  #ordered(come: readonly unknown[], said: readonly unknown[]): unknown[] {
    const ids = said.map((member) => this.valueOf((member as { peerId: string }).peerId));
    return ids.map((id) => come.find((member) => (member as { peerId: unknown }).peerId === id));
  }
}

/** What comes next; `p2p:received` may come at any time, and is passed over. */
export function nextOf(come: unknown[][], said: readonly unknown[]): unknown[] | undefined {
  while (come[0]?.[0] === 'p2p:received' && said[0] !== 'p2p:received') come.shift();
  return come.shift();
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}

function bufferOf(view: ArrayBufferView): Buffer {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}

function text(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
