import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Channel } from '../src/channel.js';
import { encodeEvent, encodeFrame, FrameType, type Frame } from '../src/codec.js';
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
    const { frame, bytes } = encodeEvent('text', ['line', new Uint8Array([1, 2])]);
    channel.send(frame);
    assert.deepEqual(dc.sent, [frame]);
    dc.dispatchEvent(new MessageEvent('message', { data: frame.buffer }));
    dc.arrive(FrameType.begin, [3, 7]);
    assert.deepEqual(received, [
      { type: FrameType.event, numbers: [0, 0, 0], bytes },
      { type: FrameType.begin, numbers: [3, 7, 0], bytes: new Uint8Array() },
    ]);
    assert.equal(dc.binaryType, 'arraybuffer');
  });

  test('is full from 128 KiB on, and tells when less than 32 KiB are left', () => {
    const { dc, channel, drained } = stage();
    channel.send(new Uint8Array(128 * KIB - 1));
    assert.ok(!channel.full);
    channel.send(new Uint8Array(1));
    assert.ok(channel.full);
    assert.equal(dc.bufferedAmountLowThreshold, 32 * KIB);
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
      channel.send(encodeFrame(FrameType.ping, [0]));
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
