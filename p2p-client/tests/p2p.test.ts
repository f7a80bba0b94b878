import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { before, beforeEach, describe, test, type TestContext } from 'node:test';
import { Server } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import { P2P, P2PError, type P2POptions, type Peer, type Sender } from '../src/index.js';
import { ManualClock } from './manual-clock.js';
import { randomInt, seeded } from './random.js';
import { cut, isTypeError, next, record, rejection, Stage, until } from './relay-stage.js';

/* Clients without WebRTC, in Node.js: the relay, the options and the errors of the API. */

describe('P2P by relay', { timeout: 60_000 }, () => {
  const stage = new Stage();
  const { server } = stage;
  const connect = stage.connect.bind(stage);
  const joined = stage.joined.bind(stage);

  test('announces the library, beside what the application says', async () => {
    const auths: { p2p?: { session?: string; joins?: unknown[] } }[] = [];
    const note = ({ handshake }: { handshake: { auth: object } }): void => void auths.push(handshake.auth);
    server.io.on('connection', note);
    await next(new P2P(connect()), 'ready');
    await next(new P2P(connect({ token: 't' })), 'ready');
    await next(new P2P(connect((answer) => answer({ token: 'f' }))), 'ready');
    server.io.off('connection', note);
    assert.deepEqual(
      auths.map((auth) => ({ ...auth, p2p: undefined })),
      [{}, { token: 't' }, { token: 'f' }].map((own) => ({ ...own, p2p: undefined })),
    );
    for (const { p2p } of auths) {
      assert.match(p2p?.session ?? '', /^[\w-]{43}$/);
      assert.deepEqual(p2p?.joins, [{ room: '', webrtc: false }]);
    }
  });

  test('announces itself still when the application sets its auth anew', async () => {
    const { p2p, socket } = await stage.member();
    const { peerId } = p2p;
    const auths: { p2p?: unknown; token?: string }[] = [];
    const note = ({ handshake }: { handshake: { auth: object } }): void => void auths.push(handshake.auth);
    server.io.on('connection', note);
    const again = async (): Promise<void> => {
      const connected = new Promise((resolve) => socket.once('connect', () => resolve(undefined)));
      socket.io.engine.close();
      await connected;
    };
    socket.auth = Object.freeze({ token: 'object' });
    await again();
    socket.auth = (answer: (data: object) => void) => setImmediate(answer, { token: 'function' });
    await again();
    // eslint-disable-next-line @typescript-eslint/no-misused-promises -- applications do
    socket.auth = async (answer: (data: object) => void) => {
      await new Promise(setImmediate);
      answer({ token: 'async' });
    };
    await again();
    socket.auth = { token: 'old' };
    (socket.auth as { token: string }).token = 'changed';
    await again();
    server.io.off('connection', note);
    assert.deepEqual(
      auths.map(({ token }) => token),
      ['object', 'function', 'async', 'changed'],
    );
    assert.ok(auths.every(({ p2p: said }) => typeof said === 'object'));
    const heard = next(p2p, 'text');
    (await joined()).emit('text', 'you');
    assert.equal(await heard, 'you');
    assert.equal(p2p.peerId, peerId);
  });

  test("sends once, with socket.io-client's own retries", async () => {
    const a = await joined();
    const socket = connect(undefined, { retries: 3, ackTimeout: 2_000 });
    const b = new P2P(socket);
    await next(b, 'ready');
    const numbers = record(a, 'number');
    for (let n = 0; n < 100; n++) b.emit('number', n);
    await until(() => numbers.length === 100);
    socket.io.engine.close();
    const again = new Promise((resolve) => socket.once('connect', () => resolve(undefined)));
    b.emit('number', 100);
    await again;
    const mark = next(a, 'mark');
    b.emit('mark');
    await mark;
    assert.deepEqual(numbers, [...Array(101).keys()]);
    b.disconnect();
  });

  /** What the application's own events on its sockets come to; `deaf` ones have no answer. */
  function listenBeside(): unknown[] {
    const own: unknown[] = [];
    server.io.once('connection', (socket) => {
      socket.on('own', (value: unknown, answer?: (back: unknown) => void) => {
        own.push(value);
        answer?.(value);
      });
      socket.on('deaf', () => own.push('deaf'));
    });
    return own;
  }

  test("leaves the application's own events on the socket alone, with retries too", async () => {
    const a = await joined();
    const own = listenBeside();
    const socket = connect(undefined, { retries: 3, ackTimeout: 2_000, autoConnect: false });
    const b = new P2P(socket);
    const numbers = record(a, 'number');
    const answers: unknown[] = [];
    for (let n = 0; n < 50; n++) {
      b.emit('number', n);
      socket.emit('own', n, (_: unknown, answer: unknown) => answers.push(answer));
    }
    assert.equal(socket.active, false);
    socket.connect();
    await next(b, 'ready');
    for (let n = 50; n < 100; n++) {
      b.emit('number', n);
      socket.emit('own', n, (_: unknown, answer: unknown) => answers.push(answer));
    }
    await until(() => numbers.length >= 100 && answers.length >= 100);
    const all = [...Array(100).keys()];
    assert.deepEqual([numbers, own, answers], [all, all, all]);
    // What nobody answers holds up the application's events only
    socket.emit('deaf');
    socket.emit('own', 'behind it');
    await until(() => own.includes('deaf'));
    for (let n = 100; n < 200; n++) b.emit('number', n);
    a.on('ask', (answer: (value: string) => void) => answer('at once'));
    assert.deepEqual(await b.emitWithAck('ask'), new Map([[a.peerId, 'at once']]));
    assert.deepEqual(numbers, [...Array(200).keys()]);
    assert.equal(own.length, 101);
    b.disconnect();
  });

  test('leaves alone what the application says of its own next event', async () => {
    const a = await joined();
    const own = listenBeside();
    const socket = connect();
    const b = new P2P(socket);
    await next(b, 'ready');
    const numbers = record(a, 'number');
    await until(() => a.peers.length === 1);
    // Its transport is not ready for what is volatile as long as something is being written
    const { volatile } = socket;
    for (let n = 0; n < 100; n++) b.emit('number', n);
    volatile.emit('own', 'dropped');
    const timed = socket.timeout(5_000);
    b.emit('number', 100);
    assert.equal(await timed.emitWithAck('own', 'asked'), 'asked');
    assert.equal(await socket.timeout(1).emitWithAck('deaf').catch(String), 'Error: operation has timed out');
    await until(() => numbers.length === 101 && own.length > 1);
    assert.deepEqual([numbers, own], [[...Array(101).keys()], ['asked', 'deaf']]);
    await cut(socket);
    b.emit('number', 101);
    socket.emit('own', 'later');
    const ownLater = listenBeside();
    socket.connect();
    await until(() => numbers.length === 102 && ownLater.length === 1);
    assert.deepEqual(ownLater, ['later']);
    b.disconnect();
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
      assert.throws(() => p2p.emitWithAck(name), TypeError);
    }
    assert.throws(() => p2p.emit(7 as never), TypeError);
    assert.throws(() => p2p.emit('text', () => 0), /emitWithAck/);
  });

  test('says what is wrong with the socket that it is given', () => {
    const { io: manager } = connect();
    const wrong = [undefined, null, {}, 7, new EventTarget(), manager, { on: () => 0, emit: () => 0 }];
    for (const socket of wrong)
      assert.throws(() => new P2P(socket as never), isTypeError(/must be a socket .*new P2P\(io\(\)\)$/));
    assert.throws(() => new P2P('http://x' as never), isTypeError(/new P2P\(io\('http:\/\/x'\)\)$/));
  });

  test('refuses options that are not valid, and says which', () => {
    const socket = connect();
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    const invalid: Record<string, unknown>[] = [
      { room: 'x'.repeat(129) },
      { room: 7 },
      { room: null },
      { numClients: -1 },
      { numClients: 1.5 },
      { numClients: '3' },
      { autoUpgrade: 'no' },
      { autoUpgrade: 0 },
      { maxEventBytes: 0 },
      { iceTimeoutMs: NaN },
      { maxQueuedBytes: -1 },
      { pingIntervalMs: '5s' },
      { peerOpts: 'stun:x' },
      { peerOpts: { config: [] } },
      { peerOpts: { stream: 'camera' } },
      { rtc: {} },
      { rtc: false },
      { environment: {} },
    ];
    for (const options of invalid) {
      const [name = ''] = Object.keys(options);
      assert.throws(() => new P2P(socket, options), isTypeError(new RegExp(`^${name} must be `)));
    }
    for (const data of [1n, cycle]) assert.throws(() => new P2P(socket, { data }), TypeError);
    for (const options of ['kitchen', null, ['kitchen'], 7])
      assert.throws(() => new P2P(socket, options as never), isTypeError(/the options must be an object/));
    // None of them has taken the room
    const p2p = new P2P(socket, { data: {} });
    for (const data of [1n, cycle]) assert.throws(() => (p2p.data = data), TypeError);
    assert.deepEqual(p2p.data, {});
  });

  test('knows its options by name, and names them where there is none of that name', () => {
    for (const name of ['rom', 'Room', 'numclient', 'wrtc', 'peerOptions', 'toString'])
      for (const value of [undefined, 1])
        assert.throws(
          () => new P2P(connect(), { [name]: value }),
          isTypeError(
            new RegExp(`^there is no option '${name}': the options are room, data, .*, peerOpts, rtc, `),
          ),
        );
  });

  test('refuses listeners, names and addresses that are none', () => {
    const p2p = new P2P(connect());
    for (const listener of [undefined, null, 'text', {}]) {
      assert.throws(() => p2p.on('text', listener as never), isTypeError(/must be a function/));
      assert.throws(() => p2p.once('text', listener as never), isTypeError(/must be a function/));
    }
    for (const event of [undefined, 7, Symbol('text')])
      assert.throws(() => p2p.on(event as never, () => 0), isTypeError(/name must be a string/));
    for (const peerId of [undefined, null, '', 7, { id: 'x' }, ['x']]) {
      assert.throws(() => p2p.to(peerId as never), isTypeError(/peer's id/));
      assert.throws(() => p2p.timeout(1).to(peerId as never), isTypeError(/peer's id/));
    }
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

  test('leaves a room and keeps the socket, on which the room can be joined again at once', async () => {
    const p2p = await joined();
    const socket = connect();
    const first = new P2P(socket);
    await Promise.all([next(first, 'ready'), next(p2p, 'peer-connect')]);
    const { id } = socket;
    const changes: string[] = [];
    p2p.on('peer-connect', () => changes.push('connect'));
    p2p.on('peer-disconnect', () => changes.push('disconnect'));
    first.leave();
    first.leave();
    const again = new P2P(socket);
    await Promise.all([next(again, 'ready'), next(p2p, 'peer-connect')]);
    assert.deepEqual(changes, ['disconnect', 'connect']);
    const text = next(p2p, 'text');
    again.emit('text', 'still here');
    assert.equal(await text, 'still here');
    assert.deepEqual([first.peerId, first.peers], [undefined, []]);
    // The room is the second one's now, and so is the socket
    first.disconnect();
    assert.deepEqual([socket.id, again.peers.length], [id, 1]);
    again.leave();
    again.disconnect();
    assert.equal(socket.connected, false);
  });

  test('leaves a room while the connect is under way that asks to be let in', async () => {
    const witness = await stage.joined({ room: 'red' });
    const [met, gone] = [record(witness, 'peer-connect'), record(witness, 'peer-disconnect')];
    for (const joinsAgain of [false, true]) {
      const socket = stage.connect();
      const red = new P2P(socket, { room: 'red', data: 'first' });
      const blue = new P2P(socket, { room: 'blue' });
      let again: P2P | undefined;
      socket.io.once('open', () => {
        red.leave();
        if (joinsAgain) again = new P2P(socket, { room: 'red', data: 'again' });
      });
      await next(blue, 'ready');
      await until(() => gone.length === (joinsAgain ? 2 : 1));
      if (again) {
        await until(() => met.length === 3 && again?.peers.length === 1);
        assert.deepEqual([again.peers[0]?.id, witness.peers[0]?.data], [witness.peerId, 'again']);
      }
      assert.deepEqual([red.peerId, witness.peers.length], [undefined, joinsAgain ? 1 : 0]);
      socket.disconnect();
    }
  });

  test('leaves while it is away, and joins again when it comes back', async () => {
    const { p2p: first, socket } = await stage.member();
    const other = await joined();
    await until(() => first.peers.length === 1);
    await cut(socket);
    first.leave();
    const again = new P2P(socket);
    const { peerId } = other;
    const changes: string[] = [];
    other.on('peer-connect', () => changes.push('connect'));
    other.on('peer-disconnect', () => changes.push('disconnect'));
    socket.connect();
    await next(again, 'ready');
    await until(() => changes.length === 2);
    assert.deepEqual(changes, ['disconnect', 'connect']);
    assert.deepEqual(
      again.peers.map(({ id }) => id),
      [peerId],
    );
  });

  test('connects a socket again that it has disconnected, at any moment', async () => {
    const p2p = await joined();
    const socket = connect();
    // As React's StrictMode does, before there is a connection
    new P2P(socket).disconnect();
    const second = new P2P(socket);
    await next(second, 'ready');
    second.disconnect();
    assert.equal(socket.connected, false);
    const third = new P2P(socket);
    p2p.on('ask', (answer: (value: string) => void) => answer('yes'));
    assert.deepEqual(await third.emitWithAck('ask'), new Map([[p2p.peerId, 'yes']]));
    third.disconnect();
  });

  test('does not connect a socket that somebody else has disconnected, or nobody has connected', async () => {
    const { p2p, socket } = await stage.member();
    socket.disconnect();
    p2p.disconnect();
    new P2P(socket).disconnect();
    const idle = new P2P(socket);
    assert.deepEqual([socket.active, idle.peerId], [false, undefined]);
    socket.connect();
    await next(idle, 'ready');
    idle.disconnect();
  });

  test('tells who has lost its connection, and that it is back', async () => {
    const { p2p: a, socket } = await stage.member();
    const b = await joined();
    const [peer] = b.peers;
    assert.ok(peer);
    const updated: boolean[] = [];
    b.on('peer-update', ({ id, lost }) => {
      if (id === peer.id) updated.push(lost);
    });
    assert.equal(peer.lost, false);
    await cut(socket);
    await until(() => updated.length === 1);
    const c = await joined();
    assert.deepEqual(
      c.peers.map(({ id, lost }) => [id === a.peerId, lost]),
      [
        [true, true],
        [false, false],
      ],
    );
    socket.connect();
    await until(() => updated.length === 2 && c.peers.every(({ lost }) => !lost));
    assert.deepEqual(updated, [true, false]);
    assert.deepEqual(
      a.peers.map(({ lost }) => lost),
      [false, false],
    );
  });

  test('a large event that the server refuses is given up', async () => {
    const [a, b] = [await joined(), await joined()];
    server.partAnswer = { code: 'too-large', message: 'a handler listens' };
    const error = next<P2PError>(a, 'peer-error');
    const progress = record(b, 'progress');
    a.emit('large', new Uint8Array(2_000_000));
    assert.deepEqual([(await error).code, (await error).event], ['too-large', 'large']);
    const mark = next(b, 'mark');
    a.emit('mark');
    await mark;
    assert.deepEqual(progress, []);
  });

  test('a large event names those who have no room for it', async () => {
    const [a, b, c] = [await joined(), await joined({ maxEventBytes: 100_000 }), await joined()];
    await until(() => a.peers.length === 2);
    const errors = record(a, 'peer-error') as P2PError[];
    const large = next(c, 'large');
    a.emit('large', new Uint8Array(1_000_000));
    await large;
    await until(() => errors.length > 0);
    assert.deepEqual(
      errors.map(({ code, event, peerIds }) => [code, event, peerIds]),
      [['too-large', 'large', [b.peerId]]],
    );
    await assert.rejects(
      a.to(String(b.peerId)).emitWithAck('large', new Uint8Array(1_000_000)),
      ({ code }: P2PError) => code === 'too-large',
    );
    assert.equal(errors.length, 1);
  });

  test('a large event names those who cannot join parts', async () => {
    const [a] = [await joined(), await joined()];
    server.partAnswer = { missed: ['plain'] };
    const error = next<P2PError>(a, 'peer-error');
    a.emit('large', new Uint8Array(1_000_000));
    assert.deepEqual([(await error).code, (await error).peerIds], ['too-large', ['plain']]);
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

  test('more than may wait is not sent, and says to whom', async () => {
    const { p2p: a, socket } = await stage.member({ maxQueuedBytes: 50_000 });
    const [b, c] = [await joined(), await joined()];
    await until(() => a.peers.length === 2);
    await cut(socket);
    const errors = record(a, 'peer-error') as P2PError[];
    for (let n = 0; n < 10; n++) a.emit('text', 'x'.repeat(10_000));
    assert.ok(errors.length > 0 && errors.length < 10);
    const others = [b.peerId, c.peerId].sort();
    for (const { code, event, peerIds } of errors)
      assert.deepEqual([code, event, [...(peerIds ?? [])].sort()], ['missed', 'text', others]);
    const { code } = await rejection(a.to(b.peerId ?? '').emitWithAck('ask'));
    assert.equal(code, 'missed');
    const texts = record(b, 'text');
    socket.connect();
    await until(() => texts.length === 10 - errors.length);
  });

  test('holds only so much until the room is joined', async () => {
    const socket = connect();
    const p2p = new P2P(socket, { maxQueuedBytes: 1000 });
    const errors = record(p2p, 'peer-error') as P2PError[];
    p2p.emit('text', 'x'.repeat(600));
    p2p.emit('text', 'x'.repeat(600));
    await next(p2p, 'ready');
    assert.deepEqual(
      errors.map(({ code, event }) => [code, event]),
      [['missed', 'text']],
    );
  });

  test('asks for ICE servers again before their credentials expire', async () => {
    server.iceLifetime = 20_000;
    const clock = new ManualClock();
    const { p2p, socket } = await stage.member({ environment: clock });
    for (const round of [1, 2]) {
      clock.tick(14_999);
      assert.equal(clock.pending, 1);
      clock.tick(1);
      await until(() => server.iceRequests === round && clock.pending === 1);
    }
    await cut(socket);
    clock.tick(15_000);
    assert.equal(server.iceRequests, 2);
    p2p.emit('mark');
    socket.connect();
    await until(() => server.count('mark') === 1);
    clock.tick(2_000);
    await until(() => server.iceRequests === 3);
  });

  test('does not ask for ICE servers that do not expire, nor after it has left', async () => {
    const forever = new ManualClock();
    await stage.member({ environment: forever });
    assert.equal(forever.pending, 0);
    server.iceLifetime = 20_000;
    const clock = new ManualClock();
    const p2p = await joined({ environment: clock });
    p2p.disconnect();
    assert.equal(clock.pending, 0);
  });
});

describe('The server', { timeout: 60_000 }, () => {
  const stage = new Stage();
  const { server } = stage;

  test('sends events and asks questions as a sender without an id', async () => {
    const p2p = await stage.joined({ room: 'r' });
    const id = p2p.peerId ?? '';
    const notice = new Promise((resolve) => p2p.once('notice', (...all) => resolve(all)));
    server.say(id, { room: 'r' }, 'notice', 1);
    assert.deepEqual(await notice, [1, { id: '', path: 'relay' }]);
    p2p.on('vote', (question: string, answer: (said: string) => void) => {
      answer(`${question} yes`);
      answer('twice');
    });
    server.say(id, { room: 'r', ack: 7 }, 'vote', 'Tea?');
    await until(() => server.answers.length > 0);
    p2p.emit('mark');
    await until(() => server.count('mark') === 1);
    assert.deepEqual(server.answers, [[id, 7, 'Tea? yes']]);
  });

  test('takes a client out of its room, which is not joined again by itself', async () => {
    const [{ p2p: a, socket }, b] = [await stage.member({ room: 'r' }), await stage.joined({ room: 'r' })];
    const other = new P2P(socket, { room: 'other' });
    await next(other, 'ready');
    const gone = next<Peer>(b, 'peer-disconnect');
    const left = record(a, 'peer-disconnect');
    const answer = rejection(a.to(b.peerId ?? '').emitWithAck('never'));
    const error = next<P2PError>(a, 'peer-error');
    server.remove(a.peerId ?? '', 'r', { code: 'removed', message: 'Be nice' });
    const { code, message } = await error;
    assert.deepEqual(
      [code, message, left.length, a.peerId, a.peers],
      ['removed', 'Be nice', 1, undefined, []],
    );
    assert.equal((await answer).code, 'not-answered');
    await gone;
    const errors = record(a, 'peer-error') as P2PError[];
    a.emit('text');
    assert.deepEqual(
      errors.map((one) => one.code),
      ['not-a-member'],
    );
    // Neither in this session nor in the next one
    const id = other.peerId ?? '';
    const back = next(other, 'back');
    await cut(socket);
    socket.io.reconnection(true);
    socket.connect();
    await until(() => socket.connected);
    server.say(id, { room: 'other' }, 'back');
    await back;
    server.windowMs = 0;
    await cut(socket);
    // Else it would still know this client
    await until(() => !server.knows(id));
    socket.connect();
    await until(() => other.peerId !== undefined && other.peerId !== id);
    assert.deepEqual([a.peerId, b.peers], [undefined, []]);
    a.disconnect();
    const again = new P2P(socket, { room: 'r' });
    await next(again, 'ready');
    assert.equal(again.peers.length, 1);
  });

  test('moves a client to another room, which the page joins on the same socket', async () => {
    const { p2p, socket } = await stage.member({ room: 'hall' });
    const id = p2p.peerId;
    const error = next<P2PError>(p2p, 'peer-error');
    server.remove(id ?? '', 'hall', { code: 'moved', message: 'over there', to: 'kitchen' });
    const { code, to } = await error;
    assert.deepEqual([code, to], ['moved', 'kitchen']);
    const kitchen = new P2P(socket, { room: to ?? '' });
    p2p.disconnect();
    await next(kitchen, 'ready');
    assert.equal(kitchen.peerId, id);
  });
});

describe('The data of a peer', { timeout: 60_000 }, () => {
  const stage = new Stage();

  test('is known to those who are there, and to those who come', async () => {
    const a = await stage.joined({ data: { name: 'a' } });
    const met = next<Peer>(a, 'peer-connect');
    const b = await stage.joined({ data: { name: 'b' } });
    assert.deepEqual((await met).data, { name: 'b' });
    assert.deepEqual(b.peers[0]?.data, { name: 'a' });
    assert.deepEqual(a.data, { name: 'a' });
  });

  test('can be replaced, and the others hear of it', async () => {
    const [a, b] = [await stage.joined(), await stage.joined({ data: 1 })];
    const peer = a.peers[0] ?? (await next<Peer>(a, 'peer-connect'));
    for (const data of [{ name: 'b' }, null, undefined]) {
      const updated = next<Peer>(a, 'peer-update');
      b.data = data;
      const { data: told } = await updated;
      assert.deepEqual([told, a.peer(peer.id)?.data], [data, data]);
    }
    b.data = 'for those who come';
    assert.equal((await stage.joined()).peers.find(({ id }) => id === b.peerId)?.data, 'for those who come');
  });

  test('is that of the moment when it was set', async () => {
    const data = { name: 'before' };
    const a = await stage.joined({ data });
    data.name = 'after';
    const b = await stage.joined();
    assert.deepEqual([b.peers[0]?.data, a.data], [{ name: 'before' }, { name: 'before' }]);
  });

  test('can be replaced before the room is joined', async () => {
    const early = new P2P(stage.connect(), { data: 1 });
    early.data = 2;
    const socket = stage.connect();
    const late = new P2P(socket, { data: 1 });
    // The room has been asked for by then
    socket.once('connect', () => (late.data = 2));
    await Promise.all([next(early, 'ready'), next(late, 'ready')]);
    const mark = next(late, 'mark');
    early.to(late.peerId ?? '').emit('mark');
    await mark;
    const { peers } = await stage.joined();
    assert.deepEqual(
      peers.map(({ data }) => data),
      [2, 2],
    );
  });
});

describe('Questions by relay', { timeout: 60_000 }, () => {
  const stage = new Stage();

  async function three(options: P2POptions = {}): Promise<[P2P, P2P, P2P, string, string]> {
    const a = await stage.joined(options);
    const [b, c] = [await stage.joined(), await stage.joined()];
    await until(() => a.peers.length === 2);
    return [a, b, c, b.peerId ?? '', c.peerId ?? ''];
  }

  test('are answered by one', async () => {
    const [a, b, c, idOfB] = await three();
    const askedC = record(c, 'double');
    b.on('double', (n: number, answer: (n: number) => void, sender: Sender) => {
      assert.deepEqual(sender, { id: a.peerId, path: 'relay' });
      answer(2 * n);
      answer(3 * n);
    });
    assert.equal(await a.to(idOfB).emitWithAck('double', 21), 42);
    assert.equal(await a.timeout(10_000).to(idOfB).emitWithAck('double', 1), 2);
    assert.deepEqual(askedC, []);
  });

  test('are answered by all, with anything an event can carry', async () => {
    const [a, b, c, idOfB, idOfC] = await three();
    b.on('bytes', (answer: (bytes: Uint8Array) => void) => answer(new Uint8Array([1, 2])));
    c.on('bytes', (answer: (large: string) => void) => answer('x'.repeat(1_000_000)));
    const answers = await a.emitWithAck('bytes');
    assert.deepEqual([...answers.keys()].sort(), [idOfB, idOfC].sort());
    assert.deepEqual(new Uint8Array(answers.get(idOfB) as ArrayBuffer), new Uint8Array([1, 2]));
    assert.equal((answers.get(idOfC) as string).length, 1_000_000);
  });

  test('of an empty room are answered by nobody', async () => {
    assert.deepEqual(await (await stage.joined()).emitWithAck('ask'), new Map());
  });

  test('tell after the timeout who has answered and who has not', async () => {
    const clock = new ManualClock();
    const [a, b, , idOfB, idOfC] = await three({ environment: clock });
    b.on('ask', (answer: (yes: boolean) => void) => {
      answer(true);
      b.emit('mark');
    });
    const mark = next(a, 'mark');
    const failure = rejection(a.timeout(1000).emitWithAck('ask'));
    await mark;
    clock.tick(1000);
    const { code, answers, peerIds, event } = await failure;
    assert.deepEqual([code, event, answers, peerIds], ['timeout', 'ask', new Map([[idOfB, true]]), [idOfC]]);
  });

  test('are rejected when the one who was asked leaves, and go on without one of many', async () => {
    const [a, b, c, idOfB, idOfC] = await three();
    c.on('ask', (answer: (yes: boolean) => void) => answer(true));
    const asked = next(b, 'ask');
    const ofOne = rejection(a.to(idOfB).emitWithAck('ask'));
    const ofAll = a.emitWithAck('ask');
    await asked;
    b.disconnect();
    const { code, peerId, event } = await ofOne;
    assert.deepEqual([code, peerId, event], ['not-answered', idOfB, 'ask']);
    assert.deepEqual(await ofAll, new Map([[idOfC, true]]));
  });

  test('are rejected when this client leaves', async () => {
    const [a, , , idOfB] = await three();
    const failures = [rejection(a.to(idOfB).emitWithAck('ask')), rejection(a.emitWithAck('ask'))];
    a.disconnect();
    for (const { code } of await Promise.all(failures)) assert.equal(code, 'not-answered');
    assert.equal((await rejection(a.emitWithAck('ask'))).code, 'not-a-member');
  });

  test('are rejected with what the server has against them', async () => {
    const [a, , , idOfB] = await three();
    assert.equal((await rejection(a.to('stranger').emitWithAck('ask'))).code, 'unknown-peer');
    assert.equal((await rejection(a.to(idOfB).emitWithAck('refuse-me'))).code, 'handler-failed');
    assert.equal((await rejection(a.emitWithAck('ask', 1n))).code, 'bad-request');
  });

  test('have no time that is none', async () => {
    const p2p = await stage.joined();
    for (const timeoutMs of [0, -1, NaN, '1'])
      assert.throws(() => p2p.timeout(timeoutMs as number), TypeError);
  });
});

describe('A large event by relay', { timeout: 60_000 }, () => {
  const stage = new Stage();
  const TOTAL = 20_000_000;

  /** Two members, and how many bytes of parts have come to the server. */
  async function two(): Promise<{ a: P2P; b: P2P; uploaded: () => number }> {
    let uploaded = 0;
    stage.server.io.once('connection', (socket) =>
      socket.onAny((event: string, _header: unknown, bytes: Uint8Array) => {
        if (event === 'p2p:part') uploaded += bytes.length;
      }),
    );
    const a = await stage.joined();
    const b = await stage.joined();
    await until(() => a.peers.length === 1);
    return { a, b, uploaded: () => uploaded };
  }

  test('is given up by its sender, at both ends', async () => {
    const { a, b, uploaded } = await two();
    const larges = record(b, 'large');
    a.once('progress', ({ abort }) => abort());
    const errors = Promise.all([next<P2PError>(a, 'peer-error'), next<P2PError>(b, 'peer-error')]);
    a.emit('large', new Uint8Array(TOTAL));
    const [sender, receiver] = await errors;
    assert.deepEqual([sender.code, sender.event], ['aborted', 'large']);
    assert.deepEqual([receiver.code, receiver.event, receiver.peerId], ['aborted', 'large', a.peerId]);
    const mark = next(b, 'mark');
    a.emit('mark');
    await mark;
    assert.ok(uploaded() < TOTAL / 4, `${uploaded()} bytes`);
    assert.deepEqual(larges, []);
  });

  test('is given up by its receiver, and its sender sends no more', async () => {
    const { a, b, uploaded } = await two();
    const errorsOfA = record(a, 'peer-error');
    const larges = record(b, 'large');
    b.once('progress', ({ abort }) => {
      abort();
      b.emit('gave up');
    });
    const error = next<P2PError>(b, 'peer-error');
    const gaveUp = next(a, 'gave up');
    a.to(b.peerId ?? '').emit('large', new Uint8Array(TOTAL));
    assert.deepEqual([(await error).code, (await error).peerId], ['aborted', a.peerId]);
    await gaveUp;
    const mark = next(b, 'mark');
    a.emit('mark');
    await mark;
    assert.ok(uploaded() < TOTAL / 4, `${uploaded()} bytes`);
    assert.deepEqual([larges, errorsOfA], [[], []]);
  });

  test('rejects the question that it was, when the server refuses it', async () => {
    const { a } = await two();
    stage.server.partAnswer = { code: 'too-large', message: 'a handler listens' };
    const { code } = await rejection(a.emitWithAck('large', new Uint8Array(TOTAL)));
    assert.equal(code, 'too-large');
  });

  test('rejects the question that it was, when the one who was asked does not want it', async () => {
    const { a, b } = await two();
    b.on('progress', ({ abort }) => abort());
    const { code, peerId } = await rejection(
      a.to(b.peerId ?? '').emitWithAck('large', new Uint8Array(TOTAL)),
    );
    assert.deepEqual([code, peerId], ['aborted', b.peerId]);
    assert.equal((await a.emitWithAck('large', new Uint8Array(TOTAL))).size, 0);
  });

  test('rejects the question that it was, when it is given up', async () => {
    const { a } = await two();
    a.once('progress', ({ abort }) => abort());
    const { code } = await rejection(a.emitWithAck('large', new Uint8Array(TOTAL)));
    assert.equal(code, 'aborted');
  });
});

describe('A connection that is not there', { timeout: 60_000 }, () => {
  const stage = new Stage();
  const { server } = stage;
  const connect = stage.connect.bind(stage);

  // Nobody listens there
  const NOWHERE = 'http://127.0.0.1:1';

  let admitted: string | undefined;

  before(() => {
    server.io.use(({ handshake }, done) => {
      const { token } = handshake.auth as { token?: string };
      const message = 'Show who you are';
      if (admitted === undefined || token === admitted) done();
      else done(Object.assign(new Error(message), { data: { code: 'unauthorized', message } }));
    });
  });

  beforeEach(() => {
    admitted = undefined;
  });

  test('is told to every P2P of the socket with the words of the server that refused it', async () => {
    admitted = 'good';
    const socket = connect();
    const first = new P2P(socket);
    const rooms = [first, new P2P(socket, { room: 'other' })];
    const errors = await Promise.all(rooms.map((p2p) => next<P2PError>(p2p, 'peer-error')));
    for (const { code, message } of errors) {
      assert.deepEqual([code, message], ['unauthorized', 'Show who you are']);
    }
    // Each attempt of the application is told of
    const again = next<P2PError>(first, 'peer-error');
    socket.auth = { token: 'bad' };
    socket.connect();
    assert.equal((await again).code, 'unauthorized');
    socket.auth = { token: 'good', p2p: 1 };
    socket.connect();
    await Promise.all(rooms.map((p2p) => next(p2p, 'ready')));
  });

  test('is one line on the console where nobody listens', async (context) => {
    admitted = 'good';
    const warn = context.mock.method(console, 'warn', () => undefined);
    const socket = connect();
    const p2p = new P2P(socket);
    await until(() => warn.mock.callCount() > 0);
    await until(() => !socket.active);
    assert.equal(warn.mock.callCount(), 1);
    assert.match(String(warn.mock.calls[0]?.arguments[1]), /unauthorized|Show who you are/);
    assert.equal(p2p.peerId, undefined);
  });

  test('is told once, however often socket.io-client tries, and again after it was there', async () => {
    const socket = io(stage.url, {
      forceNew: true,
      transports: ['websocket'],
      path: '/nowhere',
      reconnectionDelay: 1,
      reconnectionDelayMax: 1,
    });
    // It stays there, lost
    const p2p = new P2P(socket, { room: 'elsewhere' });
    const errors = record(p2p, 'peer-error') as P2PError[];
    await until(() => errors.length > 0);
    let attempts = 0;
    socket.io.on('reconnect_attempt', () => (attempts += 1));
    await until(() => attempts === 3);
    assert.deepEqual(
      errors.map(({ code }) => code),
      ['connect-failed'],
    );
    assert.ok(errors[0]?.cause instanceof Error);
    socket.io.opts.path = '/socket.io/';
    await next(p2p, 'ready');
    socket.io.opts.path = '/nowhere/';
    socket.io.engine.close();
    await until(() => errors.length > 1);
    assert.equal(errors[1]?.code, 'connect-failed');
    p2p.disconnect();
  });

  /** What a P2P without a listener writes to the console, while socket.io-client tries and tries. */
  async function written(context: TestContext, url: string, options: object): Promise<unknown[]> {
    const warn = context.mock.method(console, 'warn', () => undefined);
    const socket = io(url, { forceNew: true, reconnectionDelay: 1, reconnectionDelayMax: 1, ...options });
    const p2p = new P2P(socket);
    let attempts = 0;
    socket.on('connect_error', () => (attempts += 1));
    await until(() => attempts === 3 || !socket.active);
    await new Promise(setImmediate);
    p2p.leave();
    socket.disconnect();
    assert.equal(warn.mock.callCount(), 1);
    const [label, error] = (warn.mock.calls[0]?.arguments ?? []) as unknown[];
    assert.equal(label, 'socket.io-p2p-client:');
    const { code, message } = error as P2PError;
    warn.mock.restore();
    return [code, message.replace('this client could not connect: ', '')];
  }

  for (const transport of ['polling', 'websocket']) {
    test(`is told with its cause, once and truly, over ${transport}`, async (context) => {
      const isPolling = transport === 'polling';
      const told = (url: string, options: object = {}): Promise<unknown[]> =>
        written(context, url, { transports: [transport], ...options });
      const failed = (reason: string): unknown[] => [
        'connect-failed',
        `${isPolling ? 'xhr poll' : 'websocket'} error: ${reason}`,
      ];
      const down = isPolling
        ? 'there is no server, or it does not take this page'
        : 'connect ECONNREFUSED 127.0.0.1:1';
      assert.deepEqual(await told(NOWHERE), failed(down));

      const http = createServer((_, response) => response.writeHead(404).end('not here'));
      const forbidding = createServer();
      new Server(forbidding, { allowRequest: (_, answer) => answer('not from there', false) });
      for (const one of [http, forbidding])
        await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve));
      const [elsewhere, forbidden] = [http, forbidding].map(
        (one) => `http://127.0.0.1:${(one.address() as AddressInfo).port}`,
      );
      const answered = (status: string, code: string): unknown[] =>
        failed(isPolling ? `the server answered ${status}` : `Unexpected server response: ${code}`);
      assert.deepEqual(await told(elsewhere ?? ''), answered('404', '404'));
      assert.deepEqual(await told(forbidden ?? ''), answered('403 not from there', '400'));
      for (const one of [http, forbidding]) one.close();

      assert.deepEqual(await told(`${stage.url}/elsewhere`), ['connect-failed', 'Invalid namespace']);
      admitted = 'good';
      assert.deepEqual(await told(stage.url), ['unauthorized', 'Show who you are']);
    });
  }

  test('is told of a server of Socket.IO that does not know the protocol, once', async () => {
    const http = createServer();
    const plain = new Server(http);
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const socket = io(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, { reconnectionDelay: 1 });
    const clock = new ManualClock();
    const p2p = new P2P(socket, { environment: clock });
    const errors = record(p2p, 'peer-error') as P2PError[];
    for (let round = 0; round < 3; round++) {
      await until(() => socket.connected);
      const dropped = new Promise((resolve) => socket.once('disconnect', resolve));
      clock.tick(20_000);
      await dropped;
    }
    assert.deepEqual(
      errors.map(({ code, message }) => [code, message.includes('may not have Socket.IO P2P')]),
      [['join-failed', true]],
    );
    p2p.disconnect();
    await plain.close();
  });

  test('settles the questions that wait for it, and those that are asked then, when nobody tries any more', async () => {
    admitted = 'good';
    const refused = new P2P(connect());
    refused.on('peer-error', () => undefined);
    assert.equal((await rejection(refused.emitWithAck('ask'))).code, 'unauthorized');
    assert.equal((await rejection(refused.to('x').emitWithAck('ask'))).code, 'unauthorized');

    const once = new P2P(io(NOWHERE, { forceNew: true, reconnection: false }));
    once.on('peer-error', () => undefined);
    assert.equal((await rejection(once.emitWithAck('ask'))).code, 'connect-failed');
    assert.equal((await rejection(once.emitWithAck('ask'))).code, 'connect-failed');

    const few = new P2P(io(NOWHERE, { forceNew: true, reconnectionAttempts: 2, reconnectionDelay: 1 }));
    few.on('peer-error', () => undefined);
    assert.equal((await rejection(few.emitWithAck('ask'))).code, 'connect-failed');
  });

  test('settles the questions of a socket that the application, or the server, has closed', async () => {
    const { p2p, socket } = await stage.member();
    p2p.on('peer-error', () => undefined);
    socket.disconnect();
    assert.equal((await rejection(p2p.emitWithAck('ask'))).code, 'not-answered');

    assert.equal((await rejection(p2p.emitWithAck('ask'))).code, 'not-answered');

    // What was rejected is not asked after all
    const other = await stage.joined();
    const asked = record(other, 'ask');
    const mark = next(other, 'mark');
    p2p.emit('mark');
    socket.connect();
    await mark;
    assert.deepEqual(asked, []);
    other.on('ask', (answer: (value: number) => void) => answer(1));
    assert.deepEqual(await p2p.emitWithAck('ask'), new Map([[other.peerId, 1]]));
    server.io.sockets.sockets.get(socket.id ?? '')?.disconnect();
    await until(() => !socket.active);
    assert.equal((await rejection(p2p.emitWithAck('ask'))).code, 'not-answered');
  });

  test('settles a question at its timeout, and those of a room that is left', async () => {
    const socket = io(stage.url, { forceNew: true, autoConnect: false });
    const p2p = new P2P(socket);
    assert.equal((await rejection(p2p.timeout(1).emitWithAck('ask'))).code, 'timeout');
    const waits = rejection(p2p.emitWithAck('ask'));
    const waitsToo = rejection(p2p.to('x').emitWithAck('ask'));
    p2p.leave();
    assert.deepEqual([(await waits).code, (await waitsToo).code], ['not-a-member', 'not-a-member']);
    assert.equal((await rejection(p2p.emitWithAck('ask'))).code, 'not-a-member');
    const again = new P2P(socket);
    const last = rejection(again.emitWithAck('ask'));
    again.disconnect();
    assert.equal((await last).code, 'not-a-member');
  });
});

const LIVES = 80;

/** What a page does that mounts and unmounts parts of itself: in each of its rooms a P2P, and then none, and so on. */
class Page {
  readonly socket: Socket;
  readonly settled: Promise<string>[] = [];
  readonly steps: string[] = [];
  readonly #mounted = new Map<string, P2P>();
  readonly #ended: P2P[] = [];
  readonly #random: () => number;

  constructor(socket: Socket, random: () => number) {
    this.socket = socket;
    this.#random = random;
  }

  mount(room: string): P2P {
    const p2p = new P2P(this.socket, { room, data: { steps: this.steps.length } });
    p2p.on('peer-error', () => undefined);
    this.#mounted.set(room, p2p);
    return p2p;
  }

  mounted(room: string): P2P {
    return this.#mounted.get(room) ?? this.mount(room);
  }

  /** Does anything. */
  async act(): Promise<void> {
    const room = ['a', 'b', 'c'][randomInt(this.#random, 3)] ?? '';
    const p2p = this.#mounted.get(room);
    const actions: readonly [string, () => unknown][] = [
      ['mount', () => p2p ?? this.mount(room)],
      ['mount', () => p2p ?? this.mount(room)],
      ['disconnect', () => this.#unmount(room, (one) => one.disconnect())],
      ['leave', () => this.#unmount(room, (one) => one.leave())],
      [
        'leave and disconnect',
        () =>
          this.#unmount(room, (one) => {
            one.leave();
            one.disconnect();
          }),
      ],
      [
        'leave away',
        () => {
          if (this.socket.connected) this.socket.io.engine.close();
          this.#unmount(room, (one) => one.leave());
          this.mount(room);
        },
      ],
      [
        'leave early',
        async () => {
          // Its CONNECT is on its way then
          await until(() => !this.socket.active || this.socket.io._readyState === 'open');
          this.#unmount(room, (one) => one.disconnect());
        },
      ],
      ['end again', () => this.#ended.at(-1)?.disconnect()],
      ['leave again', () => this.#ended.at(0)?.leave()],
      ['mount twice', () => p2p && assert.throws(() => this.mount(room), /has a P2P/)],
      ['ask who has left', () => this.#ended[0] && this.#ask(this.#ended[0])],
      ['reconnect', () => this.socket.active && this.socket.disconnect().connect()],
      ['ask', () => p2p && this.#ask(p2p)],
      ['ask nobody', () => p2p && this.#ask(p2p, 'nobody')],
      ['emit', () => p2p?.emit('text', 'x')],
      ['wait', () => new Promise(setImmediate)],
      ['wait long', () => new Promise((resolve) => setTimeout(resolve, 3))],
      ['connection', () => this.socket.active && until(() => this.socket.connected || !this.socket.active)],
      ['cut', () => this.socket.connected && this.socket.io.engine.close()],
    ];
    const action = actions[randomInt(this.#random, actions.length)];
    if (!action) return;
    this.steps.push(`${action[0]} ${room}`);
    await action[1]();
  }

  #unmount(room: string, end: (p2p: P2P) => void): void {
    const p2p = this.#mounted.get(room);
    if (!p2p) return;
    end(p2p);
    this.#ended.push(p2p);
    this.#mounted.delete(room);
    assert.deepEqual([p2p.peerId, p2p.peers], [undefined, []]);
  }

  #ask(p2p: P2P, to?: string): void {
    const question = to === undefined ? p2p.emitWithAck('ask') : p2p.to(to).emitWithAck('ask');
    this.settled.push(
      question.then(
        () => 'answered',
        (error: unknown) => (error as P2PError).code,
      ),
    );
  }
}

describe('A page that mounts and unmounts', { timeout: 60_000 }, () => {
  const stage = new Stage();
  const { server } = stage;

  test('is in its rooms in the end, once, and all its questions are settled, whatever the order', async () => {
    const observers = new Map<string, P2P>();
    for (const room of ['a', 'b', 'c']) {
      const p2p = await stage.joined({ room });
      p2p.on('ask', (answer: (value: string) => void) => answer('yes'));
      observers.set(room, p2p);
    }
    for (let seed = 1; seed <= LIVES; seed++) {
      const random = seeded(seed);
      // Some servers keep nobody, and some applications connect only when all is set up
      server.windowMs = random() < 0.2 ? 0 : 120_000;
      const autoConnect = random() < 0.8;
      const page = new Page(stage.connect(undefined, { autoConnect }), random);
      try {
        for (let n = 3 + randomInt(random, 15); n > 0; n--) await page.act();
        if (!autoConnect) page.socket.connect();
        const rooms = ['a', 'b', 'c'].map((room) => page.mounted(room));
        await until(() => rooms.every(({ peerId, peers }) => peerId !== undefined && peers.length > 0));
        for (const p2p of rooms) {
          const observer = observers.get(p2p.room);
          assert.ok(observer);
          await until(() => observer.peers.length === 1 && observer.peers[0]?.id === p2p.peerId);
          assert.deepEqual(await p2p.emitWithAck('ask'), new Map([[observer.peerId, 'yes']]));
          p2p.disconnect();
        }
        await until(
          () => !page.socket.connected && [...observers.values()].every(({ peers }) => peers.length === 0),
        );
        const late = new Promise<string>((_, reject) =>
          setTimeout(reject, 3_000, new Error('a question waits')),
        );
        await Promise.race([Promise.all(page.settled), late]);
      } catch (error) {
        throw new Error(`seed ${seed}: ${page.steps.join(', ')}`, { cause: error });
      }
    }
    assert.equal(server.members.length, 3);
  });
});

describe('A session', { timeout: 60_000 }, () => {
  const stage = new Stage();
  const { server } = stage;

  interface Two {
    a: P2P;
    socket: Socket;
    b: P2P;
    clock: ManualClock;
  }

  /** Two members; the time of the first is the test's. */
  async function two(): Promise<Two> {
    const clock = new ManualClock();
    const { p2p: a, socket } = await stage.member({ environment: clock });
    const b = await stage.joined();
    await until(() => a.peers.length === 1);
    return { a, socket, b, clock };
  }

  test('outlives its connection: what was sent meanwhile comes once and in order, both ways', async () => {
    const { a, socket, b } = await two();
    const { peerId } = a;
    const changes = ['peer-connect', 'peer-disconnect', 'peer-error'].flatMap((event) => [
      record(a, event),
      record(b, event),
    ]);
    const [heardByA, heardByB] = [record(a, 'text'), record(b, 'text')];
    const sent: number[] = [];
    const emitBoth = (count: number): void => {
      for (let n = 0; n < count; n++) {
        sent.push(sent.length);
        for (const p2p of [a, b]) p2p.emit('text', sent.length - 1);
      }
    };
    for (let round = 0; round < 3; round++) {
      emitBoth(50);
      const disconnected = new Promise((resolve) => socket.once('disconnect', resolve));
      socket.io.engine.close();
      emitBoth(20);
      await disconnected;
      emitBoth(50);
      await new Promise<void>((resolve) => socket.once('connect', resolve));
      emitBoth(20);
    }
    await until(() => heardByA.length >= sent.length && heardByB.length >= sent.length);
    const marks = Promise.all([next(a, 'mark'), next(b, 'mark')]);
    for (const p2p of [a, b]) p2p.emit('mark');
    await marks;
    assert.deepEqual(heardByA, sent);
    assert.deepEqual(heardByB, sent);
    assert.equal(a.peerId, peerId);
    assert.notEqual(socket.id, peerId);
    assert.deepEqual(changes.flat(), []);
  });

  test('carries a large event and a question on over a reconnect', async () => {
    const { a, socket, b } = await two();
    b.once('progress', () => socket.io.engine.close());
    b.on('size', (bytes: ArrayBuffer, answer: (size: number) => void) => answer(bytes.byteLength));
    assert.deepEqual(
      await a.emitWithAck('size', new Uint8Array(4_000_000)),
      new Map([[b.peerId, 4_000_000]]),
    );
  });

  test('ends when it was away for too long, and the next one begins with what waited for the room', async () => {
    server.windowMs = 50;
    const { a, socket, b, clock } = await two();
    const { peerId } = a;
    const texts = record(b, 'text');
    a.emit('text', 'before');
    await until(() => texts.length === 1);
    const left = next<Peer>(b, 'peer-disconnect');
    const lost = next<Peer>(a, 'peer-disconnect');
    const error = next<P2PError>(a, 'peer-error');
    await cut(socket);
    a.emit('text', 'meanwhile 1');
    a.to(b.peerId ?? '').emit('text', 'to the one who was there');
    a.emit('text', 'meanwhile 2');
    clock.tick(50);
    // The first may have arrived, for all this client knows, and the one for a peer is not for its successor
    assert.deepEqual([(await error).code, (await error).missed], ['session-lost', 2]);
    assert.deepEqual([a.peerId, a.peers], [undefined, []]);
    assert.equal((await lost).id, b.peerId);
    assert.equal((await left).id, peerId);
    a.emit('text', 'later');
    const comes = next<Peer>(b, 'peer-connect');
    socket.connect();
    await until(() => texts.length === 4);
    assert.deepEqual(texts, ['before', 'meanwhile 1', 'meanwhile 2', 'later']);
    assert.equal((await comes).id, a.peerId);
    assert.equal(a.peerId, socket.id);
    assert.notEqual(a.peerId, peerId);
    assert.equal(a.peers.length, 1);
  });

  test('ends when the server has forgotten it', async () => {
    server.windowMs = 50;
    const { a, socket, b } = await two();
    const left = next(b, 'peer-disconnect');
    await cut(socket);
    await left;
    const error = next<P2PError>(a, 'peer-error');
    const text = next(b, 'text');
    a.emit('text', 'meanwhile');
    socket.connect();
    assert.deepEqual([(await error).code, (await error).missed], ['session-lost', 0]);
    assert.equal(await text, 'meanwhile');
    assert.equal(a.peerId, socket.id);
  });

  test('ends when the application disconnects its socket', async () => {
    const { a, socket, b, clock } = await two();
    const { peerId } = a;
    const left = next<Peer>(b, 'peer-disconnect');
    const error = next<P2PError>(a, 'peer-error');
    socket.disconnect();
    assert.equal((await error).code, 'session-lost');
    assert.equal(a.peerId, undefined);
    assert.equal(clock.pending, 0);
    assert.equal((await left).id, peerId);
    const comes = next<Peer>(b, 'peer-connect');
    socket.connect();
    assert.notEqual((await comes).id, peerId);
    await until(() => a.peerId === socket.id);
  });

  test('ends when the server disconnects it', async () => {
    const { a, socket, b } = await two();
    const left = next<Peer>(b, 'peer-disconnect');
    const error = next<P2PError>(a, 'peer-error');
    server.io.sockets.sockets.get(socket.id ?? '')?.disconnect();
    assert.equal((await error).code, 'session-lost');
    await left;
  });

  test('ends a large event with it', async () => {
    const { a, socket, b } = await two();
    const errors = Promise.all([next<P2PError>(a, 'peer-error'), next<P2PError>(b, 'peer-error')]);
    b.once('progress', () => socket.disconnect());
    a.emit('large', new Uint8Array(20_000_000));
    const [sender, receiver] = await errors;
    assert.deepEqual([sender.code, receiver.code], ['session-lost', 'aborted']);
    assert.equal(sender.missed, 1);
  });

  test('rejects the questions that were asked in it', async () => {
    const { a, socket, b } = await two();
    const asked = next(b, 'ask');
    const failure = rejection(a.emitWithAck('ask'));
    await asked;
    socket.disconnect();
    assert.equal((await failure).code, 'not-answered');
  });

  /** A server that takes less than it says, and how many connections have ended over it. */
  async function deceived(): Promise<Two & { cuts: () => number }> {
    server.maxPayload = 10_000_000;
    const all = await two();
    let cuts = 0;
    all.socket.on('disconnect', () => (cuts += 1));
    return { ...all, cuts: () => cuts };
  }

  const POISON = 'x'.repeat(300_000);

  test('gives up what has ended two connections, tells so, and goes on', async () => {
    const { a, socket, b, cuts } = await deceived();
    const { peerId } = a;
    const errors = record(a, 'peer-error') as P2PError[];
    const changes = ['peer-connect', 'peer-disconnect', 'peer-error'].map((event) => record(b, event));
    const texts = record(b, 'text');
    a.emit('text', 1);
    a.emit('poison', POISON);
    a.emit('text', 2);
    a.to(b.peerId ?? '').emit('poison for one', POISON);
    a.emit('text', 3);
    await until(() => texts.length === 3);
    a.emit('text', 4);
    await until(() => texts.length === 4);
    assert.deepEqual(
      errors.map(({ code, event, peerIds }) => [code, event, peerIds]),
      [
        ['too-large', 'poison', undefined],
        ['too-large', 'poison for one', [b.peerId]],
      ],
    );
    // Each that is given up ends one more, so that the server learns of it
    assert.deepEqual([cuts(), texts, changes.flat()], [6, [1, 2, 3, 4], []]);
    assert.deepEqual([a.peerId, socket.connected], [peerId, true]);
  });

  test('gives up what has ended five connections in whatever way', async () => {
    server.admitsFailure = false;
    const { a, b, cuts } = await deceived();
    const errors = record(a, 'peer-error') as P2PError[];
    const mark = next(b, 'mark');
    a.emit('poison', POISON);
    a.emit('mark');
    await mark;
    assert.deepEqual(
      errors.map(({ code, event }) => [code, event]),
      [['missed', 'poison']],
    );
    assert.equal(cuts(), 6);
  });

  test('rejects the question that it gives up, and that to one peer', async () => {
    const { a, b } = await deceived();
    const errors = record(a, 'peer-error');
    const ofAll = rejection(a.emitWithAck('poison', POISON));
    const ofOne = rejection(a.to(b.peerId ?? '').emitWithAck('poison', POISON));
    for (const { code, event } of [await ofAll, await ofOne])
      assert.deepEqual([code, event], ['too-large', 'poison']);
    b.on('ask', (answer: (said: string) => void) => answer('still here'));
    assert.deepEqual(await a.emitWithAck('ask'), new Map([[b.peerId, 'still here']]));
    assert.deepEqual(errors, []);
  });

  test('gives up a large event whose parts end its connections, and tells so once', async () => {
    const { a, b, cuts } = await deceived();
    const errors = record(a, 'peer-error') as P2PError[];
    server.refuses = (event) => event === 'p2p:part';
    const given = next(a, 'peer-error');
    a.emit('large', new Uint8Array(12_000_000));
    await given;
    const mark = next(b, 'mark');
    a.emit('mark');
    await mark;
    assert.deepEqual(
      errors.map(({ code, event }) => [code, event]),
      [['too-large', 'large']],
    );
    assert.ok(cuts() >= 2, `${cuts()}`);
    server.refuses = undefined;
    const small = next(b, 'small');
    a.emit('small');
    await small;
  });

  test('fails a link whose signals end its connections', async () => {
    server.refuses = (event) => event === 'peer-signal';
    const { RTCPeerConnection } = createRequire(import.meta.url)('werift') as typeof globalThis;
    const peerOpts = { iceServers: [{ urls: 'stun:127.0.0.1:9' }], iceStunGatherTimeout: 0.05 };
    const [a, b] = [0, 1].map(() => new P2P(stage.connect(), { rtc: { RTCPeerConnection }, peerOpts }));
    assert.ok(a && b);
    const [error, other] = await Promise.race(
      [a, b].map(async (p2p) => [await next<P2PError>(p2p, 'peer-error'), p2p === a ? b : a] as const),
    );
    assert.deepEqual([error.code, (error.cause as P2PError).code], ['link-failed', 'too-large']);
    assert.equal(error.peerId, other.peerId);
    for (const p2p of [a, b]) p2p.disconnect();
  });

  test('does without coming back where the server keeps nobody', async () => {
    server.windowMs = 0;
    const { a, socket, b } = await two();
    const error = next<P2PError>(a, 'peer-error');
    const left = next(b, 'peer-disconnect');
    socket.io.engine.close();
    assert.equal((await error).code, 'session-lost');
    await left;
    await until(() => a.peerId === socket.id && b.peers.length === 1);
  });
});

function binaries(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => new Uint8Array([index]));
}

function nested(depth: number): unknown {
  return depth === 0 ? 1 : [nested(depth - 1)];
}

describe('What an event may have', { timeout: 60_000 }, () => {
  const stage = new Stage();
  const { server } = stage;

  async function two(): Promise<{ a: P2P; b: P2P }> {
    const a = await stage.joined();
    const b = await stage.joined();
    await until(() => a.peers.length === 1);
    return { a, b };
  }

  // socket.io-parser 4.2.7 ends the connection over eleven, at both ends
  for (const count of [10, 11, 100, 1000]) {
    test(`is ${count} binaries, in events and in answers`, async () => {
      const { a, b } = await two();
      const firsts = (all: ArrayBuffer[]): number[] => all.map((bytes) => new Uint8Array(bytes)[0] ?? -1);
      const expected = binaries(count).map(([first]) => first);
      b.on('many', (sent: ArrayBuffer[], answer: (back: Uint8Array[]) => void) => {
        assert.deepEqual(firsts(sent), expected);
        answer(binaries(count));
      });
      const heard = next<ArrayBuffer[]>(b, 'news');
      a.emit('news', binaries(count));
      assert.deepEqual(firsts(await heard), expected);
      const answer: unknown = await a.to(b.peerId ?? '').emitWithAck('many', binaries(count));
      assert.deepEqual(firsts(answer as ArrayBuffer[]), expected);
      assert.equal(server.count('news'), 1);
    });
  }

  test('is no more, and nothing that is nested deeper', async () => {
    const { a, b } = await two();
    const tooMany = isTypeError(/at most 1000 binaries/);
    const tooDeep = isTypeError(/nested/);
    assert.throws(() => a.emit('many', binaries(1001)), tooMany);
    assert.throws(() => a.emit('many', { binaries: binaries(500) }, binaries(501)), tooMany);
    for (const depth of [251, 300, 100_000]) {
      let deep: unknown = 1;
      for (let level = 0; level < depth; level++) deep = level % 2 ? { deep } : [deep];
      assert.throws(() => a.to('b').emit('deep', deep), tooDeep);
      assert.throws(() => (a.data = deep), tooDeep);
      assert.throws(() => new P2P(stage.connect(), { data: deep }), tooDeep);
      const { code, cause } = await rejection(a.emitWithAck('deep', deep));
      assert.ok(code === 'bad-request' && tooDeep(cause));
    }
    const heard = next(b, 'deep');
    const text = ']}[{"\\'.repeat(100);
    a.emit('deep', nested(250), [text, text]);
    assert.deepEqual(await heard, nested(250));
    const updated = next<Peer>(b, 'peer-update');
    a.data = nested(250);
    assert.deepEqual((await updated).data, nested(250));
  });

  test('is 16 KiB for the data of a peer, whatever characters they are', async () => {
    const { a } = await two();
    for (const data of ['x'.repeat(16_383), 'é'.repeat(8_192)]) {
      assert.throws(() => (a.data = data), isTypeError(/16384 bytes/));
      assert.throws(() => new P2P(stage.connect(), { data }), isTypeError(/16384 bytes/));
    }
    a.data = 'x'.repeat(16_382);
  });

  test('is told to whoever asks, where an answer has more', async () => {
    const { a, b } = await two();
    const thrown: unknown[] = [];
    b.on('ask', (answer: (deep: unknown) => void) => {
      try {
        answer(nested(251));
      } catch (error) {
        thrown.push(error);
      }
    });
    const { code, peerId } = await rejection(a.to(b.peerId ?? '').emitWithAck('ask'));
    assert.deepEqual([code, peerId], ['bad-request', b.peerId]);
    assert.ok(isTypeError(/nested/)(thrown[0]));
    assert.deepEqual(await a.emitWithAck('ask'), new Map());
  });

  test('is told to whoever asks, where an answer is too large', async () => {
    const a = await stage.joined();
    const b = await stage.joined({ maxEventBytes: 1_000 });
    const errors = record(b, 'peer-error') as P2PError[];
    b.on('ask', (answer: (large: string) => void) => answer('x'.repeat(1_000)));
    const { code, peerId } = await rejection(a.to(b.peerId ?? '').emitWithAck('ask'));
    assert.deepEqual([code, peerId], ['too-large', b.peerId]);
    // An answer to the server goes in one packet or not at all
    a.on('ask', (answer: (large: string) => void) => answer('x'.repeat(300_000)));
    const heard = next<P2PError>(a, 'peer-error');
    server.say(a.peerId ?? '', { room: '', ack: 4 }, 'ask');
    assert.equal((await heard).code, 'too-large');
    await until(() => server.answers.length === 1);
    const [[from, ack, answer, failure] = []] = server.answers as [string, number, null, { code: string }][];
    assert.deepEqual([from, ack, answer, failure?.code], [a.peerId, 4, null, 'too-large']);
    assert.deepEqual(
      errors.map((error) => error.code),
      ['too-large'],
    );
  });

  test('is refused once, however many parts were on their way', async () => {
    const { a, b } = await two();
    const errors = record(a, 'peer-error') as P2PError[];
    server.partAnswer = { code: 'too-large', message: 'a handler listens' };
    a.emit('large', 'x'.repeat(3_000_000));
    await until(() => errors.length > 0);
    const mark = next(a, 'mark');
    b.emit('mark');
    await mark;
    assert.deepEqual(
      errors.map(({ code, event }) => [code, event]),
      [['too-large', 'large']],
    );
  });

  test('fits the packets that the server takes, however small they are', async () => {
    server.maxPayload = 1_000;
    const room = 'ü'.repeat(60);
    const { p2p: a, socket } = await stage.member({ room });
    const b = await stage.joined({ room });
    await until(() => a.peers.length === 1);
    let largest = 0;
    socket.io.engine.on('packetCreate', ({ data }: { data?: string | Uint8Array }) => {
      const bytes = typeof data === 'string' ? Buffer.byteLength(data) : ((data?.length ?? 0) * 4) / 3;
      largest = Math.max(largest, bytes);
    });
    const heard = record(b, 'event');
    for (let size = 0; size < 2_000; size += 100) a.emit('event', 'é'.repeat(size), new Uint8Array(size));
    await until(() => heard.length === 20);
    assert.ok(largest <= 1_000 && largest > 200, `${largest}`);
    const refused = next<P2PError>(a, 'peer-error');
    a.emit('x'.repeat(2_000));
    assert.equal((await refused).code, 'too-large');
    assert.throws(() => (a.data = 'x'.repeat(1_000)), isTypeError(/data must have at most/));
    a.emit('event');
    await until(() => heard.length === 21);
  });

  test('is told of a join that is more than the server takes, whose connection stays', async () => {
    const limit = 3_000;
    server.limit(limit);
    const socket = stage.connect({ token: 't'.repeat(2_000) });
    const disconnects: unknown[] = [];
    socket.on('disconnect', (reason) => disconnects.push(reason));
    let attempts = 0;
    socket.io.on('reconnect_attempt', () => (attempts += 1));
    const large = new P2P(socket, { room: 'large', data: 'x'.repeat(limit) });
    const medium = new P2P(socket, { room: 'medium', data: 'x'.repeat(1_000) });
    const small = new P2P(socket, { room: 'small' });
    const failure = next<P2PError>(large, 'peer-error');
    await Promise.all([next(medium, 'ready'), next(small, 'ready')]);
    const { code, cause } = await failure;
    assert.deepEqual([code, (cause as P2PError).code], ['join-failed', 'too-large']);
    // Nor does what is set while the answer is on its way end it
    const late = new P2P(socket, { room: 'late' });
    const told = next<P2PError>(late, 'peer-error');
    late.data = 'x'.repeat(limit);
    assert.equal((await told).code, 'too-large');
    assert.throws(() => (medium.data = 'x'.repeat(limit)), isTypeError(/at most/));
    assert.deepEqual([disconnects, attempts, large.peerId], [[], 0, undefined]);
    assert.equal(late.peerId, small.peerId);
    socket.disconnect();
  });

  test('is asked for with the connect as far as there is room for it', async () => {
    const auths: { p2p?: { joins?: unknown[] } }[] = [];
    server.io.once('connection', ({ handshake }) => void auths.push(handshake.auth));
    const token = 'é'.repeat(5_000);
    const socket = stage.connect((answer) => answer({ token }));
    const rooms = ['a', 'b', 'c'].map((room) => new P2P(socket, { room, data: 'é'.repeat(3_500) }));
    await Promise.all(rooms.map((p2p) => next(p2p, 'ready')));
    assert.equal(auths[0]?.p2p?.joins?.length, 2);
    assert.ok(Buffer.byteLength(JSON.stringify(auths[0].p2p)) < 16 * 1024);
    socket.disconnect();
  });
});
