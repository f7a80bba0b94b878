import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { P2P, type P2PError, type P2POptions, type Sender } from '../src/index.js';
import type { Kit } from './page.js';
import { cut, isTypeError, next, record, rejection, Stage, until } from './relay-stage.js';
import { describeInBrowsers } from './suite-page.js';

declare const kit: Kit;

const SECRET = 'attack at dawn';
const KEY = new Uint8Array(32).map((_, index) => index * 7);

/** Whether a text is anywhere in something that the server has seen, binaries included. */
function holds(seen: unknown, text: string): boolean {
  if (typeof seen === 'string') return seen.includes(text);
  if (ArrayBuffer.isView(seen))
    return Buffer.from(seen.buffer, seen.byteOffset, seen.byteLength).includes(text);
  if (seen instanceof ArrayBuffer) return Buffer.from(seen).includes(text);
  return (
    typeof seen === 'object' &&
    seen !== null &&
    Object.entries(seen).some(([name, value]) => name.includes(text) || holds(value, text))
  );
}

/** Whom the first `peer-connect` is about. */
function recordedId(packets: readonly (readonly [string, ...unknown[]])[]): string {
  const [, header] = packets.find(([event]) => event === 'peer-connect') ?? [];
  return (header as { peerId: string }).peerId;
}

