import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { io, type Socket, type SocketOptions } from 'socket.io-client';
import { P2P, type P2PError, type P2POptions } from '../src/index.js';
import { TestServer } from './server.js';

/* Clients without WebRTC, in Node.js: the relay, the options and the errors of the API. */

describe('P2P by relay', { timeout: 20_000 }, () => {
  const http = createServer();
  let server: TestServer;
  let url: string;
  let sockets: Socket[] = [];

  before(async () => {
    server = new TestServer(http);
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  });

  beforeEach(() => {
    sockets = [];
    server.reset();
  });

  afterEach(() => {
    for (const socket of sockets) socket.disconnect();
  });

  after(() => server.io.close());

  function connect(auth?: SocketOptions['auth']): Socket {
    const socket = io(url, { forceNew: true, transports: ['websocket'], ...(auth && { auth }) });
    sockets.push(socket);
    return socket;
  }

  async function joined(options: P2POptions = {}): Promise<P2P> {
    const p2p = new P2P(connect(), options);
    await next(p2p, 'ready');
    return p2p;
  }

  /** The first argument of the next event of this name. */
  function next<T>(p2p: P2P, event: string): Promise<T> {
    return new Promise((resolve) => p2p.once(event, resolve as (value: unknown) => void));
  }

  test('announces the library, beside what the application says', async () => {
    const auths: unknown[] = [];
    const record = ({ handshake }: { handshake: { auth: unknown } }): void => void auths.push(handshake.auth);
    server.io.on('connection', record);
    await next(new P2P(connect()), 'ready');
    await next(new P2P(connect({ token: 't' })), 'ready');
    await next(new P2P(connect((answer) => answer({ token: 'f' }))), 'ready');
    server.io.off('connection', record);
    assert.deepEqual(auths, [{ p2p: 1 }, { token: 't', p2p: 1 }, { token: 'f', p2p: 1 }]);
  });

  test('addresses one peer', async () => {
    const [a, b, c] = [await joined(), await joined(), await joined()];
    const heard: unknown[] = [];
    c.on('text', (...args) => heard.push(args));
    const text = next(b, 'text');
    a.to(b.peerId ?? '').emit('text', 'for b');
    assert.equal(await text, 'for b');
    const mark = next(c, 'mark');
    a.emit('mark');
    await mark;
    assert.deepEqual(heard, []);
  });

  test('who joins during a transfer ignores the rest of it', async () => {
    const [a, b] = [await joined(), await joined()];
    let newcomer: Promise<P2P> | undefined;
    const heard: unknown[] = [];
    b.on('progress', () => {
      newcomer ??= joined().then((p2p) => {
        for (const event of ['progress', 'peer-error', 'large'] as const)
          p2p.on(event, () => heard.push(event));
        return p2p;
      });
    });
    const large = next(b, 'large');
    a.emit('large', new Uint8Array(4_000_000));
    await large;
    assert.ok(newcomer);
    const mark = next(await newcomer, 'mark');
    a.emit('mark');
    await mark;
    assert.deepEqual(heard, []);
  });

  test('tells the sender and the path last', async () => {
    const [a, b] = [await joined(), await joined()];
    const args = new Promise((resolve) => b.on('text', (...all) => resolve(all)));
    a.emit('text', 1, 2);
    assert.deepEqual(await args, [1, 2, { id: a.peerId, path: 'relay' }]);
  });

  test('refuses names and arguments that cannot be sent', async () => {
    const p2p = await joined();
    for (const name of ['ready', 'peer-error', 'p2p:msg', 'connect', 'offers']) {
      assert.throws(() => p2p.emit(name), TypeError);
      assert.throws(() => p2p.to('x').emit(name), TypeError);
    }
    assert.throws(() => p2p.emit(7 as never), TypeError);
    assert.throws(() => p2p.emit('text', () => 0), /acknowledgements/);
    assert.throws(() => p2p.emit('text', { file: new Blob([]) }), /arrayBuffer\(\)/);
  });

  test('refuses options that are not valid', () => {
    const socket = connect();
    const invalid: P2POptions[] = [
      { room: 'x'.repeat(129) },
      { numClients: -1 },
      { numClients: 1.5 },
      { maxEventBytes: 0 },
      { iceTimeoutMs: NaN },
    ];
    for (const options of invalid) assert.throws(() => new P2P(socket, options), TypeError);
  });

  test('leaves a room that can be joined again', async () => {
    const p2p = await joined();
    const socket = connect();
    const first = new P2P(socket);
    const other = new P2P(socket, { room: 'other' });
    await Promise.all([next(first, 'ready'), next(other, 'ready')]);
    const gone = next(p2p, 'peer-disconnect');
    first.disconnect();
    first.disconnect();
    await gone;
    const error = next<P2PError>(first, 'peer-error');
    first.emit('text');
    assert.equal((await error).code, 'not-a-member');
    const again = new P2P(socket);
    await next(again, 'ready');
    assert.equal(again.peers.length, 1);
  });

  test('a large event that the server refuses is given up', async () => {
    const [a, b] = [await joined(), await joined()];
    server.partAnswer = { code: 'too-large', message: 'a handler listens' };
    const errors = Promise.all([next<P2PError>(a, 'peer-error'), next<P2PError>(b, 'peer-error')]);
    a.emit('large', new Uint8Array(2_000_000));
    const [sender, receiver] = await errors;
    assert.deepEqual([sender.code, sender.event], ['too-large', 'large']);
    assert.deepEqual([receiver.code, receiver.event, receiver.peerId], ['aborted', 'large', a.peerId]);
  });

  test('a large event names those who cannot join parts', async () => {
    const [a] = [await joined(), await joined()];
    server.partAnswer = { missed: ['plain'] };
    const error = next<P2PError>(a, 'peer-error');
    a.emit('large', new Uint8Array(1_000_000));
    assert.deepEqual([(await error).code, (await error).peerIds], ['too-large', ['plain']]);
  });

  test('a large event is aborted when the connection is lost', async () => {
    const [a, b] = [await joined(), await joined()];
    const errors = Promise.all([next<P2PError>(a, 'peer-error'), next<P2PError>(b, 'peer-error')]);
    b.once('progress', () => sockets[0]?.disconnect());
    a.emit('large', new Uint8Array(20_000_000));
    assert.deepEqual(
      (await errors).map(({ code }) => code),
      ['aborted', 'aborted'],
    );
  });

  test('an event above the limit is not sent', async () => {
    const a = await joined({ maxEventBytes: 1000 });
    const error = next<P2PError>(a, 'peer-error');
    a.emit('text', 'x'.repeat(1000));
    assert.deepEqual([(await error).code, (await error).event], ['too-large', 'text']);
    assert.equal(server.count('text'), 0);
  });

  test('an error that nobody hears is written to the console', async (context) => {
    const p2p = await joined();
    const warn = context.mock.method(console, 'warn', () => undefined);
    p2p.disconnect();
    p2p.emit('text');
    assert.equal(warn.mock.callCount(), 1);
  });
});
