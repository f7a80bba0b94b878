import assert from 'node:assert/strict';
import type { Socket as TcpSocket } from 'node:net';
import { describe, test } from 'node:test';
import { P2P, type P2PError } from '../src/index.js';
import { createVolatileOrder } from '../src/stream/volatile-order.js';
import type { Kit } from './page.js';
import { next, record, Stage, until } from './relay-stage.js';
import { describeInBrowsers } from './suite-page.js';

declare const kit: Kit;

describe('The order of volatile events', () => {
  test('takes what is newer than the last of its name, also where numbers go round', () => {
    const isNews = createVolatileOrder();
    const taken = [1, 3, 2, 3, 4, 0xffff_ffff, 5].filter((number) => isNews('a', number));
    assert.deepEqual(taken, [1, 3, 4, 5]);
    assert.ok(isNews('b', 2));
    for (const number of [2 ** 31 - 1, 2 ** 32 - 2, 2]) assert.ok(isNews('a', number));
    assert.ok(!isNews('a', 2 ** 32 - 1));
  });

  test('remembers so many names, and takes of those that it has forgotten nothing older than all of them', () => {
    const isNews = createVolatileOrder();
    for (let number = 1; number <= 1_000; number++) assert.ok(isNews(`name ${number}`, number));
    assert.ok(!isNews('name 1', 1) && !isNews('name 1', 700) && !isNews('unknown', 2));
    assert.ok(isNews('name 1', 1_001) && isNews('name 999', 1_002) && !isNews('name 999', 1_002));
  });
});

describe('Volatile events by relay', { timeout: 60_000 }, () => {
  const stage = new Stage();

  test('come to everybody or one, library or not, many of one turn too', async () => {
    const plain = stage.connect();
    const ofPlain: unknown[] = [];
    plain.on('at', (...args: unknown[]) => ofPlain.push(args));
    const [a, b] = [await stage.joined(), await stage.joined()];
    await until(() => a.peers.length === 2);
    const heard: unknown[] = [];
    b.onAny((event, ...args: unknown[]) => heard.push([event, ...args.slice(0, -1)]));
    for (let n = 0; n < 20; n++) a.volatile.emit('at', n);
    a.volatile.to(b.peerId ?? '').emit('psst', new Uint8Array([1]));
    a.to(b.peerId ?? '').volatile.emit('psst', { two: 2 });
    await until(() => heard.length === 22);
    assert.deepEqual(
      heard.slice(0, 20),
      Array.from({ length: 20 }, (_, n) => ['at', n]),
    );
    assert.deepEqual(heard.at(-1), ['psst', { two: 2 }]);
    await until(() => ofPlain.length === 20);
  });

  test('that are older than the last of their name are dropped, of each sender by itself', async () => {
    const { p2p: a, socket } = await stage.member();
    const b = await stage.joined();
    const c = await stage.joined();
    await until(() => a.peers.length === 2);
    const heard: unknown[] = [];
    a.onAny((event, n) => heard.push([event, n]));
    const line = stage.server.io.sockets.sockets.get(socket.id ?? '');
    const say = (from: string | undefined, n: unknown, event: unknown): void =>
      void line?.emit('p2p:volatile', { room: '', from, n }, event, n);
    const [ofB, ofC] = [b.peerId, c.peerId];
    say(ofB, 5, 'at');
    say(ofB, 4, 'at');
    say(ofB, 5, 'at');
    say(ofB, 4, 'size');
    say(ofC, 1, 'at');
    say(ofB, 6, 'at');
    // Of nobody, or no event, or without a number
    say('stranger', 7, 'at');
    say(undefined, 8, 'at');
    say(ofB, 'nine', 'at');
    say(ofB, 10, 'peer-connect');
    const mark = next(a, 'mark');
    const error = next<P2PError>(a, 'peer-error');
    b.emit('mark');
    await mark;
    assert.deepEqual(heard.slice(0, -1), [
      ['at', 5],
      ['size', 4],
      ['at', 1],
      ['at', 6],
    ]);
    assert.equal((await error).code, 'bad-message');
  });

  test('are not kept for whoever is away, nor by whoever is', async () => {
    const { p2p: a, socket } = await stage.member();
    const b = await stage.joined();
    const [ofA, ofB] = [record(a, 'at'), record(b, 'at')];
    socket.io.reconnection(false);
    socket.io.engine.close();
    await until(() => !socket.connected && b.peers.some(({ lost }) => lost));
    a.volatile.emit('at', 'while away');
    b.volatile.emit('at', 'to who is away');
    const marks = [next(a, 'mark'), next(b, 'mark')];
    a.emit('mark');
    b.emit('mark');
    socket.connect();
    await Promise.all(marks);
    a.volatile.emit('at', 'back');
    b.volatile.emit('at', 'back');
    await until(() => ofA.length + ofB.length === 2);
    assert.deepEqual([ofA, ofB], [['back'], ['back']]);
  });

  test('are not sent before the room is joined, or after it was left', async () => {
    const b = await stage.joined();
    const heard = record(b, 'at');
    const left = next(b, 'peer-disconnect');
    const p2p = new P2P(stage.connect());
    const errors = record(p2p, 'peer-error');
    p2p.volatile.emit('at', 'early');
    await next(p2p, 'ready');
    p2p.volatile.emit('at', 'in time');
    p2p.leave();
    p2p.volatile.emit('at', 'late');
    await left;
    assert.deepEqual([heard, errors], [['in time'], []]);
  });

  test('do not pile up on a connection that does not keep up, and hold up nothing', async () => {
    const { p2p: a, socket } = await stage.member();
    const b = await stage.joined();
    const [fills, ats] = [record(b, 'fill'), record(b, 'at')];
    const { transport } = socket.io.engine as unknown as {
      transport: { ws: WebSocket & { _socket: TcpSocket } };
    };
    const { ws } = transport;
    const server = stage.server.io.engine as unknown as {
      clients: Record<string, { transport: { socket: { _socket: TcpSocket } } }>;
    };
    const line = server.clients[socket.io.engine.id]?.transport.socket._socket;
    line?.pause();
    const fill = new Uint8Array(50_000);
    let sent = 0;
    // What the network takes in its buffers is some megabytes
    while (ws.bufferedAmount < 1_000_000) {
      a.emit('fill', fill);
      sent += 1;
      await new Promise(setImmediate);
    }
    const before = ws.bufferedAmount;
    for (let n = 0; n < 1_000; n++) a.volatile.emit('at', n);
    assert.ok(ws.bufferedAmount <= before && socket.io.engine.writeBuffer.length < 100);
    line?.resume();
    await until(() => fills.length === sent && ws.bufferedAmount === 0);
    a.volatile.emit('at', 'now');
    await until(() => ats.includes('now'));
    assert.deepEqual(ats, ['now']);
  });

  test('say what they cannot be', async () => {
    const { p2p: a } = await stage.member();
    const errors = record(a, 'peer-error') as P2PError[];
    a.volatile.emit('at', new Uint8Array(70_000));
    a.volatile.emit('at', ...Array.from({ length: 11 }, () => new Uint8Array(1)));
    assert.deepEqual(
      errors.map(({ code, event }) => [code, event]),
      [
        ['too-large', 'at'],
        ['too-large', 'at'],
      ],
    );
    assert.throws(() => a.volatile.emit('p2p:at'), TypeError);
    assert.throws(() => a.volatile.emit('at', () => undefined), TypeError);
    assert.throws(() => a.volatile.to(''), TypeError);
    const { volatile } = a as unknown as { volatile: P2P };
    assert.throws(() => void volatile.emitWithAck('at'), TypeError);
  });
});

