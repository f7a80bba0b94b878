import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Channel, LINK_PART_BYTES } from '../src/channel.js';
import { decodeEvent, decodeFrame, encodeEvent } from '../src/codec.js';
import { Upload } from '../src/transfer.js';
import { RecordingOutlet } from './outlet.js';

/** A data channel whose buffer empties when the test says so. */
class FakeDataChannel extends EventTarget {
  binaryType = '';
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  readyState = 'open';
  peak = 0;
  readonly sent: Uint8Array<ArrayBuffer>[] = [];

  send(frame: Uint8Array<ArrayBuffer>): void {
    this.sent.push(frame);
    this.bufferedAmount += frame.length;
    this.peak = Math.max(this.peak, this.bufferedAmount);
  }

  empty(): void {
    this.bufferedAmount = 0;
    this.dispatchEvent(new Event('bufferedamountlow'));
  }

  /** What was sent: the names of whole events, and for each part the number of its transfer. */
  get order(): (string | number)[] {
    return this.sent.map(({ buffer }) => {
      const frame = decodeFrame(buffer);
      return frame.type === 'event' ? decodeEvent(frame.bytes).event : frame.id;
    });
  }
}

interface Stage {
  dc: FakeDataChannel;
  channel: Channel;
  outlet: RecordingOutlet;
  sendSmall: (event: string) => boolean;
  sendLarge: (id: number, bytes: number) => boolean;
}

function stage(): Stage {
  const dc = new FakeDataChannel();
  const outlet = new RecordingOutlet();
  const channel = new Channel(dc as unknown as RTCDataChannel, 'peer', 1e9, outlet);
  return {
    dc,
    channel,
    outlet,
    sendSmall: (event) => channel.send(encodeEvent(event, []), undefined),
    sendLarge: (id, bytes) => {
      const message = encodeEvent('large', [new Uint8Array(bytes)]);
      return channel.send(message, new Upload(id, message, ['peer'], outlet));
    },
  };
}

describe('Channel', () => {
  test('holds events back until the link is open, and keeps their order', () => {
    const { dc, channel, sendSmall } = stage();
    sendSmall('a');
    sendSmall('b');
    assert.deepEqual(dc.order, []);
    channel.flow(true);
    sendSmall('c');
    assert.deepEqual(dc.order, ['a', 'b', 'c']);
  });

  test('holds only so many events and bytes', () => {
    const events = stage();
    for (let n = 0; n < 1000; n++) assert.ok(events.sendSmall('a'));
    assert.ok(!events.sendSmall('a'));
    const bytes = stage();
    assert.ok(bytes.sendLarge(1, 15 * 1024 * 1024));
    assert.ok(!bytes.sendLarge(2, 1024 * 1024));
    assert.ok(bytes.sendSmall('a'));
  });

  test('keeps the buffer of the connection short', () => {
    const { dc, channel, outlet, sendLarge } = stage();
    channel.flow(true);
    sendLarge(1, 1024 * 1024);
    for (let rounds = 0; rounds < 20; rounds++) dc.empty();
    assert.ok(dc.peak <= 128 * 1024 + LINK_PART_BYTES, `${dc.peak} bytes`);
    assert.ok(dc.sent.every(({ length }) => length <= LINK_PART_BYTES + 9));
    assert.equal(outlet.progress.at(-1)?.loaded, outlet.progress.at(-1)?.total);
  });

  test('sends small events between the parts of large ones', () => {
    const { dc, channel, sendSmall, sendLarge } = stage();
    channel.flow(true);
    sendLarge(1, 256 * 1024);
    sendSmall('small');
    const before = dc.order.length;
    dc.empty();
    assert.deepEqual(dc.order.slice(before, before + 2), ['small', 1]);
  });

  test('lets large events take turns', () => {
    const { dc, channel, sendLarge } = stage();
    sendLarge(1, 4 * LINK_PART_BYTES);
    sendLarge(2, LINK_PART_BYTES);
    channel.flow(true);
    for (let rounds = 0; rounds < 3; rounds++) dc.empty();
    assert.deepEqual(dc.order.slice(0, 4), [1, 2, 1, 2]);
    assert.equal(dc.order.length, 5 + 2);
  });

  test('names every event that was not sent when it closes', () => {
    const { dc, channel, outlet, sendSmall, sendLarge } = stage();
    channel.flow(true);
    sendLarge(1, 1024 * 1024);
    sendSmall('small');
    channel.flow(false);
    sendSmall('later');
    channel.close();
    dc.empty();
    assert.deepEqual(
      outlet.errors.map(({ code, event, peerId, peerIds }) => [code, event, peerId ?? peerIds?.[0]]),
      [
        ['aborted', 'large', 'peer'],
        ['unreachable', 'small', 'peer'],
        ['unreachable', 'later', 'peer'],
      ],
    );
    assert.ok(!dc.order.includes('small'));
  });

  test('reports messages that are none', () => {
    const { dc, outlet } = stage();
    for (const data of [
      'text',
      new ArrayBuffer(0),
      new Uint8Array([0, 1]).buffer,
      new Uint8Array([9, 9]).buffer,
    ]) {
      dc.dispatchEvent(new MessageEvent('message', { data }));
    }
    assert.deepEqual(outlet.codes, ['bad-message', 'bad-message', 'bad-message', 'bad-message']);
  });
});
