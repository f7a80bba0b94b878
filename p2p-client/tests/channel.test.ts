import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { createChannel, type Channel } from '../src/link/channel.js';
import { FrameType, decodeEvent, encodeEvent, encodeFrame, type Frame } from '../src/codec/codec.js';
import { LINK_PART_BYTES } from '../src/stream/outgoing.js';
import { FakeDataChannel } from './data-channel.js';

const KIB = 1024;

interface Stage {
  dc: FakeDataChannel;
  channel: Channel;
  received: Frame[];
  causes: unknown[];
  refusals: unknown[];
  drained: () => number;
}

function stage(maxMessageSize?: () => unknown): Stage {
  const dc = new FakeDataChannel();
  const received: Frame[] = [];
  const causes: unknown[] = [];
  const refusals: unknown[] = [];
  let drains = 0;
  const events = {
    received: (frame: Frame) => received.push(frame),
    drained: () => drains++,
    failed: (cause: unknown) => causes.push(cause),
    refused: (cause: unknown) => refusals.push(cause),
  };
  const channel = createChannel(dc as unknown as RTCDataChannel, events, () => [maxMessageSize?.()]);
  return { dc, channel, received, causes, refusals, drained: () => drains };
}

describe('Channel', () => {
  test('passes messages on as they are', () => {
    const { dc, channel, received } = stage();
    channel.send(FrameType.part, [1, 9, 4], new Uint8Array([1, 2]));
    const [frame] = dc.sent;
    assert.deepEqual(frame, encodeFrame(FrameType.part, [1, 9, 4], [new Uint8Array([1, 2])]));
    dc.dispatchEvent(new MessageEvent('message', { data: frame.buffer }));
    dc.arrive(FrameType.begin, [3, 7, 0]);
    assert.deepEqual(received, [
      { type: FrameType.part, numbers: [1, 9, 4], bytes: new Uint8Array([1, 2]) },
      { type: FrameType.begin, numbers: [3, 7, 0], bytes: new Uint8Array() },
    ]);
    assert.equal(dc.binaryType, 'arraybuffer');
  });

  test('sends the events of a turn in few messages, at its end or before what comes after them', async () => {
    const { dc, channel, received } = stage();
    const events = ['a', 'b', 'c', 'd'].map((event) => encodeEvent(event, ['x'.repeat(7 * KIB)]));
    for (const { sized } of events) channel.sendEvent(sized);
    assert.equal(dc.sent.length, 1);
    await Promise.resolve();
    assert.equal(dc.sent.length, 2);
    channel.sendEvent(encodeEvent('e', []).sized);
    channel.send(FrameType.abort, [1]);
    assert.deepEqual(dc.log, ['a', 'b', 'c', 'd', 'e', 'abort 1']);
    for (const { buffer } of dc.sent) dc.dispatchEvent(new MessageEvent('message', { data: buffer }));
    assert.deepEqual(
      received.slice(0, 4).map(({ bytes }) => bytes),
      events.map(({ bytes }) => bytes),
    );
  });

  test('takes no event of a message that holds anything else behind it', () => {
    const { dc, received, causes } = stage();
    const { sized } = encodeEvent('event', []);
    dc.dispatchEvent(new MessageEvent('message', { data: new Uint8Array([0, ...sized, 0, 0, 0]).buffer }));
    assert.deepEqual([received, causes.length], [[], 1]);
  });

  test('is full from 128 KiB on, for parts from 32 KiB on, and tells when less than 16 KiB are left', () => {
    const { dc, channel, drained } = stage();
    channel.send(FrameType.part, [1, 2, 3], new Uint8Array(31 * KIB));
    assert.ok(!channel.full(true));
    channel.send(FrameType.part, [1, 2, 3], new Uint8Array(KIB));
    assert.ok(channel.full(true) && !channel.full(false));
    dc.empty();
    channel.send(FrameType.part, [1, 2, 3], new Uint8Array(64 * KIB - 16));
    channel.sendEvent(encodeEvent('event', ['x'.repeat(63 * KIB)]).sized);
    assert.ok(!channel.full(false));
    for (let n = 0; n < 128; n++) channel.send(FrameType.ping, [n]);
    channel.sendEvent(new Uint8Array(KIB));
    assert.ok(channel.full(false));
    assert.equal(dc.bufferedAmountLowThreshold, 16 * KIB);
    assert.equal(drained(), 1);
    dc.empty();
    assert.ok(!channel.full(true));
    assert.equal(drained(), 2);
  });

  test('takes nothing unless it is open', () => {
    const { dc, channel } = stage();
    for (const state of ['connecting', 'closing', 'closed']) {
      dc.readyState = state;
      assert.ok(!channel.open);
      channel.send(FrameType.ping, [0]);
    }
    assert.deepEqual(dc.sent, []);
  });

  test('reports what is no message, and takes nothing behind it', () => {
    const none = [
      'text',
      '4000000000',
      7,
      undefined,
      {},
      new ArrayBuffer(0),
      new Uint8Array([FrameType.stop, 1]).buffer,
      new Uint8Array([99, 9]).buffer,
      new Uint8Array([FrameType.piece]).buffer,
    ];
    for (const [index, data] of none.entries()) {
      const { dc, channel, received, causes } = stage();
      dc.bring(data);
      dc.bring(data);
      dc.arrive(FrameType.received, [1]);
      channel.send(FrameType.ping, [0]);
      assert.deepEqual([causes.length, received, channel.open, dc.sent], [1, [], false, []], `${index}`);
    }
  });

  test('takes a message in whatever form a stack brings it', () => {
    const bytes = encodeFrame(FrameType.part, [1, 9, 4], [new Uint8Array([7, 8, 9])]).slice();
    const pool = Buffer.alloc(64, 0xee);
    pool.set(bytes, 5);
    const forms = [
      bytes.buffer,
      bytes,
      Buffer.from(bytes),
      pool.subarray(5, 5 + bytes.length),
      new DataView(pool.buffer, pool.byteOffset + 5, bytes.length),
      runInNewContext('Uint8Array.from(bytes).buffer', { bytes: [...bytes] }) as unknown,
      runInNewContext('Uint8Array.from(bytes)', { bytes: [...bytes] }) as unknown,
    ];
    for (const [index, form] of forms.entries()) {
      const { dc, received, causes } = stage();
      dc.bring(form);
      const [frame] = received;
      assert.deepEqual([causes, frame?.numbers, [...(frame?.bytes ?? [])]], [[], [1, 9, 4], [7, 8, 9]]);
      assert.equal(frame?.bytes.constructor, Uint8Array, `form ${index}`);
    }
  });

  test('gives an event that came in a shared pool binaries of its own', () => {
    const { dc, received } = stage();
    const { sized } = encodeEvent('event', [new Uint8Array([1, 2, 3])]);
    const pool = Buffer.alloc(256, 0xee);
    pool.set([FrameType.event, ...sized], 9);
    dc.bring(pool.subarray(9, 10 + sized.length));
    const { args } = decodeEvent([received[0]?.bytes ?? assert.fail()]);
    assert.deepEqual(args, [new Uint8Array([1, 2, 3]).buffer]);
  });

  test('keeps the order where a stack brings Blobs, among others', async () => {
    const { dc, received, causes } = stage();
    const slow = (number: number, turns: number): unknown => ({
      arrayBuffer: async () => {
        for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
        return encodeFrame(FrameType.received, [number]).slice().buffer;
      },
    });
    dc.arrive(FrameType.received, [1]);
    dc.bring(slow(2, 5));
    dc.bring(new Blob([encodeFrame(FrameType.received, [3]).slice()]));
    dc.bring(slow(4, 0));
    dc.arrive(FrameType.received, [5]);
    dc.bring({ arrayBuffer: () => Promise.reject(new Error('gone')) });
    dc.arrive(FrameType.received, [7]);
    while (causes.length === 0) await new Promise(setImmediate);
    assert.deepEqual(
      received.map(({ numbers: [first] }) => first),
      [1, 2, 3, 4, 5],
    );
    assert.deepEqual(causes.map(String), ['Error: gone']);
  });

  for (const size of [1_000_000, 65_536, 16_384, 1_024, 300, 2, 0, Infinity, NaN, null, undefined, 300.7]) {
    test(`sends nothing longer than ${size} where that is the limit, and puts it together again`, async () => {
      const { dc, channel, refusals } = stage(() => size);
      const other = stage();
      const limit = Number(size) > 0 ? Math.min(Number(size), 64 * KIB) : 64 * KIB;
      dc.maxMessageSize = limit;
      const part = Uint8Array.from({ length: LINK_PART_BYTES }, (_, index) => index % 251);
      const events = ['a', 'b', 'c'].map((event) => encodeEvent(event, ['x'.repeat(3 * KIB)]));
      channel.send(FrameType.part, [1, 2, 3], part);
      for (const { sized } of events) channel.sendEvent(sized);
      await Promise.resolve();
      channel.send(FrameType.ping, [5]);
      assert.deepEqual(refusals, []);
      for (const { buffer } of dc.sent) other.dc.bring(buffer);
      assert.deepEqual(other.received, [
        { type: FrameType.part, numbers: [1, 2, 3], bytes: part },
        ...events.map(({ bytes }) => ({ type: FrameType.event, numbers: [], bytes })),
        { type: FrameType.ping, numbers: [5], bytes: new Uint8Array() },
      ]);
      if (limit === 64 * KIB) assert.equal(dc.sent.length, 3);
    });
  }

  test('follows a limit that changes', () => {
    let size = 100_000;
    const { dc, channel } = stage(() => size);
    const lengths = (): number[] => dc.sent.splice(0).map(({ length }) => length);
    channel.send(FrameType.part, [1, 2, 3], new Uint8Array(5_000));
    assert.deepEqual(lengths(), [5_013]);
    size = 2_000;
    channel.send(FrameType.part, [1, 2, 3], new Uint8Array(5_000));
    assert.deepEqual(lengths(), [2_000, 2_000, 1_016]);
  });

  test('takes no pieces that come to more than a message may have, and none between others', () => {
    const piece = new Uint8Array(40 * KIB);
    piece[0] = FrameType.piece;
    for (const second of [piece.buffer, encodeFrame(FrameType.ping, [0]).slice().buffer]) {
      const { dc, received, causes } = stage();
      dc.bring(piece.buffer);
      dc.bring(second);
      assert.deepEqual([received, causes.length], [[], 1]);
    }
  });

  test('tells after the turn that a message could not be sent, and sends nothing behind it', async () => {
    const { dc, channel, refusals, causes } = stage();
    const refusal = new DOMException('the queue is full', 'OperationError');
    for (const name of ['a', 'b']) channel.sendEvent(encodeEvent(name, []).sized);
    dc.refusal = refusal;
    channel.send(FrameType.ping, [0]);
    dc.refusal = undefined;
    channel.send(FrameType.ping, [0]);
    channel.sendEvent(encodeEvent('c', []).sized);
    channel.flush();
    assert.deepEqual([dc.sent, refusals, channel.open], [[], [], false]);
    await Promise.resolve();
    await Promise.resolve();
    assert.deepEqual([dc.sent, refusals, causes], [[], [refusal], []]);
  });
});
