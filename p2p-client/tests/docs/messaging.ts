// The snippets of docs/messaging.md
import type { Socket } from 'socket.io-client';
import { P2P as Client } from '../../src/index.js';

// Plain JavaScript has no types to check
const P2P = Client as new (...args: unknown[]) => Client<any, any>;

export function drink(p2p: Client): void {
  p2p.on('tea', (blend, { picture }, sender) => console.log(blend, picture, sender.id === ''));
}

export function follow(p2p: Client, socket: Socket, enter: (p2p: Client) => void): void {
  p2p.on('peer-error', ({ code, to }) => {
    if (code === 'moved') enter(new P2P(socket, { room: to }));
  });
}
