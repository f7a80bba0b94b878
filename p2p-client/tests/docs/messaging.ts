// The snippets of docs/messaging.md
import type { Socket } from 'socket.io-client';
import { P2P } from 'socket.io-p2p-client';

export function drink(p2p: P2P): void {
  p2p.on('tea', (blend, { picture }, sender) => console.log(blend, picture, sender.id === ''));
}

export function follow(p2p: P2P, socket: Socket, enter: (p2p: P2P) => void): void {
  p2p.on('peer-error', ({ code, to }) => {
    if (code === 'moved') enter(new P2P(socket, { room: to }));
  });
}
