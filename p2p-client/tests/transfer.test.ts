import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeEvent, encodeEvent } from '../src/codec/codec.js';
import { createIncomingTransfers, type IncomingTransfers } from '../src/stream/incoming-transfers.js';
import { createOutgoingTransfer, type OutgoingTransfer } from '../src/stream/outgoing-transfer.js';
import { MAX_TRANSFERS } from '../src/stream/outgoing.js';
import type { Path } from '../src/api/types.js';
import { RecordingSink } from './event-sink.js';
import { randomInt, seeded } from './random.js';

const LIMIT_BYTES = 100_000;

interface Stage {
  sink: RecordingSink;
  receiver: IncomingTransfers;
  complete: { bytes: Uint8Array; path: Path }[];
  stopped: number[];
  /** Has a whole transfer come in parts of a size, from an offset on. */
  parts: (id: number, bytes: Uint8Array, size: number, from?: number) => void;
}

function stage(): Stage {
  const sink = new RecordingSink();
  const complete: Stage['complete'] = [];
  const stopped: number[] = [];
  const receiver = createIncomingTransfers('peer', LIMIT_BYTES, sink, {
    complete: (parts, path) => complete.push({ bytes: new Uint8Array(Buffer.concat(parts)), path }),
    stop: (id) => stopped.push(id),
  });
  return {
    sink,
    receiver,
    complete,
    stopped,
    parts: (id, bytes, size, from = 0) => {
      for (let offset = from; offset < bytes.length; offset += size)
        receiver.part(id, bytes.length, offset, bytes.subarray(offset, offset + size), 'webrtc');
    },
  };
}

function loadedOf({ progress }: RecordingSink): number[] {
  return progress.map(({ loaded }) => loaded);
}

