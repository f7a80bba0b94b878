import { io } from 'socket.io-client';
import { P2P, type P2PError } from '../../src/index.js';
import {
  bytes,
  byDefault,
  next,
  same,
  withTimeout,
  type Cell,
  type Client,
  type Connect,
} from './scenario.js';

/** What a client without the library takes in an event. */
const MOST = 10;

function many(count: number): ArrayBuffer[] {
  return Array.from({ length: count }, (_, index) => bytes(index % 7));
}

/**
 * Fails unless events with any number of binaries reach a library peer, and those with as many as it can take a
 * client without the library, whose connection outlives the others.
 */
export async function binaries(connect: Connect, url: string, { transport }: Cell): Promise<void> {
  const namespace = `${url}/peers`;
  const peer = new P2P(io(namespace, { forceNew: true }), { rtc: null });
  const errors: P2PError[] = [];
  peer.on('peer-error', (error) => errors.push(error));
  await next('the room', peer, 'ready');
  // The client of the last cell may not have left yet
  await withTimeout('an empty room', alone(peer));
  const client = connect(namespace, byDefault(transport));
  let ended: unknown;
  client.on('disconnect', (reason) => (ended = reason));
  try {
    await next('the client', client, 'connect');
    const id = await withTimeout('the plain peer', plainPeer(peer));
    await toClient(peer, client, id, errors);
    await toPeer(peer, client);
    same('the end of the connection', ended, undefined);
    same('what is told', errors, []);
  } finally {
    peer.disconnect();
    client.close();
  }
}

async function alone(peer: P2P): Promise<void> {
  while (peer.peers.length > 0) await new Promise((resolve) => peer.once('peer-disconnect', resolve));
}

async function plainPeer(peer: P2P): Promise<string> {
  const known = peer.peers.find(({ plain }) => plain);
  if (known) return known.id;
  return new Promise((resolve) =>
    peer.on('peer-connect', ({ id, plain }) => {
      if (plain) resolve(id);
    }),
  );
}

/** Who sends more than the client takes is told so, and it gets what is sent next. */
async function toClient(peer: P2P, client: Client, id: string, errors: P2PError[]): Promise<void> {
  const heard: unknown[] = [];
  client.on('too-many', (...all) => heard.push(all));
  for (const count of [MOST, MOST + 1, 100]) {
    const event = count > MOST ? 'too-many' : 'enough';
    const told = count > MOST && next(`an error over ${count}`, peer, 'peer-error');
    peer.emit(event, { deep: many(count) });
    if (told) {
      const [{ code, event: about, peerIds }] = (await told) as [P2PError];
      same('the error', [code, about, peerIds], ['too-large', event, [id]]);
      errors.length = 0;
      const refused: unknown = await withTimeout(
        'the answer',
        peer
          .to(id)
          .emitWithAck(event, many(count))
          .catch((error: unknown) => (error as P2PError).code),
      );
      same('the end of the question', refused, 'too-large');
    }
    const enough = next('as many as the client takes', client, 'enough');
    peer.emit('enough', { deep: many(MOST) });
    same('the binaries', await enough, [{ deep: many(MOST) }]);
  }
  same('what the client cannot take', heard, []);
}

/** What the client sends arrives, however many they are. */
async function toPeer(peer: P2P, client: Client): Promise<void> {
  for (const count of [MOST, MOST + 1, 100, 1000]) {
    const heard = next(`${count} binaries`, peer, 'from-plain');
    client.emit('from-plain', 'begin', { deep: many(count) }, 'end');
    same(`${count} binaries`, (await heard).slice(0, 3), ['begin', { deep: many(count) }, 'end']);
  }
}
