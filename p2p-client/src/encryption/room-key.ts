import { encoder } from '../codec/limits.js';

/** What the members of a room have in common: a passphrase, or bytes that nobody can guess. */
export type Secret = string | ArrayBuffer | ArrayBufferView<ArrayBuffer>;

// What OWASP asks of PBKDF2 with SHA-256
const ITERATIONS = 600_000;

/**
 * Derives what a room's members derive their own keys from, another one for each room.
 *
 * @throws TypeError where there is no WebCrypto: pages have it with HTTPS, and on localhost
 */
export async function deriveRoomKey(secret: Secret, room: string): Promise<CryptoKey> {
  const { subtle } = crypto;
  let bytes: BufferSource;
  if (typeof secret === 'string') {
    // The same word may be typed in several ways
    const passphrase = encoder.encode(secret.normalize('NFKC'));
    const weak = await subtle.importKey('raw', passphrase, 'PBKDF2', false, ['deriveBits']);
    const slow = { name: 'PBKDF2', hash: 'SHA-256', salt: purposeOf(room), iterations: ITERATIONS };
    bytes = await subtle.deriveBits(slow, weak, 256);
  } else bytes = secret;
  return subtle.importKey('raw', bytes, 'HKDF', false, ['deriveKey']);
}

/**
 * Derives the key of one member, for as long as it stays in the room.
 *
 * @param salt is the member's own, and no other's
 */
export function deriveSenderKey(roomKey: CryptoKey, room: string, salt: string): Promise<CryptoKey> {
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: encoder.encode(salt), info: purposeOf(room) },
    roomKey,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
}

function purposeOf(room: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(`socket.io-p2p ${room}`);
}