describe('IncomingTransfers', () => {
  test('joins parts of any size', () => {
    const { bytes } = encodeEvent('event', ['é'.repeat(500), new Uint8Array(700).fill(7)]);
    for (const size of [1, 7, 1000, bytes.length]) {
      const { sink, complete, parts } = stage();
      parts(1, bytes, size);
      assert.deepEqual(complete, [{ bytes, path: 'webrtc' }]);
      assert.deepEqual([sink.errors, sink.progress.at(-1)?.loaded], [[], bytes.length]);
    }
  });

  test('tells the progress, the last of it before the event', () => {
    const { bytes } = encodeEvent('event', ['x'.repeat(30)]);
    const total = bytes.length;
    const sink = new RecordingSink();
    let loadedAtEnd: number[] = [];
    const receiver = createIncomingTransfers('peer', LIMIT_BYTES, sink, {
      complete: () => (loadedAtEnd = loadedOf(sink)),
      stop: () => undefined,
    });
    for (const offset of [0, 20, 40])
      receiver.part(9, total, offset, bytes.subarray(offset, offset + 20), 'relay');
    assert.deepEqual(loadedAtEnd, [20, 40, total]);
    const { abort, ...progress } = sink.progress[0] ?? assert.fail();
    assert.equal(typeof abort, 'function');
    assert.deepEqual(progress, {
      id: 9,
      event: 'event',
      direction: 'receive',
      peerId: 'peer',
      loaded: 20,
      total,
    });
  });

  test('keeps transfers apart', () => {
    const random = seeded(2);
    const { sink, receiver, complete } = stage();
    const transfers = Array.from({ length: 8 }, (_, id) => ({
      id,
      offset: 0,
      bytes: encodeEvent('event', [id, 'x'.repeat(randomInt(random, 3000))]).bytes,
    }));
    while (transfers.length > 0) {
      const at = randomInt(random, transfers.length);
      const transfer = transfers[at] ?? assert.fail();
      const { id, offset, bytes } = transfer;
      receiver.part(id, bytes.length, offset, bytes.subarray(offset, offset + 64), 'relay');
      transfer.offset += 64;
      if (transfer.offset >= bytes.length) transfers.splice(at, 1);
    }
    const ids = complete.map(({ bytes }) => decodeEvent([bytes]).args[0]);
    assert.deepEqual(ids.sort(), [0, 1, 2, 3, 4, 5, 6, 7]);
    assert.deepEqual(sink.errors, []);
  });

  test('goes on when the path changes and parts come again, of another size', () => {
    const { sink, receiver, complete, parts } = stage();
    const { bytes } = encodeEvent('event', ['x'.repeat(1000)]);
    for (const offset of [0, 100, 200, 300])
      receiver.part(1, bytes.length, offset, bytes.subarray(offset, offset + 100), 'webrtc');
    parts(1, bytes, 150, 200);
    assert.deepEqual(complete, [{ bytes, path: 'webrtc' }]);
    parts(1, bytes, 150);
    assert.equal(complete.length, 1);
    assert.deepEqual(sink.errors, []);
  });

  test('ignores the rest of a transfer whose beginning it has not had', () => {
    const { sink, complete, parts } = stage();
    parts(1, encodeEvent('event', ['x'.repeat(1000)]).bytes, 100, 300);
    assert.deepEqual([sink.progress, sink.errors, complete], [[], [], []]);
  });

  test('forgets a transfer that the sender gives up, and reports it once', () => {
    const { sink, receiver, complete, parts } = stage();
    const { bytes } = encodeEvent('event', ['x'.repeat(100)]);
    receiver.part(1, bytes.length, 0, bytes.subarray(0, 50), 'webrtc');
    for (const id of [1, 1, 2]) receiver.abort(id);
    parts(1, bytes, 50);
    assert.deepEqual(sink.codes, ['aborted']);
    assert.deepEqual([sink.errors[0]?.peerId, sink.errors[0]?.event], ['peer', 'event']);
    assert.deepEqual(complete, []);
  });

  test('can be told to give a transfer up, and stops its sender once', () => {
    const { sink, receiver, complete, stopped } = stage();
    const { bytes } = encodeEvent('event', ['x'.repeat(100)]);
    receiver.part(7, bytes.length, 0, bytes.subarray(0, 50), 'webrtc');
    sink.progress[0]?.abort();
    sink.progress[0]?.abort();
    assert.deepEqual([stopped, sink.codes], [[7], ['aborted']]);
    receiver.part(7, bytes.length, 50, bytes.subarray(50), 'webrtc');
    assert.deepEqual(complete, []);
  });

  test('gives nothing up that is complete', () => {
    const { sink, stopped, parts } = stage();
    parts(1, encodeEvent('event', ['x'.repeat(100)]).bytes, 50);
    for (const { abort } of sink.progress) abort();
    assert.deepEqual([stopped, sink.codes], [[], []]);
  });

  test('reports what was begun when the sender goes', () => {
    const { sink, receiver } = stage();
    for (const id of [1, 2]) receiver.part(id, 1000, 0, encodeEvent('event', ['x']).bytes, 'relay');
    receiver.close();
    receiver.close();
    assert.deepEqual(sink.codes, ['aborted', 'aborted']);
  });

  test('refuses an event above the limit once, and stops its sender', () => {
    const { sink, complete, stopped, parts } = stage();
    const { bytes } = encodeEvent('event', ['x'.repeat(LIMIT_BYTES)]);
    parts(1, bytes, 10_000);
    assert.deepEqual([sink.codes, stopped], [['too-large'], [1]]);
    assert.equal(sink.errors[0]?.event, 'event');
    parts(2, bytes.subarray(0, 100), 50);
    assert.equal(complete.length, 1);
  });

  test('holds no more transfers of a peer than may be: the oldest gives way', () => {
    const { sink, receiver, complete, parts } = stage();
    const { bytes } = encodeEvent('event', ['x'.repeat(1000)]);
    const most = 4 * MAX_TRANSFERS;
    for (let id = 1; id <= most + 3; id++)
      receiver.part(id, bytes.length, 0, bytes.subarray(0, 100), 'webrtc');
    assert.deepEqual(sink.codes, ['aborted', 'aborted', 'aborted']);
    parts(3, bytes, 100);
    assert.equal(complete.length, 0);
    parts(4, bytes, 100, 100);
    assert.equal(complete.length, 1);
  });

  test('holds no more of one peer than two of the largest events: the largest gives way', () => {
    const { sink, receiver, stopped, complete } = stage();
    const part = new Uint8Array(60_000);
    for (const id of [1, 2, 3]) receiver.part(id, LIMIT_BYTES, 0, part, 'webrtc');
    assert.deepEqual([stopped, sink.codes, receiver.heldBytes], [[], [], 180_000]);
    receiver.part(4, LIMIT_BYTES, 0, part, 'webrtc');
    assert.deepEqual([stopped, sink.codes, receiver.heldBytes], [[1], ['too-large'], 180_000]);
    for (const id of [1, 2]) receiver.part(id, LIMIT_BYTES, 60_000, new Uint8Array(40_000), 'webrtc');
    assert.deepEqual([complete.length, receiver.heldBytes], [1, 120_000]);
    for (let offset = 0; stopped.length < 2 && offset < 2_000; offset++)
      receiver.part(5, LIMIT_BYTES, offset, new Uint8Array(1), 'webrtc');
    assert.equal(stopped.length, 2);
    assert.ok(receiver.heldBytes <= 200_000);
  });

  test('holds no more of all peers than four of the largest events: who holds the most gives way', () => {
    const sink = new RecordingSink();
    const stopped: string[] = [];
    const receivers = Array.from({ length: 8 }, (_, index) => {
      const name = `peer ${index}`;
      return createIncomingTransfers(name, LIMIT_BYTES, sink, {
        complete: () => undefined,
        stop: (id) => stopped.push(`${name}: ${id}`),
      });
    });
    receivers[3]?.part(7, LIMIT_BYTES, 0, new Uint8Array(90_000), 'relay');
    for (const receiver of receivers) receiver.part(1, LIMIT_BYTES, 0, new Uint8Array(45_000), 'relay');
    assert.deepEqual(stopped, ['peer 3: 7']);
    assert.equal(
      receivers.reduce((sum, { heldBytes }) => sum + heldBytes, 0),
      8 * 45_000,
    );
    for (const receiver of receivers) receiver.close();
    assert.ok(receivers.every(({ heldBytes }) => heldBytes === 0));
  });

  test('refuses parts that do not fit, and whatever follows them', () => {
    const misfits = {
      'past the end': [20, 5, 16],
      'of another total': [21, 5, 5],
      'after a gap': [20, 6, 5],
    } as const;
    for (const [what, [total, offset, length]] of Object.entries(misfits)) {
      const { sink, receiver, complete } = stage();
      receiver.part(1, 20, 0, new Uint8Array(5), 'webrtc');
      receiver.part(1, total, offset, new Uint8Array(length), 'webrtc');
      receiver.part(1, 20, 5, new Uint8Array(15), 'webrtc');
      assert.deepEqual([sink.codes, complete], [['bad-message'], []], what);
    }
  });
});

