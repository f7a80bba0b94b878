// What docs/browser.md shows of types, compiled by `npm run lint`.
import type { Socket } from 'socket.io-client';
import { P2P } from 'socket.io-p2p-client';

interface Chat {
  text(line: string): void;
  vote(question: string, answer: (yes: boolean) => void): void; // asks for an answer
}

interface Person {
  name: string;
}

const p2p = new P2P<Chat, Person>(socket, { data: { name: 'Ada' } });
p2p.emit('text', 'typed');

declare const socket: Socket;