describeInBrowsers('Volatile events by link', (suite) => {
  test('take a channel of their own, which a burst does not fill, beside a large event too', async () => {
    const result = await suite.page.evaluate(async () => {
      // eslint-disable-next-line @typescript-eslint/unbound-method -- is put back, and called on a channel
      const { send } = RTCDataChannel.prototype;
      const peaks = new Map<string, number>();
      RTCDataChannel.prototype.send = function (this: RTCDataChannel, data: never) {
        send.call(this, data);
        peaks.set(this.label, Math.max(peaks.get(this.label) ?? 0, this.bufferedAmount));
      };
      const [a, b] = await kit.mesh(2);
      await kit.until(() => a.p2p.usePeerConnection && b.p2p.usePeerConnection, 'the upgrades');
      b.listen('at', 'text', 'large');
      a.p2p.emit('large', kit.bytes(8_000_000));
      for (let n = 0; n < 5_000; n++) a.p2p.volatile.emit('at', n, 'x'.repeat(1_000));
      a.p2p.emit('text', 'behind the burst');
      await kit.until(() => b.heard('text').length === 1, 'the text');
      await kit.until(() => b.heard('large').length === 1, 'the large event');
      // Whatever was lost of the burst, what comes now arrives
      await kit.until(() => {
        a.p2p.volatile.emit('at', 'now');
        return b.heard('at').at(-1)?.args[0] === 'now';
      }, 'the newest');
      RTCDataChannel.prototype.send = send;
      const numbers = b
        .heard('at')
        .map(({ args }) => args[0])
        .filter((n) => typeof n === 'number');
      return {
        count: numbers.length,
        inOrder: numbers.every((n, index) => index === 0 || n > (numbers[index - 1] ?? 0)),
        paths: [...new Set(b.paths('at'))],
        peak: peaks.get('p2p-volatile') ?? 0,
        errors: [...a.codes(), ...b.codes()],
      };
    });
    assert.ok(result.count > 0 && result.count < 1_000 && result.inOrder, JSON.stringify(result));
    assert.ok(result.peak > 1_000 && result.peak <= 64 * 1024, `${result.peak} bytes`);
    assert.deepEqual([result.paths, result.errors], [['webrtc'], []]);
    assert.equal(suite.stage.server.count('at'), 0);
  });

  test('go by relay to whoever has no link, and to all where links are not used', async () => {
    const result = await suite.page.evaluate(async () => {
      const [a, b] = await kit.mesh(2);
      const c = kit.open({ rtc: null });
      await kit.until(() => a.p2p.usePeerConnection && a.p2p.peers.length === 2, 'the third');
      for (const client of [b, c]) client.listen('at');
      await kit.until(() => {
        a.p2p.volatile.emit('at', 'both');
        return [b, c].every((client) => client.heard('at').length > 0);
      }, 'both');
      const paths = [b, c].map((client) => [...new Set(client.paths('at'))]);
      a.p2p.usePeerConnection = false;
      await kit.until(() => {
        a.p2p.volatile.emit('at', 'relay');
        return b.heard('at').at(-1)?.sender.path === 'relay';
      }, 'the relay');
      a.p2p.useSockets = false;
      await kit.until(() => {
        a.p2p.volatile.emit('at', 'private');
        return b.heard('at').at(-1)?.args[0] === 'private';
      }, 'the private one');
      return {
        paths,
        last: b.heard('at').at(-1)?.sender.path,
        toC: c.heard('at').filter(({ args }) => args[0] === 'private').length,
        errors: a.codes(),
      };
    });
    assert.deepEqual(result, { paths: [['webrtc'], ['relay']], last: 'webrtc', toC: 0, errors: [] });
  });
});