describe('OutgoingTransfer', () => {
  function upload(): {
    sink: RecordingSink;
    transfer: OutgoingTransfer;
    cancelled: string[];
    aborts: () => number;
  } {
    const sink = new RecordingSink();
    const cancelled: string[] = [];
    let aborts = 0;
    const begun = createOutgoingTransfer(3, encodeEvent('event', ['x'.repeat(100)]), sink, () => aborts++);
    for (const leg of ['a', 'b']) begun.begin(leg, 0, () => cancelled.push(leg));
    return { sink, transfer: begun, cancelled, aborts: () => aborts };
  }

  test('has come as far as its slowest leg', () => {
    const { sink, transfer: both } = upload();
    const { total } = both;
    both.advance('a', 50);
    both.advance('b', 20);
    both.advance('a', total);
    both.advance('b', total);
    assert.deepEqual(loadedOf(sink), [20, total]);
    const { abort, ...progress } = sink.progress[0] ?? assert.fail();
    assert.deepEqual(progress, { id: 3, event: 'event', direction: 'send', loaded: 20, total });
    assert.equal(abort, both.abort);
  });

  test('does not wait for a leg that was given up', () => {
    const { sink, transfer: both } = upload();
    both.advance('a', 50);
    both.abandon('b');
    both.abandon('a');
    assert.deepEqual(loadedOf(sink), [50]);
  });

  test('never goes back when a leg is taken over', () => {
    const { sink, transfer: both } = upload();
    both.advance('a', 50);
    both.advance('b', 50);
    both.begin('a', 20, () => undefined);
    both.advance('a', 40);
    both.advance('a', 60);
    both.advance('b', 60);
    assert.deepEqual(loadedOf(sink), [50, 60]);
  });

  test('is given up on all its legs, once', () => {
    const { sink, transfer: both, cancelled, aborts } = upload();
    both.advance('a', 50);
    both.abort();
    both.abort();
    both.advance('b', 50);
    assert.deepEqual([cancelled, aborts(), loadedOf(sink)], [['a', 'b'], 1, []]);
    assert.ok(!both.reaches('a'));
  });

  test('is not given up when all have it', () => {
    const { transfer: both, cancelled, aborts } = upload();
    for (const leg of ['a', 'b']) both.advance(leg, both.total);
    both.abort();
    assert.deepEqual([cancelled, aborts()], [[], 0]);
  });
});