describe('Encryption by relay', { timeout: 60_000 }, () => {
  const stage = new Stage();

  /** Everything that the server hears from now on. */
  function overheard(): unknown[] {
    const heard: unknown[] = [];
    stage.server.io.on('connection', (socket) => {
      heard.push(socket.handshake.auth);
      socket.onAny((...packet: unknown[]) => heard.push(packet));
    });
    return heard;
  }

  const join = (options: P2POptions = {}): Promise<P2P> => stage.joined({ key: KEY, ...options });

  /** Members that have met. */
  async function members(...options: P2POptions[]): Promise<P2P[]> {
    const all: P2P[] = [];
    for (const one of options) all.push(await stage.joined({ key: KEY, ...one }));
    await until(() => all.every(({ peers }) => peers.length === all.length - 1));
    return all;
  }

  const codes = (errors: unknown[]): string[] => (errors as P2PError[]).map(({ code }) => code);

  test('hides names, arguments, binaries, answers, large events, files and data from the server', async () => {
    const heard = overheard();
    const [a, b] = (await members({ data: { name: SECRET } }, {})) as [P2P, P2P];
    assert.deepEqual(b.peers[0]?.data, { name: SECRET });
    const update = next<{ data: unknown }>(b, 'peer-update');
    a.data = { name: `not ${SECRET}` };
    assert.deepEqual((await update).data, { name: `not ${SECRET}` });

    const texts = new Promise<unknown[]>((resolve) => b.on(SECRET, (...args: unknown[]) => resolve(args)));
    a.emit(SECRET, SECRET, { deep: [new TextEncoder().encode(SECRET)] });
    const [text, { deep }, sender] = (await texts) as [string, { deep: [ArrayBuffer] }, Sender];
    assert.deepEqual([text, Buffer.from(deep[0]).toString()], [SECRET, SECRET]);
    assert.deepEqual(sender, { id: a.peerId, path: 'relay' });

    b.on('question', (asked: string, answer: (said: string) => void) => answer(`${asked}: ${SECRET}`));
    assert.equal(await a.to(b.peerId ?? '').emitWithAck('question', SECRET), `${SECRET}: ${SECRET}`);
    assert.deepEqual(await a.emitWithAck('question', 'all'), new Map([[b.peerId, `all: ${SECRET}`]]));

    const large = next<string>(b, 'large');
    a.emit('large', SECRET.repeat(100_000));
    assert.equal(await large, SECRET.repeat(100_000));

    const files = next<File>(b, 'file');
    a.emit('file', new File([SECRET], `${SECRET}.txt`));
    const file = await files;
    assert.deepEqual([file.name, await file.text()], [`${SECRET}.txt`, SECRET]);

    const at = next<string>(b, 'at');
    await until(() => {
      a.volatile.emit('at', SECRET);
      return heard.some((packet) => (packet as unknown[])[0] === 'p2p:volatile');
    });
    assert.equal(await at, SECRET);
    assert.ok(!holds(heard, SECRET), 'the server has seen it');
    assert.ok(!holds(heard, 'question') && !holds(heard, 'large'));
  });

  test('takes a passphrase, however its letters are typed, and for each room another key', async () => {
    const [a, b] = (await members({ key: 'caf\u00e9' }, { key: 'cafe\u0301' })) as [P2P, P2P];
    const heard = next(b, 'text');
    a.emit('text', 'Hello');
    assert.equal(await heard, 'Hello');
  });

  test('keeps the order of what is for everybody and for one, whatever size it has', async () => {
    const [a, b, c] = (await members({}, {}, {})) as [P2P, P2P, P2P];
    const [ofB, ofC] = [record(b, 'n'), record(c, 'n')] as [number[], number[]];
    const errors = [record(b, 'peer-error'), record(c, 'peer-error')];
    for (let n = 0; n < 300; n++) {
      if (n % 3 === 0) a.emit('n', n);
      else a.to((n % 3 === 1 ? b : c).peerId ?? '').emit('n', n);
    }
    const numbers = (not: number): number[] =>
      Array.from({ length: 300 }, (_, n) => n).filter((n) => n % 3 !== not);
    await until(() => ofB.length + ofC.length === 400);
    assert.deepEqual([ofB, ofC, errors], [numbers(2), numbers(1), [[], []]]);
  });

  test('has everybody hear what is sent while they join', async () => {
    const a = await join();
    const heard: number[][] = [];
    let n = 0;
    const others = Array.from({ length: 5 }, async (_, index) => {
      const p2p = new P2P(stage.connect(), { key: KEY });
      p2p.on('n', (number: number) => (heard[index] ??= []).push(number));
      const errors = record(p2p, 'peer-error');
      await next(p2p, 'ready');
      return { p2p, errors };
    });
    const ready = Promise.all(others);
    let isReady = false;
    void ready.then(() => (isReady = true));
    await until(() => {
      a.emit('n', n++);
      return isReady && a.peers.length === 5;
    });
    a.emit('n', n);
    await until(() => heard.filter((numbers) => numbers.at(-1) === n).length === 5);
    for (const numbers of heard)
      assert.deepEqual(
        numbers,
        Array.from({ length: numbers.length }, (_, index) => n + 1 - numbers.length + index),
      );
    for (const { p2p, errors } of await ready) {
      assert.deepEqual(errors, []);
      p2p.disconnect();
    }
  });

  test('with another key delivers nothing, and says so once at both ends; so does one without', async () => {
    for (const key of ['another', undefined] as const) {
      const a = await join({ data: 'of a' });
      const ofA = record(a, 'peer-error');
      const b = new P2P(stage.connect(), key ? { key } : {});
      const ofB = record(b, 'peer-error');
      await next(b, 'ready');
      await until(() => ofA.length === 1 && ofB.length === 1);
      const heard = [record(a, 'text'), record(b, 'text')];
      a.onAny((...all: unknown[]) => heard.push(all));
      b.onAny((...all: unknown[]) => heard.push(all));
      b.data = 'of b';
      for (const [one, other] of [
        [a, b],
        [b, a],
      ] as const) {
        one.emit('text', 'Hello');
        one.volatile.emit('text', 'Hello');
        one.emit('text', new Uint8Array(400_000));
        assert.equal((await rejection(one.to(other.peerId ?? '').emitWithAck('text'))).code, 'bad-key');
        assert.deepEqual(await one.emitWithAck('text'), new Map());
        assert.deepEqual([one.peers.length, one.peers[0]?.data], [1, undefined]);
      }
      const left = next(a, 'peer-disconnect');
      b.disconnect();
      await left;
      assert.deepEqual(heard, [[], []]);
      assert.deepEqual([codes(ofA), codes(ofB)], [['bad-key'], ['bad-key']]);
      a.disconnect();
    }
  });

  test('gives plain peers nothing, takes nothing of them, and tells the others', async () => {
    const plain = stage.connect();
    const ofPlain: unknown[][] = [];
    plain.onAny((event: string, ...args: unknown[]) => ofPlain.push([event, ...args]));
    await until(() => plain.connected);
    const a = new P2P(stage.connect(), { key: KEY });
    const ofA = record(a, 'peer-error');
    const b = new P2P(stage.connect(), { key: KEY });
    record(b, 'peer-error');
    await until(() => a.peers.length === 2 && b.peers.length === 2);
    const heard = record(a, 'text');
    a.emit('text', 'Hello');
    b.emit('text', 'Hello');
    plain.emit('text', 'of plain');
    assert.equal((await rejection(a.to(plain.id ?? '').emitWithAck('text'))).code, 'bad-key');
    const mark = next(a, 'mark');
    b.emit('mark');
    await mark;
    assert.deepEqual(heard, ['Hello']);
    assert.deepEqual(
      ofPlain.filter(([event]) => event !== 'numClients' && event !== 'peer-disconnect'),
      [],
    );
    assert.deepEqual([codes(ofA), (ofA[0] as P2PError | undefined)?.peerId], [['bad-key'], plain.id]);
    for (const p2p of [a, b]) p2p.disconnect();
  });

  test('tells of the server whose events it does not take', async () => {
    const a = await join();
    const errors = record(a, 'peer-error');
    const heard = record(a, 'news');
    const line = [...stage.server.io.sockets.sockets.values()][0];
    for (let n = 0; n < 2; n++) line?.emit('p2p:msg', { room: '', from: '' }, 'news', n);
    const b = await join();
    const mark = next(a, 'mark');
    b.emit('mark');
    await mark;
    assert.deepEqual([heard, codes(errors)], [[], ['tampered', 'tampered']]);
    assert.equal((errors[0] as P2PError).peerId, '');
  });

  test('notices what is changed, made up, repeated, out of order or left out', async () => {
    const [a, b] = (await members({}, {})) as [P2P, P2P];
    const heard = record(b, 'n');
    const errors = record(b, 'peer-error');
    const first = next(b, 'n');
    a.emit('n', 0);
    await first;
    const isOfA = ([event]: unknown[]): boolean => event === 'p2p:msg';
    const packets: unknown[][] = [];
    stage.server.tampers = (_to, packet) => {
      if (!isOfA(packet)) return [packet];
      packets.push(packet);
      return [];
    };
    for (let n = 1; n <= 4; n++) a.emit('n', n);
    await until(() => packets.length === 4);
    const [one, two, three, four] = packets as [unknown[], unknown[], unknown[], unknown[]];
    stage.server.tampers = undefined;
    const line = stage.server.io.sockets.sockets.get(b.peerId ?? '');
    const say = (packet: unknown[]): void => void line?.emit(...(packet as [string, ...unknown[]]));
    const changed = structuredClone(two.slice(0, 3)).concat([Buffer.from(two[3] as Uint8Array)]);
    (changed[3] as Buffer).writeUInt8((changed[3] as Buffer).readUInt8(20) ^ 1, 20);
    const made = ['p2p:msg', { room: '', from: a.peerId }, 'n', 'made up'];
    for (const packet of [one, one, changed, two, four, three, made]) say(packet);
    await until(() => errors.length === 5);
    assert.deepEqual(heard, [0, 1, 2, 4]);
    assert.deepEqual(codes(errors), ['tampered', 'tampered', 'incomplete', 'tampered', 'tampered']);
    const last = next(b, 'n');
    a.emit('n', 5);
    assert.equal(await last, 5);
    assert.equal(errors.length, 5);
  });

  test('gives nobody what was for another, and takes nobody for another', async () => {
    const [a, b, c] = (await members({}, {}, {})) as [P2P, P2P, P2P];
    const heard = [record(c, 'text')];
    const errors = record(c, 'peer-error');
    const lineOfC = stage.server.io.sockets.sockets.get(c.peerId ?? '');
    stage.server.tampers = (to, packet) => {
      const [event, header, ...args] = packet;
      if (to !== b.peerId || event !== 'p2p:msg') return [packet];
      lineOfC?.emit(event, header, ...args);
      lineOfC?.emit(event, { ...(header as object), from: b.peerId }, ...args);
      return [packet];
    };
    const got = next(b, 'text');
    a.to(b.peerId ?? '').emit('text', 'Psst');
    assert.equal(await got, 'Psst');
    await until(() => errors.length === 2);
    assert.deepEqual([heard, codes(errors)], [[[]], ['tampered', 'tampered']]);
  });

  test('does not take a recording of somebody who was there for somebody who is', async () => {
    const recorded: [string, ...unknown[]][] = [];
    const b = await join();
    stage.server.tampers = (to, packet) => {
      if (to === b.peerId) recorded.push(packet);
      return [packet];
    };
    const a = await join({ data: 'of a' });
    await until(() => b.peers.length === 1);
    const got = next(b, 'text');
    a.emit('text', 'Hello');
    await got;
    const gone = next(b, 'peer-disconnect');
    a.leave();
    await gone;

    const c = await join();
    const heard = record(c, 'text');
    const line = stage.server.io.sockets.sockets.get(c.peerId ?? '');
    const isOfA = ([event]: [string, ...unknown[]]): boolean =>
      event === 'peer-connect' || event === 'p2p:msg';
    for (const packet of recorded.filter(isOfA)) line?.emit(...packet);
    const mark = next(c, 'mark');
    await until(() => b.peers.length === 1);
    b.emit('mark');
    await mark;
    assert.deepEqual([heard, c.peer(recordedId(recorded))?.data], [[], 'of a']);
  });

  test('takes nobody for new, or for another, whom the server tells of anew', async () => {
    const recorded: [string, ...unknown[]][] = [];
    const c = await join();
    stage.server.tampers = (to, packet) => {
      if (to === c.peerId) recorded.push(packet);
      return [packet];
    };
    const [a, b] = [await join({ data: 'a' }), await join({ data: 'b' })];
    await until(() => c.peers.length === 2 && a.peers.length === 2);
    const heard = record(c, 'pay');
    const errors = record(c, 'peer-error');
    for (let n = 1; n <= 3; n++) a.emit('pay', n);
    await until(() => heard.length === 3);
    stage.server.tampers = undefined;
    const line = stage.server.io.sockets.sockets.get(c.peerId ?? '');
    const tell = (event: string, header: object): void => void line?.emit(event, { room: '', ...header });
    const toldOf = ({ peerId }: P2P): { data: unknown } => {
      const [, header] =
        recorded.find(
          ([event, told]) => event === 'peer-connect' && (told as { peerId: string }).peerId === peerId,
        ) ?? assert.fail('nobody has come');
      return header as { data: unknown };
    };
    const ofA = { ...toldOf(a), peerId: a.peerId };
    tell('peer-update', { ...ofA, data: toldOf(b).data });
    tell('peer-update', ofA);
    tell('peer-connect', { ...ofA, data: undefined });
    tell('peer-disconnect', ofA);
    tell('peer-connect', ofA);
    const messages = recorded.filter(([event]) => event === 'p2p:msg');
    for (const message of messages) line?.emit(...message);
    await until(() => errors.length === 2 + messages.length);
    const last = next(c, 'pay');
    a.emit('pay', 4);
    assert.equal(await last, 4);
    assert.deepEqual(heard, [1, 2, 3, 4]);
    assert.deepEqual([...new Set(codes(errors))], ['tampered']);
    assert.equal(c.peers.find(({ id }) => id === a.peerId)?.data, 'a');
  });

  test('does not take somebody without the key for a member who has told what a member tells', async () => {
    const a = await join({ data: SECRET });
    const errors = record(a, 'peer-error');
    const heard = record(a, 'text');
    const outsider = stage.connect({ p2p: { version: 2 } });
    const welcome = (await outsider.emitWithAck('p2p:join', { room: '', webrtc: true })) as {
      peers: { data: unknown }[];
    };
    outsider.emit('p2p:leave', { room: '' });
    await until(() => errors.length === 1 && a.peers.length === 0);
    outsider.emit('p2p:join', { room: '', webrtc: true, data: welcome.peers[0]?.data });
    await until(() => a.peers.length === 1);
    await until(() => errors.length === 2);
    const { data, id } = a.peers[0] ?? assert.fail('nobody is there');
    assert.deepEqual([data, codes(errors), heard], [undefined, ['bad-key', 'bad-key'], []]);
    assert.equal((errors[1] as P2PError).peerId, id);
  });

  test('goes on after a reconnect, with what was sent meanwhile, and under another id', async () => {
    const { p2p: a, socket } = await stage.member({ key: KEY });
    const b = await join();
    await until(() => a.peers.length === 1);
    const [ofA, ofB] = [record(a, 'n'), record(b, 'n')];
    const errors = [record(a, 'peer-error'), record(b, 'peer-error')];
    a.emit('n', 1);
    b.emit('n', 1);
    await cut(socket);
    a.emit('n', 2);
    b.emit('n', 2);
    a.to(b.peerId ?? '').emit('n', 3);
    b.to(a.peerId ?? '').emit('n', 3);
    socket.io.reconnection(true);
    socket.connect();
    await until(() => ofA.length === 3 && ofB.length === 3);
    assert.deepEqual(
      [ofA, ofB, errors],
      [
        [1, 2, 3],
        [1, 2, 3],
        [[], []],
      ],
    );

    // The server has forgotten it meanwhile
    stage.server.windowMs = 1;
    const gone = next(b, 'peer-disconnect');
    await cut(socket);
    a.emit('n', 4);
    await gone;
    const back = next(b, 'peer-connect');
    socket.io.reconnection(true);
    socket.connect();
    await back;
    await until(() => ofB.length === 4);
    b.emit('n', 4);
    await until(() => ofA.length === 4);
    assert.deepEqual(
      [ofA.at(-1), ofB.at(-1), codes(errors[0] ?? []), errors[1]],
      [4, 4, ['session-lost'], []],
    );
  });

  test('can be left and joined again at once on the same socket', async () => {
    const b = await join();
    const socket = stage.connect();
    const left = new P2P(socket, { key: KEY });
    await next(left, 'ready');
    const heard = record(b, 'n');
    left.emit('n', 1);
    left.leave();
    const again = new P2P(socket, { key: KEY });
    again.emit('n', 2);
    await until(() => heard.length === 2);
    assert.deepEqual(heard, [1, 2]);
    again.disconnect();
    left.disconnect();
  });

  test('refuses a key that is none, and data that would not fit', async () => {
    const socket = stage.connect();
    for (const key of ['', new Uint8Array(15), 7 as unknown as string])
      assert.throws(() => new P2P(socket, { key }), isTypeError(/key must be a passphrase/));
    assert.throws(() => new P2P(socket, { key: KEY, data: 'x'.repeat(13_000) }), isTypeError(/12000 bytes/));
    assert.throws(() => new P2P(socket, { data: { _p2p: 'mine' } }), isTypeError(/'_p2p'/));
    const a = await join({ data: 'x'.repeat(11_000) });
    assert.throws(() => (a.data = 'x'.repeat(13_000)), isTypeError(/12000 bytes/));
  });
});

