import type { World } from './world.js';

/* WebCrypto for the simulation: it hides nothing, but tells whether the key and everything else is the same, and takes
 * as many turns as chance has it. The real one works in threads, and no two runs would be alike. */

interface ToyKey {
  readonly secret: string;
}

const SUM_BYTES = 4;

/** Has all that is encrypted from now on pass through it. */
export function installToyCrypto(world: World): void {
  async function later<T>(value: T): Promise<T> {
    for (let turns = world.int(6); turns > 0; turns--) await Promise.resolve();
    return value;
  }

  const subtle = {
    importKey: (_format: string, bytes: Uint8Array) => later<ToyKey>({ secret: text(bytes) }),
    deriveBits: (_algorithm: object, { secret }: ToyKey) => later(new TextEncoder().encode(secret).buffer),
    deriveKey: ({ salt, info }: { salt: Uint8Array; info: Uint8Array }, { secret }: ToyKey) =>
      later<ToyKey>({ secret: [secret, text(salt), text(info)].join() }),

    encrypt(parameters: AesGcmParams, key: ToyKey, plain: Uint8Array) {
      const sealed = new Uint8Array(plain.length + SUM_BYTES);
      sealed.set(plain);
      new DataView(sealed.buffer).setUint32(plain.length, sum(parameters, key, plain));
      return later(sealed.buffer);
    },

    async decrypt(parameters: AesGcmParams, key: ToyKey, sealed: Uint8Array) {
      const plain = sealed.slice(0, -SUM_BYTES);
      const told = new DataView(sealed.buffer, sealed.byteOffset).getUint32(plain.length);
      await later(undefined);
      if (told !== sum(parameters, key, plain))
        throw new Error('this is another key, or something was changed');
      return plain.buffer;
    },
  };
  Object.defineProperty(crypto, 'subtle', { value: subtle, configurable: true });
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function sum({ iv, additionalData }: AesGcmParams, { secret }: ToyKey, plain: Uint8Array): number {
  let hash = 7;
  for (const bytes of [new TextEncoder().encode(secret), iv, additionalData, plain] as Uint8Array[])
    for (let index = 0; index < bytes.length; index += bytes.length > 1_000 ? 61 : 1)
      hash = (hash * 31 + (bytes[index] ?? 0)) >>> 0;
  return hash;
}
