import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { P2P, Peer, Sender } from '../src/index.js';

interface Chat {
  text(line: string, urgent?: boolean): void;
  bye(): void;
}

// Compiled by `npm run lint`, never run
function typed(p2p: P2P<Chat>, plain: P2P): void {
  p2p.on('text', (line: string) => line.length);
  p2p.on('bye', (sender: Sender) => sender.id);
  p2p.on('peer-connect', (peer: Peer) => peer.path);
  p2p.emit('text', 'line', true).to('peer').emit('bye');
  // @ts-expect-error -- a number is not a line
  p2p.emit('text', 1);
  // @ts-expect-error -- no such event
  p2p.emit('other');
  // @ts-expect-error -- no such event
  p2p.on('other', () => undefined);

  plain.on('anything', (line: string, sender: Sender) => line + sender.id);
  plain.on('anything', (line: unknown) => line);
  plain.emit('anything', 1, {});
}

test('the events of an application are typed', () => {
  assert.equal(typeof typed, 'function');
});
