import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { P2P, type P2POptions, type Peer } from '../src/index.js';
import { createTestRooms, type TestRooms } from '../src/testing/index.js';

/* What an application's tests are given: rooms without a network. */

describe('Rooms for tests', { timeout: 30_000 }, () => {
  let rooms: TestRooms;

  beforeEach(() => {
    rooms = createTestRooms();
  });

  afterEach(() => rooms.close());

  const join = (options: P2POptions = {}, user?: unknown): P2P =>
    new P2P(rooms.socket({ user }), { rtc: null, ...options });

  test('have peers see each other, as they are and as the server knows them', async () => {
    const a = join({ data: 'a' }, { name: 'Ada' });
    const b = join({ data: 'b' });
    const elsewhere = join({ room: 'elsewhere' });
    await rooms.settled();
    assert.deepEqual(
      [a, b, elsewhere].map(({ peers }) => peers.map(({ data, user }) => [data, user])),
      [[['b', undefined]], [['a', { name: 'Ada' }]], []],
    );
    b.data = 'c';
    elsewhere.leave();
    await rooms.settled();
    assert.deepEqual([a.peers[0]?.data, elsewhere.peerId], ['c', undefined]);
  });

  test('deliver events, answers and large ones, and nobody gets the object that was sent', async () => {
    const [a, b] = [join(), join()];
    const sent = { list: [1], bytes: new Uint8Array([1, 2]) };
    const heard: unknown[] = [];
    b.on('event', (what) => heard.push(what));
    b.on('ask', (answer: (text: string) => void) => answer('yes'));
    a.emit('event', sent);
    await rooms.settled();
    assert.deepEqual(heard.pop(), { list: [1], bytes: new Uint8Array([1, 2]).buffer });
    assert.deepEqual([...(await a.emitWithAck('ask'))], [[b.peerId, 'yes']]);
    const large = new Uint8Array(1_000_000).fill(7);
    a.emit('event', large);
    await rooms.settled();
    assert.deepEqual(new Uint8Array(heard.pop() as ArrayBuffer), large);
  });

  test('let a peer lose its connection and come back, with what was sent in the meantime', async () => {
    const socket = rooms.socket();
    const [a, b] = [join(), new P2P(socket, { rtc: null })];
    const heard: unknown[] = [];
    b.on('text', (line) => heard.push(line));
    await rooms.settled();
    const updates: boolean[] = [];
    a.on('peer-update', ({ lost }: Peer) => updates.push(lost));
    rooms.disconnect(socket);
    await rooms.settled();
    a.emit('text', 'meanwhile');
    await rooms.settled();
    assert.deepEqual([updates, heard], [[true], []]);
    rooms.reconnect(socket);
    await rooms.settled();
    assert.deepEqual([updates, heard], [[true, false], ['meanwhile']]);
    b.disconnect();
    await rooms.settled();
    assert.deepEqual([a.peers.length, socket.connected], [0, false]);
  });

  test('forget a peer that stays away, when the test has time pass', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const socket = rooms.socket();
    const [a, b] = [join(), new P2P(socket, { rtc: null })];
    await rooms.settled();
    const lost = new Promise((resolve) => b.once('peer-error', ({ code }) => resolve(code)));
    rooms.disconnect(socket);
    await rooms.settled();
    context.mock.timers.tick(120_000);
    await rooms.settled();
    assert.deepEqual([a.peers.length, await lost], [0, 'session-lost']);
    rooms.reconnect(socket);
    await rooms.settled();
    assert.equal(a.peers.length, 1);
  });

  test('end without a word', async () => {
    const [a] = [join(), join()];
    await rooms.settled();
    const heard: string[] = [];
    for (const event of ['peer-disconnect', 'peer-update', 'peer-error'] as const)
      a.on(event, () => heard.push(event));
    rooms.close();
    await rooms.settled();
    assert.deepEqual(heard, []);
  });
});
