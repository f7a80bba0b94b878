import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  FrameType,
  decodeEvent,
  decodeFrames,
  encodeEvent,
  encodeFrame,
  type Frame,
} from '../src/codec/codec.js';
import { createIncoming, type Incoming } from '../src/stream/incoming.js';
import { WINDOW_BYTES } from '../src/stream/outgoing.js';
import { ManualClock } from './manual-clock.js';

const KIB = 1024;
const LAST = 2 ** 32 - 1;

interface Stage {
  clock: ManualClock;
  incoming: Incoming;
  /** The names of the events that were taken. */
  taken: unknown[];
  /** The counts that were confirmed since this was last looked at. */
  confirmed: () => number[];
  overflows: () => number;
  /** Has these events come by the link. */
  items: (...events: string[]) => void;
}

function stage(): Stage {
  const clock = new ManualClock();
  const taken: unknown[] = [];
  const confirmed: number[] = [];
  let overflows = 0;
  const incoming = createIncoming(clock, {
    take: ({ type, bytes }) => taken.push(type === FrameType.event ? decodeEvent([bytes]).event : type),
    confirm: (count) => confirmed.push(count),
    overflow: () => overflows++,
  });
  return {
    clock,
    incoming,
    taken,
    confirmed: () => confirmed.splice(0),
    overflows: () => overflows,
    items: (...events) => {
      for (const event of events) incoming.item(item(event));
    },
  };
}

/** A stage whose link is in use. */
function linked(): Stage {
  const linkedStage = stage();
  linkedStage.incoming.announced(1);
  linkedStage.incoming.begin(1, 0, 0);
  linkedStage.confirmed();
  return linkedStage;
}

function item(event: string, bytes = 0): Frame {
  return { type: FrameType.event, numbers: [0, 0, 0], bytes: encodeEvent(event, ['x'.repeat(bytes)]).bytes };
}

function part(total: number, offset: number, bytes: number): Frame {
  return decoded(encodeFrame(FrameType.part, [1, total, offset], [new Uint8Array(bytes)]));
}

function decoded(frame: Uint8Array<ArrayBuffer>): Frame {
  return decodeFrames(frame.slice().buffer)[0] ?? assert.fail();
}

