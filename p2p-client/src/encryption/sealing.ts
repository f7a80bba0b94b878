import { bytesOf } from '../codec/codec.js';
import { encoder } from '../codec/limits.js';
import type { Header } from '../session/replay-buffer.js';
import { fromBase64 } from '../codec/base64.js';

/* Each member has a key of its own, which its salt tells the others, and counts what it seals: the number makes the
 * nonce. What is sealed is a line of JSON about it, and then bytes; before the cipher stands the nonce. */

const NONCE_BYTES = 12;
const END_OF_LINE = 10;

/** The header of what is sealed. */
export interface SealedHeader extends Header {
  readonly skip?: readonly string[] | undefined;
  readonly data?: unknown;
}

/** What is said, sealed, of what is sealed. */
export interface Said {
  /** The event of the protocol that it is, or `hi` or `data`. */
  readonly e: string;
  /** Its header, which says whom it is for. */
  readonly h: SealedHeader;
  /** The number of what was for the same before; and for whom it is another, by id: 0 where nothing was. */
  readonly p?: number | undefined;
  readonly x?: Readonly<Record<string, number>> | undefined;
  /** The salts of those whom the sender has met since, and the number of the first that counts for them, by id. */
  readonly g?: Readonly<Record<string, readonly [salt: string, first: number]>> | undefined;
}

/** What was sealed. */
export interface Opened extends Said {
  /** How much its sender has sealed with it. */
  readonly n: number;
  readonly payload: Uint8Array;
}

/**
 * Seals something.
 *
 * @param n its number, which is never used twice with one key
 * @param from who seals it
 */
export async function seal(
  key: Promise<CryptoKey>,
  n: number,
  from: string,
  said: Said,
  payload: Uint8Array = new Uint8Array(),
): Promise<Uint8Array<ArrayBuffer>> {
  const nonce = new Uint8Array(new Float64Array([n, 0]).buffer, 0, NONCE_BYTES);
  const line = encoder.encode(`${JSON.stringify({ ...said, n })}\n`);
  const plain = joined(line, payload);
  const cipher = await crypto.subtle.encrypt(algorithm(nonce, from), await key, plain);
  return joined(nonce, new Uint8Array(cipher));
}

/** Opens what that peer has sealed, bytes or their base64; `undefined` of anything else. */
export async function open(
  key: Promise<CryptoKey>,
  from: string,
  sealed: unknown,
): Promise<Opened | undefined> {
  try {
    const bytes = typeof sealed === 'string' ? fromBase64(sealed) : bytesOf(sealed);
    const parameters = algorithm(bytes.slice(0, NONCE_BYTES), from);
    const cipher = bytes.slice(NONCE_BYTES);
    const plain = new Uint8Array(await crypto.subtle.decrypt(parameters, await key, cipher));
    const end = plain.indexOf(END_OF_LINE);
    const opened = JSON.parse(new TextDecoder().decode(plain.subarray(0, end))) as Opened;
    return { ...opened, payload: plain.subarray(end + 1) };
  } catch {
    return undefined;
  }
}

function algorithm(iv: Uint8Array<ArrayBuffer>, from: string): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: encoder.encode(from) };
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