describeInBrowsers('Encryption by link', (suite) => {
  test('signs what opens a link, and leaves the events on it as they are', async () => {
    const signals: unknown[] = [];
    suite.stage.server.tampers = (_to, packet) => {
      if (packet[0] === 'peer-signal') signals.push((packet[1] as { signal: unknown }).signal);
      return [packet];
    };
    const result = await suite.page.evaluate(async () => {
      const [a, b] = await kit.mesh(2, { key: 'a passphrase' });
      await kit.until(() => a.p2p.usePeerConnection && b.p2p.usePeerConnection, 'the upgrades');
      b.listen('text', 'large', 'at');
      a.p2p.emit('text', 'Hello');
      a.p2p.emit('large', kit.bytes(1_000_000));
      await kit.until(() => b.heard('large').length === 1, 'the large event');
      await kit.until(() => {
        a.p2p.volatile.emit('at', 1);
        return b.heard('at').length > 0;
      }, 'the volatile event');
      const paths = [...b.paths('text'), ...b.paths('large'), ...new Set(b.paths('at'))];
      // And by relay again, with what the link has not delivered
      for (let n = 0; n < 200; n++) {
        if (n === 100) for (const pc of kit.connections) pc.close();
        a.p2p.emit('text', n);
      }
      await kit.until(() => b.heard('text').length === 201, 'all after the link');
      const numbers = b
        .heard('text')
        .slice(1)
        .map(({ args: [n] }) => n);
      return {
        paths,
        inOrder: numbers.every((n, index) => n === index),
        codes: [...a.codes(), ...b.codes()],
      };
    });
    assert.deepEqual([result.paths, result.inOrder], [['webrtc', 'webrtc', 'webrtc'], true]);
    assert.ok(
      result.codes.every((code) => code === 'link-failed'),
      result.codes.join(),
    );
    assert.ok(signals.length > 1 && !holds(signals, 'fingerprint') && !holds(signals, 'candidate'));
  });

  test('opens no link on signals that the server has made up, changed or taken from elsewhere', async () => {
    let changed = 0;
    const swapped: unknown[] = [];
    suite.stage.server.tampers = (_to, packet) => {
      const [event, header] = packet as [string, { signal: Record<string, unknown> }];
      if (event !== 'peer-signal') return [packet];
      changed += 1;
      const signal = { ...header.signal };
      // A description of the server's own, or that of another signal
      const { _p2p: own } = signal;
      if (changed % 2 === 1) swapped.push(own);
      const made = { description: { type: 'offer', sdp: 'v=0' } };
      return [[event, { ...header, signal: changed % 2 === 1 ? made : { ...signal, _p2p: swapped[0] } }]];
    };
    const result = await suite.page.evaluate(async () => {
      const options = { key: 'a passphrase', connectTimeoutMs: 700 };
      const [a, b] = await kit.join(2, options);
      await kit.until(() => [a, b].some((one) => one.codes().includes('tampered')), 'the notice');
      await kit.until(() => a.logged('ready').length + b.logged('ready').length === 2, 'an end to it');
      b.listen('text');
      a.p2p.emit('text', 'Hello');
      await kit.until(() => b.heard('text').length === 1, 'the text');
      return {
        path: b.paths('text'),
        linked: [a, b].map(({ p2p }) => p2p.peers.some(({ linked }) => linked)),
        // WebRTC has not even seen what was made up
        codes: [...new Set([...a.codes(), ...b.codes()])].sort(),
      };
    });
    assert.deepEqual(result, {
      path: ['relay'],
      linked: [false, false],
      codes: ['link-failed', 'tampered'],
    });
  });

  test('does not link with whoever has another key', async () => {
    const result = await suite.page.evaluate(async () => {
      const all = [kit.open({ key: 'a passphrase' }), kit.open({ key: 'another' }), kit.open()];
      await kit.until(
        () => all.every(({ log }) => log.filter(([name]) => name === 'peer-error').length === 2),
        'bad-key',
      );
      await kit.until(() => all.every((one) => one.logged('ready').length === 1), 'ready');
      return { codes: all.map((one) => one.codes()), linked: kit.connections.length };
    });
    assert.deepEqual(result, { codes: Array.from({ length: 3 }, () => ['bad-key', 'bad-key']), linked: 0 });
  });
});
