import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { encodeEvent } from '../src/codec.js';
import { MAX_TRANSFERS, Receiver, Upload } from '../src/transfer.js';
import { RecordingOutlet } from './outlet.js';
import { randomInt, seeded } from './random.js';

const LIMIT_BYTES = 100_000;

function receiver(): { outlet: RecordingOutlet; receiver: Receiver } {
  const outlet = new RecordingOutlet();
  return { outlet, receiver: new Receiver({ id: 'peer', path: 'webrtc' }, LIMIT_BYTES, outlet) };
}

function* cut(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let offset = 0; offset < bytes.length; offset += size) yield bytes.subarray(offset, offset + size);
}

describe('Receiver', () => {
  test('joins parts of any size', () => {
    const { bytes } = encodeEvent('event', ['é'.repeat(500), new Uint8Array(700).fill(7)]);
    for (const size of [1, 7, 1000, bytes.length]) {
      const { outlet, receiver: target } = receiver();
      for (const part of cut(bytes, size)) target.part(1, bytes.length, part);
      assert.deepEqual(outlet.received, [
        {
          event: 'event',
          args: ['é'.repeat(500), new Uint8Array(700).fill(7).buffer],
          sender: { id: 'peer', path: 'webrtc' },
        },
      ]);
      assert.deepEqual(outlet.errors, []);
    }
  });

  test('tells the progress', () => {
    const { outlet, receiver: target } = receiver();
    const { bytes } = encodeEvent('event', ['x'.repeat(30)]);
    const total = bytes.length;
    for (const part of cut(bytes, 20)) target.part(9, total, part);
    const common = { id: 9, event: 'event', direction: 'receive' as const, peerId: 'peer', total };
    assert.deepEqual(
      outlet.progress,
      [20, 40, total].map((loaded) => ({ ...common, loaded })),
    );
  });

  test('keeps transfers and whole events apart', () => {
    const random = seeded(2);
    const { outlet, receiver: target } = receiver();
    const transfers = Array.from({ length: 8 }, (_, id) => {
      const { bytes } = encodeEvent('event', [id, 'x'.repeat(randomInt(random, 3000))]);
      return { id, total: bytes.length, parts: [...cut(bytes, 64)] };
    });
    while (transfers.length > 0) {
      const at = randomInt(random, transfers.length);
      const { id, total, parts } = transfers[at] ?? assert.fail();
      target.part(id, total, parts.shift() ?? assert.fail());
      if (parts.length === 0) transfers.splice(at, 1);
      target.whole(encodeEvent('small', []).bytes);
    }
    const ids = outlet.received.filter(({ event }) => event === 'event').map(({ args }) => args[0] as number);
    assert.deepEqual(ids.sort(), [0, 1, 2, 3, 4, 5, 6, 7]);
    assert.deepEqual(outlet.errors, []);
  });

  test('forgets a transfer that is aborted, and reports it once', () => {
    const { outlet, receiver: target } = receiver();
    const { bytes } = encodeEvent('event', ['x'.repeat(100)]);
    target.part(1, bytes.length, bytes.subarray(0, 50));
    target.abort(1);
    target.abort(1);
    target.abort(2);
    assert.deepEqual(outlet.codes, ['aborted']);
    assert.deepEqual([outlet.errors[0]?.peerId, outlet.errors[0]?.event], ['peer', 'event']);
  });

  test('reports what was begun when the sender goes', () => {
    const { outlet, receiver: target } = receiver();
    for (const id of [1, 2]) target.part(id, 1000, encodeEvent('event', ['x']).bytes);
    target.close();
    target.close();
    assert.deepEqual(outlet.codes, ['aborted', 'aborted']);
  });

  test('refuses an event above the limit once, and the next one of that number is free again', () => {
    const { outlet, receiver: target } = receiver();
    const start = encodeEvent('event', ['x']).bytes;
    for (let loaded = 0; loaded < LIMIT_BYTES + 1; loaded += 1) {
      target.part(1, LIMIT_BYTES + 1, loaded === 0 ? start.subarray(0, 1) : new Uint8Array(1));
    }
    assert.deepEqual(outlet.codes, ['too-large']);
    target.part(1, start.length, start);
    assert.equal(outlet.received.length, 1);
  });

  test('holds no more transfers of a peer than may be', () => {
    const { outlet, receiver: target } = receiver();
    const start = encodeEvent('event', ['x']).bytes;
    for (let id = 0; id < MAX_TRANSFERS + 3; id++) target.part(id, 1000, start);
    assert.deepEqual(outlet.codes, ['aborted', 'aborted', 'aborted']);
  });

  test('refuses parts that do not fit', () => {
    for (const [total, length] of [
      [10, 11],
      [20, 0],
      [21, 5],
    ] as const) {
      const { outlet, receiver: target } = receiver();
      target.part(1, 20, new Uint8Array(5));
      target.part(1, total === 10 ? 20 : total, new Uint8Array(total === 10 ? 16 : length));
      assert.deepEqual(outlet.codes, ['bad-message']);
    }
  });

  test('reports a joined event that is none', () => {
    const { outlet, receiver: target } = receiver();
    target.part(1, 3, new Uint8Array([1, 2, 3]));
    assert.deepEqual(outlet.codes, ['bad-message']);
    assert.deepEqual(outlet.received, []);
  });
});

describe('Upload', () => {
  test('has come as far as its slowest leg', () => {
    const outlet = new RecordingOutlet();
    const upload = new Upload(3, encodeEvent('event', ['x'.repeat(100)]), ['a', 'b'], outlet);
    const { total } = upload;
    upload.advance('a', 50);
    upload.advance('b', 20);
    upload.advance('a', total);
    upload.advance('b', total);
    assert.deepEqual(
      outlet.progress.map(({ loaded }) => loaded),
      [20, total],
    );
    assert.deepEqual(outlet.progress[0], { id: 3, event: 'event', direction: 'send', loaded: 20, total });
  });

  test('does not wait for a leg that was given up', () => {
    const outlet = new RecordingOutlet();
    const upload = new Upload(1, encodeEvent('event', ['x'.repeat(100)]), ['a', 'b'], outlet);
    upload.advance('a', 50);
    upload.abandon('b');
    upload.abandon('a');
    assert.deepEqual(
      outlet.progress.map(({ loaded }) => loaded),
      [50],
    );
  });
});