describe('Incoming', () => {
  test('takes what comes by the link in its order, once it is announced', () => {
    const { incoming, taken, items } = stage();
    incoming.announced(1);
    incoming.begin(1, 0, 0);
    items('a', 'b', 'c');
    assert.deepEqual(taken, ['a', 'b', 'c']);
  });

  test('holds what comes before the relay has announced it', () => {
    const { incoming, taken, items, confirmed } = stage();
    incoming.begin(1, 0, 0);
    items('a', 'b');
    assert.deepEqual([taken, confirmed()], [[], []]);
    incoming.announced(1);
    items('c');
    assert.deepEqual(taken, ['a', 'b', 'c']);
  });

  test('holds nothing when the link announces it', () => {
    const { incoming, taken, items } = stage();
    incoming.begin(1, 0, 1);
    items('a');
    assert.deepEqual(taken, ['a']);
    incoming.announced(2);
    incoming.begin(1, 0, 1);
    items('a', 'b');
    assert.deepEqual(taken, ['a']);
  });

  test('goes on holding when the relay announces an epoch before that of the link', () => {
    const { incoming, taken, items } = stage();
    incoming.begin(3, 0, 0);
    items('a');
    incoming.announced(1);
    incoming.announced(2);
    assert.deepEqual(taken, []);
    incoming.announced(3);
    assert.deepEqual(taken, ['a']);
  });

  test('ignores what is left on a link that the relay has taken over from', () => {
    const { incoming, taken, items, overflows } = linked();
    items('a');
    incoming.announced(2);
    items('b', 'c');
    for (let n = 0; n < 100; n++) incoming.item(item('x', 64 * KIB));
    assert.deepEqual([taken, overflows()], [['a'], 0]);
    assert.deepEqual(
      [2, 3].map((seq) => incoming.repeated(seq)),
      [true, true],
    );
  });

  test('forgets what it holds when the relay has gone on already', () => {
    const { incoming, taken, items } = stage();
    incoming.begin(1, 0, 0);
    items('a');
    incoming.announced(2);
    assert.deepEqual(taken, []);
    assert.ok(incoming.repeated(1));
  });

  test('drops what the relay repeats and the link had brought', () => {
    const { incoming, items } = linked();
    items('a', 'b');
    incoming.announced(2);
    assert.deepEqual(
      [1, 2, 3, 3, 4].map((seq) => incoming.repeated(seq)),
      [false, false, true, false, true],
    );
  });

  test('drops what a new link repeats', () => {
    const { incoming, taken, items, confirmed } = linked();
    items('a', 'b', 'c');
    incoming.begin(1, 1, 0);
    assert.deepEqual(confirmed(), [3]);
    items('b', 'c', 'd');
    assert.deepEqual(taken, ['a', 'b', 'c', 'd']);
  });

  test('drops on the next link what the relay had repeated', () => {
    const { incoming, taken, items } = linked();
    items('a');
    incoming.announced(2);
    incoming.repeated(2);
    incoming.announced(3);
    incoming.begin(3, 2, 0);
    items('c');
    assert.deepEqual(taken, ['a', 'c']);
    assert.ok(!incoming.repeated(3));
  });

  test('drops what it held of a link that another has replaced', () => {
    const { incoming, taken, items } = stage();
    incoming.begin(1, 0, 0);
    items('a', 'b');
    incoming.begin(1, 0, 0);
    items('a', 'b');
    incoming.announced(1);
    assert.deepEqual(taken, ['a', 'b']);
  });

  test('confirms after 256 items', () => {
    const { items, confirmed } = linked();
    for (let n = 0; n < 255; n++) items('x');
    assert.deepEqual(confirmed(), []);
    items('x');
    assert.deepEqual(confirmed(), [256]);
    for (let n = 0; n < 256; n++) items('x');
    assert.deepEqual(confirmed(), [512]);
  });

  test('confirms after 256 KiB', () => {
    const { incoming, confirmed } = linked();
    for (let n = 0; n < 3; n++) incoming.item(item('x', 64 * KIB));
    assert.deepEqual(confirmed(), []);
    incoming.item(item('x', 64 * KIB));
    assert.deepEqual(confirmed(), [4]);
  });

  test('confirms within a second, and then only when more has come', () => {
    const { clock, items, confirmed } = linked();
    items('a');
    clock.tick(600);
    items('b');
    clock.tick(399);
    assert.deepEqual(confirmed(), []);
    clock.tick(1);
    assert.deepEqual(confirmed(), [2]);
    clock.tick(10_000);
    assert.deepEqual(confirmed(), []);
  });

  test('confirms the last part of a transfer at once', () => {
    const { incoming, confirmed } = linked();
    incoming.item(part(3000, 0, 1000));
    incoming.item(part(3000, 1000, 1000));
    assert.deepEqual(confirmed(), []);
    incoming.item(part(3000, 2000, 1000));
    assert.deepEqual(confirmed(), [3]);
  });

  test('counts round at 2^32', () => {
    const { incoming, taken, items, confirmed } = stage();
    incoming.announced(1);
    // A long way: each step is below half of the circle
    for (const seq of [2 ** 30, 2 ** 31, 2 ** 31 + 2 ** 30, LAST - 1]) assert.ok(incoming.repeated(seq));
    incoming.begin(1, LAST - 2, 0);
    assert.deepEqual(confirmed(), [LAST - 1]);
    incoming.begin(1, LAST - 1, 0);
    assert.deepEqual(confirmed(), []);
    items('last', 'zero', 'one');
    incoming.item(part(10, 0, 10));
    assert.deepEqual(taken, ['last', 'zero', 'one', FrameType.part]);
    assert.deepEqual(confirmed(), [2]);
    assert.deepEqual(
      [LAST, 0, 2, 3].map((seq) => incoming.repeated(seq)),
      [false, false, false, true],
    );
    incoming.begin(1, LAST, 0);
    items('zero', 'one', 'two', 'three', 'four');
    assert.equal(taken.at(-1), 'four');
    assert.equal(taken.length, 5);
  });

  test('gives a peer up that sends too much ahead', () => {
    const { incoming, overflows } = stage();
    incoming.begin(1, 0, 0);
    const frame = item('x', 64 * KIB);
    let held = 0;
    for (; held + frame.bytes.length <= 2 * WINDOW_BYTES; held += frame.bytes.length) incoming.item(frame);
    assert.equal(overflows(), 0);
    incoming.item(frame);
    assert.equal(overflows(), 1);
  });

  test('does not hold items of no bytes without end', () => {
    const { incoming, overflows } = stage();
    incoming.begin(1, 0, 0);
    const abort = decoded(encodeFrame(FrameType.abort, [1]));
    for (let n = 0; n < 200_000 && overflows() === 0; n++) incoming.item(abort);
    assert.equal(overflows(), 1);
  });

  test('lets nothing run when it is closed', () => {
    const { clock, incoming, items, confirmed } = linked();
    items('a');
    incoming.close();
    assert.equal(clock.pending, 0);
    clock.tick(10_000);
    assert.deepEqual(confirmed(), []);
  });
});
