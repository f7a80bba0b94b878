// What docs/frameworks.md shows of tests: packaging.test.ts runs it with Vitest and with Jest.
import { expect, test } from 'vitest';
import { P2P } from 'socket.io-p2p-client';
import { createTestRooms } from 'socket.io-p2p-client/testing';

test('greets whoever comes', async () => {
  const rooms = createTestRooms();
  const host = new P2P(rooms.socket(), { rtc: null });
  host.on('peer-connect', (peer) => host.to(peer.id).emit('text', `Hello ${peer.user?.name}`));

  const guest = new P2P(rooms.socket({ user: { name: 'Ada' } }), { rtc: null });
  const heard: string[] = [];
  guest.on('text', (line) => heard.push(line));
  await rooms.settled(); // all that was sent has arrived, with all that this has led to

  expect(heard).toEqual(['Hello Ada']);
  rooms.close();
});
