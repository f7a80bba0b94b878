import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeEvent, encodeEvent } from '../src/codec/codec.js';
import { MAX_TRANSFERS, Receiver, Upload } from '../src/stream/transfer.js';
import type { Path } from '../src/api/types.js';
import { RecordingOutlet } from './outlet.js';
import { randomInt, seeded } from './random.js';

const LIMIT_BYTES = 100_000;

interface Stage {
  outlet: RecordingOutlet;
  receiver: Receiver;
  complete: { bytes: Uint8Array; path: Path }[];
  stopped: number[];
  /** Has a whole transfer come in parts of a size, from an offset on. */
  parts: (id: number, bytes: Uint8Array, size: number, from?: number) => void;
}

function stage(): Stage {
  const outlet = new RecordingOutlet();
  const complete: Stage['complete'] = [];
  const stopped: number[] = [];
  const receiver = new Receiver('peer', LIMIT_BYTES, outlet, {
    complete: (parts, path) => complete.push({ bytes: new Uint8Array(Buffer.concat(parts)), path }),
    stop: (id) => stopped.push(id),
  });
  return {
    outlet,
    receiver,
    complete,
    stopped,
    parts: (id, bytes, size, from = 0) => {
      for (let offset = from; offset < bytes.length; offset += size)
        receiver.part(id, bytes.length, offset, bytes.subarray(offset, offset + size), 'webrtc');
    },
  };
}

function loadedOf({ progress }: RecordingOutlet): number[] {
  return progress.map(({ loaded }) => loaded);
}

