import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Channel } from '../src/channel.js';
import { FrameType, encodeEvent, encodeFrame, type Frame } from '../src/codec.js';
import { FakeDataChannel } from './data-channel.js';

const KIB = 1024;

interface Stage {
  dc: FakeDataChannel;
  channel: Channel;
  received: Frame[];
  causes: unknown[];
  drained: () => number;
}

function stage(): Stage {
  const dc = new FakeDataChannel();
  const received: Frame[] = [];
  const causes: unknown[] = [];
  let drains = 0;
  const channel = new Channel(dc as unknown as RTCDataChannel, {
    received: (frame) => received.push(frame),
    drained: () => drains++,
    failed: (cause) => causes.push(cause),
  });
  return { dc, channel, received, causes, drained: () => drains };
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

  test('is full from 128 KiB on, and tells when less than 64 KiB are left', () => {
    const { dc, channel, drained } = stage();
    channel.send(FrameType.part, [1, 2, 3], new Uint8Array(64 * KIB - 16));
    channel.sendEvent(encodeEvent('event', ['x'.repeat(63 * KIB)]).sized);
    assert.ok(!channel.full);
    for (let n = 0; n < 128; n++) channel.send(FrameType.ping, [n]);
    channel.sendEvent(new Uint8Array(KIB));
    assert.ok(channel.full);
    assert.equal(dc.bufferedAmountLowThreshold, 64 * KIB);
    assert.equal(drained(), 0);
    dc.empty();
    assert.ok(!channel.full);
    assert.equal(drained(), 1);
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

  test('reports messages that are none', () => {
    const { dc, received, causes } = stage();
    const none = [
      'text',
      new ArrayBuffer(0),
      new Uint8Array([FrameType.stop, 1]).buffer,
      new Uint8Array([99, 9]).buffer,
    ];
    for (const data of none) dc.dispatchEvent(new MessageEvent('message', { data }));
    assert.deepEqual(
      causes.map((cause) => (cause as { code: string }).code),
      none.map(() => 'bad-message'),
    );
    assert.deepEqual(received, []);
  });
});
