// What docs/encryption.md shows, compiled by `npm run lint`; a test compares the two line by line.
import type { Socket } from 'socket.io-client';
import { P2P } from '../../src/index.js';

declare const socket: Socket;

export function passphrase(): void {
  const p2p = new P2P(socket, { room: 'kitchen', key: 'correct horse battery staple' });
  p2p.emit('text', 'Hello');
}

export function bytes(): P2P {
  const secret = crypto.getRandomValues(new Uint8Array(32));
  return new P2P(socket, { room: 'kitchen', key: secret });
}
