import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { P2P, type P2PError, type Peer, type Sender } from '../src/index.js';
import { cut, next, record, Stage, until } from './relay-stage.js';

/* What makes the API pleasant: snapshots, listeners to everything, signals that abort. */

describe('The peers', { timeout: 60_000 }, () => {
  const stage = new Stage();

  test('are one frozen array as long as nothing changes, and another when something has', async () => {
    const a = await stage.joined();
    const { peers } = a;
    assert.ok(Object.isFrozen(peers) && a.peers === peers);
    const { p2p: b, socket } = await stage.member({ data: 1 });
    await until(() => a.peers.length === 1);
    assert.equal(peers.length, 0);
    const withB = a.peers;
    const [peer] = withB;
    assert.ok(peer && Object.isFrozen(peer) && a.peers === withB && a.peer(peer.id) === peer);
    const changes: [what: () => unknown, is: (peer: Peer) => boolean][] = [
      [() => (b.data = 2), ({ data }) => data === 2],
      [() => cut(socket), ({ lost }) => lost],
      [() => socket.connect(), ({ lost }) => !lost],
    ];
    let before = peer;
    for (const [change, isChanged] of changes) {
      const list = a.peers;
      const updated = next<Peer>(a, 'peer-update');
      await change();
      const now = await updated;
      assert.ok(isChanged(now) && !isChanged(before), JSON.stringify([before, now]));
      assert.ok(now !== before && a.peers !== list && a.peers[0] === now && a.peers === a.peers);
      before = now;
    }
    const others = record(a, 'peer-connect');
    const c = await stage.joined();
    await until(() => others.length === 1);
    // What has not changed is the same object
    assert.equal(a.peers[0], before);
    c.leave();
    await until(() => a.peers.length === 1);
    assert.equal(a.peer('nobody'), undefined);
  });

  test('are what the server knows of them as well', async () => {
    const user = { name: 'anna' };
    const anna = new P2P(stage.connect({ user }));
    await next(anna, 'ready');
    const other = await stage.joined({ data: { user: 'forged' } });
    assert.deepEqual(other.peers[0]?.user, user);
    await until(() => anna.peers.length === 1);
    assert.equal(anna.peers[0]?.user, undefined);
    const met = next<Peer>(other, 'peer-connect');
    const again = new P2P(stage.connect({ user: { name: 'ben' } }));
    assert.deepEqual((await met).user, { name: 'ben' });
    for (const p2p of [anna, again]) p2p.disconnect();
  });
});

describe('Listeners', { timeout: 60_000 }, () => {
  const stage = new Stage();

  test('to everything hear each event of the peers, before those of its name, and none of the library', async () => {
    const [a, b] = [await stage.joined(), await stage.joined()];
    const heard: unknown[] = [];
    b.on('mark', () => heard.push('mark alone'));
    const stop = b.onAny((event, ...args: unknown[]) =>
      heard.push([event, ...args.slice(0, -1), (args.at(-1) as Sender).id]),
    );
    const other = (): unknown => heard.push('other');
    b.onAny(other);
    a.emit('hello', 1, { two: 2 });
    a.data = 'new';
    let mark = next(b, 'mark');
    a.emit('mark');
    await mark;
    const from = a.peerId;
    assert.deepEqual(heard, [['hello', 1, { two: 2 }, from], 'other', ['mark', from], 'other', 'mark alone']);
    b.offAny(other);
    stop();
    mark = next(b, 'mark');
    a.emit('mark');
    await mark;
    assert.equal(heard.length, 6);
    b.onAny(other);
    b.onAny(other);
    b.offAny();
    mark = next(b, 'mark');
    a.emit('mark');
    await mark;
    assert.deepEqual(heard.slice(6), ['mark alone']);
    assert.throws(() => b.onAny(undefined as never), TypeError);
  });

  test('are counted, and removed by event or all, but for those to everything', async () => {
    const [a, b] = [await stage.joined(), await stage.joined()];
    const heard: string[] = [];
    for (const event of ['one', 'one', 'two']) b.on(event, () => heard.push(event));
    b.onAny((event) => heard.push(`any ${event}`));
    assert.deepEqual([b.listenerCount('one'), b.listenerCount('two'), b.listenerCount('none')], [2, 1, 0]);
    assert.equal(b.removeAllListeners('one'), b);
    assert.deepEqual([b.listenerCount('one'), b.listenerCount('two')], [0, 1]);
    b.removeAllListeners();
    assert.equal(b.listenerCount('two'), 0);
    a.emit('one').emit('two');
    await until(() => heard.length === 2);
    assert.deepEqual(heard, ['any one', 'any two']);
  });
});