describe('Receiver', () => {
  test('joins parts of any size', () => {
    const { bytes } = encodeEvent('event', ['é'.repeat(500), new Uint8Array(700).fill(7)]);
    for (const size of [1, 7, 1000, bytes.length]) {
      const { outlet, complete, parts } = stage();
      parts(1, bytes, size);
      assert.deepEqual(complete, [{ bytes, path: 'webrtc' }]);
      assert.deepEqual([outlet.errors, outlet.progress.at(-1)?.loaded], [[], bytes.length]);
    }
  });

  test('tells the progress, the last of it before the event', () => {
    const { bytes } = encodeEvent('event', ['x'.repeat(30)]);
    const total = bytes.length;
    const outlet = new RecordingOutlet();
    let loadedAtEnd: number[] = [];
    const receiver = new Receiver('peer', LIMIT_BYTES, outlet, {
      complete: () => (loadedAtEnd = loadedOf(outlet)),
      stop: () => undefined,
    });
    for (const offset of [0, 20, 40])
      receiver.part(9, total, offset, bytes.subarray(offset, offset + 20), 'relay');
    assert.deepEqual(loadedAtEnd, [20, 40, total]);
    const { abort, ...progress } = outlet.progress[0] ?? assert.fail();
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
    const { outlet, receiver, complete } = stage();
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
    assert.deepEqual(outlet.errors, []);
  });

  test('goes on when the path changes and parts come again, of another size', () => {
    const { outlet, receiver, complete, parts } = stage();
    const { bytes } = encodeEvent('event', ['x'.repeat(1000)]);
    for (const offset of [0, 100, 200, 300])
      receiver.part(1, bytes.length, offset, bytes.subarray(offset, offset + 100), 'webrtc');
    parts(1, bytes, 150, 200);
    assert.deepEqual(complete, [{ bytes, path: 'webrtc' }]);
    parts(1, bytes, 150);
    assert.equal(complete.length, 1);
    assert.deepEqual(outlet.errors, []);
  });

  test('ignores the rest of a transfer whose beginning it has not had', () => {
    const { outlet, complete, parts } = stage();
    parts(1, encodeEvent('event', ['x'.repeat(1000)]).bytes, 100, 300);
    assert.deepEqual([outlet.progress, outlet.errors, complete], [[], [], []]);
  });

  test('forgets a transfer that the sender gives up, and reports it once', () => {
    const { outlet, receiver, complete, parts } = stage();
    const { bytes } = encodeEvent('event', ['x'.repeat(100)]);
    receiver.part(1, bytes.length, 0, bytes.subarray(0, 50), 'webrtc');
    for (const id of [1, 1, 2]) receiver.abort(id);
    parts(1, bytes, 50);
    assert.deepEqual(outlet.codes, ['aborted']);
    assert.deepEqual([outlet.errors[0]?.peerId, outlet.errors[0]?.event], ['peer', 'event']);
    assert.deepEqual(complete, []);
  });

  test('can be told to give a transfer up, and stops its sender once', () => {
    const { outlet, receiver, complete, stopped } = stage();
    const { bytes } = encodeEvent('event', ['x'.repeat(100)]);
    receiver.part(7, bytes.length, 0, bytes.subarray(0, 50), 'webrtc');
    outlet.progress[0]?.abort();
    outlet.progress[0]?.abort();
    assert.deepEqual([stopped, outlet.codes], [[7], ['aborted']]);
    receiver.part(7, bytes.length, 50, bytes.subarray(50), 'webrtc');
    assert.deepEqual(complete, []);
  });

  test('gives nothing up that is complete', () => {
    const { outlet, stopped, parts } = stage();
    parts(1, encodeEvent('event', ['x'.repeat(100)]).bytes, 50);
    for (const { abort } of outlet.progress) abort();
    assert.deepEqual([stopped, outlet.codes], [[], []]);
  });

  test('reports what was begun when the sender goes', () => {
    const { outlet, receiver } = stage();
    for (const id of [1, 2]) receiver.part(id, 1000, 0, encodeEvent('event', ['x']).bytes, 'relay');
    receiver.close();
    receiver.close();
    assert.deepEqual(outlet.codes, ['aborted', 'aborted']);
  });

  test('refuses an event above the limit once, and stops its sender', () => {
    const { outlet, complete, stopped, parts } = stage();
    const { bytes } = encodeEvent('event', ['x'.repeat(LIMIT_BYTES)]);
    parts(1, bytes, 10_000);
    assert.deepEqual([outlet.codes, stopped], [['too-large'], [1]]);
    assert.equal(outlet.errors[0]?.event, 'event');
    parts(2, bytes.subarray(0, 100), 50);
    assert.equal(complete.length, 1);
  });

  test('holds no more transfers of a peer than may be: the oldest gives way', () => {
    const { outlet, receiver, complete, parts } = stage();
    const { bytes } = encodeEvent('event', ['x'.repeat(1000)]);
    const most = 4 * MAX_TRANSFERS;
    for (let id = 1; id <= most + 3; id++)
      receiver.part(id, bytes.length, 0, bytes.subarray(0, 100), 'webrtc');
    assert.deepEqual(outlet.codes, ['aborted', 'aborted', 'aborted']);
    parts(3, bytes, 100);
    assert.equal(complete.length, 0);
    parts(4, bytes, 100, 100);
    assert.equal(complete.length, 1);
  });

  test('holds no more of one peer than two of the largest events: the largest gives way', () => {
    const { outlet, receiver, stopped, complete } = stage();
    const part = new Uint8Array(60_000);
    for (const id of [1, 2, 3]) receiver.part(id, LIMIT_BYTES, 0, part, 'webrtc');
    assert.deepEqual([stopped, outlet.codes, receiver.heldBytes], [[], [], 180_000]);
    receiver.part(4, LIMIT_BYTES, 0, part, 'webrtc');
    assert.deepEqual([stopped, outlet.codes, receiver.heldBytes], [[1], ['too-large'], 180_000]);
    for (const id of [1, 2]) receiver.part(id, LIMIT_BYTES, 60_000, new Uint8Array(40_000), 'webrtc');
    assert.deepEqual([complete.length, receiver.heldBytes], [1, 120_000]);
    for (let offset = 0; stopped.length < 2 && offset < 2_000; offset++)
      receiver.part(5, LIMIT_BYTES, offset, new Uint8Array(1), 'webrtc');
    assert.equal(stopped.length, 2);
    assert.ok(receiver.heldBytes <= 200_000);
  });

  test('holds no more of all peers than four of the largest events: who holds the most gives way', () => {
    const outlet = new RecordingOutlet();
    const stopped: string[] = [];
    const receivers = Array.from({ length: 8 }, (_, index) => {
      const name = `peer ${index}`;
      return new Receiver(name, LIMIT_BYTES, outlet, {
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
      const { outlet, receiver, complete } = stage();
      receiver.part(1, 20, 0, new Uint8Array(5), 'webrtc');
      receiver.part(1, total, offset, new Uint8Array(length), 'webrtc');
      receiver.part(1, 20, 5, new Uint8Array(15), 'webrtc');
      assert.deepEqual([outlet.codes, complete], [['bad-message'], []], what);
    }
  });
});

describe('Upload', () => {
  function upload(): { outlet: RecordingOutlet; upload: Upload; cancelled: string[]; aborts: () => number } {
    const outlet = new RecordingOutlet();
    const cancelled: string[] = [];
    let aborts = 0;
    const begun = new Upload(3, encodeEvent('event', ['x'.repeat(100)]), outlet, () => aborts++);
    for (const leg of ['a', 'b']) begun.begin(leg, 0, () => cancelled.push(leg));
    return { outlet, upload: begun, cancelled, aborts: () => aborts };
  }

  test('has come as far as its slowest leg', () => {
    const { outlet, upload: both } = upload();
    const { total } = both;
    both.advance('a', 50);
    both.advance('b', 20);
    both.advance('a', total);
    both.advance('b', total);
    assert.deepEqual(loadedOf(outlet), [20, total]);
    const { abort, ...progress } = outlet.progress[0] ?? assert.fail();
    assert.deepEqual(progress, { id: 3, event: 'event', direction: 'send', loaded: 20, total });
    assert.equal(abort, both.abort);
  });

  test('does not wait for a leg that was given up', () => {
    const { outlet, upload: both } = upload();
    both.advance('a', 50);
    both.abandon('b');
    both.abandon('a');
    assert.deepEqual(loadedOf(outlet), [50]);
  });

  test('never goes back when a leg is taken over', () => {
    const { outlet, upload: both } = upload();
    both.advance('a', 50);
    both.advance('b', 50);
    both.begin('a', 20, () => undefined);
    both.advance('a', 40);
    both.advance('a', 60);
    both.advance('b', 60);
    assert.deepEqual(loadedOf(outlet), [50, 60]);
  });

  test('is given up on all its legs, once', () => {
    const { outlet, upload: both, cancelled, aborts } = upload();
    both.advance('a', 50);
    both.abort();
    both.abort();
    both.advance('b', 50);
    assert.deepEqual([cancelled, aborts(), loadedOf(outlet)], [['a', 'b'], 1, []]);
    assert.ok(!both.reaches('a'));
  });

  test('is not given up when all have it', () => {
    const { upload: both, cancelled, aborts } = upload();
    for (const leg of ['a', 'b']) both.advance(leg, both.total);
    both.abort();
    assert.deepEqual([cancelled, aborts()], [[], 0]);
  });
});