describe('An AbortSignal', { timeout: 60_000 }, () => {
  const stage = new Stage();
  const LARGE = new Uint8Array(20_000_000);

  /** Two members who know each other. */
  async function two(): Promise<[a: P2P, b: P2P, idOfB: string]> {
    const [a, b] = [await stage.joined(), await stage.joined()];
    await until(() => a.peers.length === 1);
    return [a, b, b.peerId ?? ''];
  }

  /** Counts who listens to its signal. */
  class Control extends AbortController {
    readonly #listeners = new Set<unknown>();

    constructor() {
      super();
      const { signal } = this;
      const add = signal.addEventListener.bind(signal);
      const remove = signal.removeEventListener.bind(signal);
      Object.assign(signal, {
        addEventListener: (type: 'abort', listener: () => void) => {
          this.#listeners.add(listener);
          add(type, listener);
        },
        removeEventListener: (type: 'abort', listener: () => void) => {
          this.#listeners.delete(listener);
          remove(type, listener);
        },
      });
    }

    get listeners(): number {
      return this.#listeners.size;
    }
  }

  test('gives up a question to one or to all, with its reason, however it was put', async () => {
    const [a, b, idOfB] = await two();
    const asked = record(b, 'ask');
    const errors = record(a, 'peer-error');
    const control = new Control();
    const { signal } = control;
    const questions = [
      a.signal(signal).emitWithAck('ask'),
      a.signal(signal).to(idOfB).emitWithAck('ask'),
      a.to(idOfB).signal(signal).timeout(9_000).emitWithAck('ask'),
      a.timeout(9_000).signal(signal).to(idOfB).emitWithAck('ask'),
      a.signal(signal).emitWithAck('ask', LARGE),
    ].map((answer) =>
      answer.then(
        () => 'answered',
        (cause: unknown) => cause,
      ),
    );
    await until(() => asked.length >= 4);
    const reason = new Error('changed my mind');
    control.abort(reason);
    for (const outcome of await Promise.all(questions)) assert.equal(outcome, reason);
    assert.equal(control.listeners, 0);
    // What was large is said to have been cut off by nobody else
    assert.deepEqual(errors, []);
    for (const to of [a, a.to(idOfB)]) {
      assert.throws(() => to.signal(signal).emit('late'), reason);
      assert.throws(() => void to.signal(signal).emitWithAck('late'), reason);
    }
  });

  test('lets go of what was answered, has arrived, or has failed', async () => {
    const [a, b, idOfB] = await two();
    b.on('ask', (answer: (text: string) => void) => answer('yes'));
    const large = next(b, 'large');
    const control = new Control();
    const { signal } = control;
    assert.equal(await a.to(idOfB).signal(signal).emitWithAck('ask'), 'yes');
    await assert.rejects(a.signal(signal).to('nobody').emitWithAck('ask'));
    a.signal(signal).emit('large', LARGE).to(idOfB).emit('small');
    await large;
    await until(() => control.listeners === 0);
    const errors = record(a, 'peer-error');
    control.abort();
    const mark = next(b, 'mark');
    a.emit('mark');
    await mark;
    assert.deepEqual(errors, []);
  });

  test('gives up a large event, which both ends hear of', async () => {
    const [a, b] = await two();
    const control = new Control();
    const errors = Promise.all([next<P2PError>(a, 'peer-error'), next<P2PError>(b, 'peer-error')]);
    b.once('progress', () => control.abort());
    a.signal(control.signal).emit('large', LARGE);
    for (const { code, event } of await errors) assert.deepEqual([code, event], ['aborted', 'large']);
    assert.equal(control.listeners, 0);
  });

  test('gives up what waits for the room to be joined', async () => {
    const socket = stage.connect();
    const b = await stage.joined();
    const a = new P2P(socket);
    const heard = record(b, 'text');
    const errors = record(a, 'peer-error') as P2PError[];
    const control = new AbortController();
    a.signal(control.signal).emit('text', 'given up');
    a.emit('text', 'sent');
    control.abort();
    await until(() => heard.length === 1 && errors.length === 1);
    assert.deepEqual([heard, errors[0]?.code, errors[0]?.event], [['sent'], 'aborted', 'text']);
    a.disconnect();
  });

  test('is refused where it is none', async () => {
    const a = await stage.joined();
    for (const signal of [undefined, null, {}, 'now'])
      assert.throws(() => a.signal(signal as never), TypeError);
  });
});

describe('A P2P', { timeout: 60_000 }, () => {
  const stage = new Stage();

  test('leaves its room at the end of the block that uses it, and its socket stays', async () => {
    const socket = stage.connect();
    const other = await stage.joined();
    {
      using p2p = new P2P(socket);
      await next(p2p, 'ready');
      await until(() => other.peers.length === 1);
    }
    await until(() => other.peers.length === 0);
    assert.ok(socket.connected);
  });
});
