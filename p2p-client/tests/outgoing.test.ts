import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createChannel } from '../src/link/channel.js';
import { encodeEvent, type EncodedEvent } from '../src/codec/codec.js';
import {
  createOutgoing,
  LINK_PART_BYTES,
  MAX_TRANSFERS,
  WINDOW_BYTES,
  type Outgoing,
  type RelayPath,
} from '../src/stream/outgoing.js';
import type { Mode } from '../src/stream/route.js';
import { createOutgoingTransfer, type OutgoingTransfer } from '../src/stream/outgoing-transfer.js';
import { FakeDataChannel } from './data-channel.js';
import { RecordingSink } from './event-sink.js';

const KIB = 1024;

/** One stream to `peer`, over channels and a relay that only write down what they get. */
class Stage {
  readonly mode: Mode = { usePeerConnection: true, useSockets: true };
  readonly relayed: string[] = [];
  readonly unreachable: string[] = [];
  readonly sink = new RecordingSink();
  readonly outgoing: Outgoing;
  readonly relay: RelayPath;

  constructor(mode: Partial<Mode> = {}) {
    Object.assign(this.mode, mode);
    this.relay = {
      used: true,
      path: (_to, epoch) => this.relayed.push(`path ${epoch}`),
      send: ({ event }, _target, seq) =>
        this.relayed.push(seq === undefined ? `${event}` : `${event} #${seq}`),
      upload: ({ id }, _target, offset) => this.relayed.push(`${id}@${offset / LINK_PART_BYTES}`),
      abort: ({ id }) => this.relayed.push(`abort ${id}`),
      stop: (_to, id, code = '') => this.relayed.push(`stop ${id} ${code}`.trim()),
      signal: () => assert.fail('a stream opens no links'),
      report: () => assert.fail('a stream opens no links'),
    };
    this.outgoing = createOutgoing('peer', this.mode, this.relay, {
      unreachable: ({ event }) => this.unreachable.push(String(event)),
    });
  }

  /** A new link, which the stream follows. */
  link(dc = new FakeDataChannel()): FakeDataChannel {
    const channel = createChannel(dc as unknown as RTCDataChannel, {
      received: () => undefined,
      drained: () => this.outgoing.pump(),
      failed: (cause) => assert.fail(String(cause)),
      // As the link closes
      refused: () => this.outgoing.follow(undefined),
    });
    dc.channel = channel;
    this.outgoing.follow(channel);
    return dc;
  }

  send(...events: string[]): void {
    for (const event of events) this.outgoing.send(encodeEvent(event, []));
  }

  sendBytes(event: string, bytes: number): void {
    this.outgoing.send(sized(event, bytes));
  }

  upload(id: number, parts: number): OutgoingTransfer {
    const transfer = createOutgoingTransfer(
      id,
      sized(`large ${id}`, parts * LINK_PART_BYTES),
      this.sink,
      () => undefined,
    );
    this.outgoing.upload(transfer);
    return transfer;
  }

  get loaded(): number[] {
    return this.sink.progress.map(({ loaded }) => loaded / LINK_PART_BYTES);
  }
}

/** An event of exactly so many bytes. */
function sized(event: string, bytes: number): EncodedEvent {
  const empty = encodeEvent(event, ['']).bytes.length;
  return encodeEvent(event, ['x'.repeat(bytes - empty)]);
}

/** Reads until nothing more comes. */
function emptyAll(dc: FakeDataChannel): void {
  for (let sent = -1; sent !== dc.sent.length;) {
    sent = dc.sent.length;
    dc.empty();
  }
}

describe('Outgoing', () => {
  test('announces the link by relay before it begins on it', () => {
    const stage = new Stage();
    assert.equal(stage.outgoing.path, 'relay');
    const dc = stage.link();
    assert.equal(stage.outgoing.path, 'webrtc');
    stage.send('a', 'b');
    assert.deepEqual([stage.relayed, dc.log], [['path 1'], ['begin 1 0', 'a', 'b']]);
  });

  test('announces it by the link as well where the relay has carried nothing', () => {
    const stage = new Stage();
    stage.relay.used = false;
    assert.deepEqual(stage.link().frames.at(-1)?.numbers, [1, 0, 1]);
    stage.relay.used = true;
    stage.outgoing.follow(undefined);
    assert.deepEqual(stage.link().frames.at(-1)?.numbers, [3, 0, 0]);
    assert.deepEqual(stage.relayed, ['path 1', 'path 2', 'path 3']);
  });

  test('stays on the relay while links are not to be used', () => {
    const stage = new Stage({ usePeerConnection: false });
    const dc = stage.link();
    assert.deepEqual([stage.outgoing.path, stage.relayed, dc.log], ['relay', [], []]);
  });

  test('changes the path once, however often it is told of the same link', () => {
    const stage = new Stage();
    const dc = new FakeDataChannel();
    const channel = createChannel(dc as unknown as RTCDataChannel, {} as never);
    for (let round = 0; round < 3; round++) stage.outgoing.follow(channel);
    for (let round = 0; round < 3; round++) stage.outgoing.follow(undefined);
    assert.deepEqual([stage.relayed, dc.log], [['path 1', 'path 2'], ['begin 1 0']]);
  });

  test('keeps the buffer of the link short, and sends on when that has emptied', () => {
    const stage = new Stage();
    const dc = stage.link();
    stage.upload(1, 32);
    assert.ok(dc.sent.length < 3, `${dc.sent.length} messages`);
    emptyAll(dc);
    assert.equal(dc.sent.length, 1 + 32);
    assert.ok(dc.peak <= 32 * KIB + LINK_PART_BYTES + 64, `${dc.peak} bytes`);
    assert.ok(dc.sent.every(({ length }) => length <= LINK_PART_BYTES + 13));
  });

  test('sends small events between the parts of large ones', () => {
    const stage = new Stage();
    const dc = stage.link();
    stage.upload(1, 32);
    const before = dc.log.length;
    stage.send('small');
    dc.empty();
    assert.deepEqual(dc.log.slice(before, before + 2), ['small', `1@${before - 1}`]);
  });

  test('lets large events take turns, eight at a time', () => {
    const stage = new Stage();
    const dc = stage.link();
    dc.bufferedAmount = 1e9;
    for (let id = 1; id <= MAX_TRANSFERS + 1; id++) stage.upload(id, 2);
    emptyAll(dc);
    const parts = dc.log.slice(1);
    const firstParts = parts.slice(0, MAX_TRANSFERS).sort();
    assert.deepEqual(
      firstParts,
      Array.from({ length: MAX_TRANSFERS }, (_, index) => `${index + 1}@0`),
    );
    const ninth = parts.findIndex((part) => part.startsWith('9@'));
    assert.ok(ninth > MAX_TRANSFERS, `the ninth began at ${ninth}`);
    assert.equal(parts.length, 2 * (MAX_TRANSFERS + 1));
    assert.equal(new Set(parts).size, parts.length);
  });

  test('is no more than the window ahead of what the peer has confirmed', () => {
    const stage = new Stage();
    const dc = stage.link();
    for (let n = 0; n < 300; n++) stage.sendBytes('event', 16 * KIB);
    emptyAll(dc);
    const ahead = dc.sent.length - 1;
    const most = WINDOW_BYTES / (16 * KIB);
    assert.ok(ahead === most || ahead === most - 1, `${ahead} events`);
    stage.outgoing.confirm(10);
    emptyAll(dc);
    assert.equal(dc.sent.length - 1, ahead + 10);
  });

  test('frees what is confirmed', () => {
    const stage = new Stage();
    stage.link();
    const sizes: number[] = [];
    stage.send('a', 'b', 'c');
    for (const count of [0, 1, 2, 3]) {
      stage.outgoing.confirm(count);
      sizes.push(stage.outgoing.queuedBytes);
    }
    const one = sizes[2] ?? 0;
    assert.ok(one > 0);
    assert.deepEqual(sizes, [3 * one, 2 * one, one, 0]);
  });

  test('is not harmed by counts that are nonsense, or come late', () => {
    const stage = new Stage();
    stage.link();
    stage.send('a', 'b', 'c');
    stage.outgoing.confirm(2);
    for (const count of [4, 1, 0, 2 ** 31, 2 ** 32 - 1]) stage.outgoing.confirm(count);
    stage.outgoing.follow(undefined);
    assert.deepEqual(stage.relayed, ['path 1', 'path 2', 'c #3']);
  });

  test('goes on by relay when the link goes: what may have come, then what never left, numbered', () => {
    const stage = new Stage();
    const dc = stage.link();
    stage.send('a', 'b', 'c');
    stage.outgoing.confirm(1);
    dc.bufferedAmount = 1e9;
    stage.send('d', 'e');
    stage.outgoing.follow(undefined);
    assert.deepEqual(stage.relayed, ['path 1', 'path 2', 'b #2', 'c #3', 'd #4', 'e #5']);
    assert.equal(stage.outgoing.path, 'relay');
    assert.equal(stage.outgoing.queuedBytes, 0);
    assert.deepEqual(stage.unreachable, []);
  });

  test('goes on by relay when links are not to be used any more, and later again by the link', () => {
    const stage = new Stage();
    const dc = new FakeDataChannel();
    const channel = createChannel(dc as unknown as RTCDataChannel, {} as never);
    dc.channel = channel;
    stage.outgoing.follow(channel);
    stage.send('a', 'b');
    stage.outgoing.confirm(1);
    stage.mode.usePeerConnection = false;
    stage.outgoing.follow(channel);
    assert.deepEqual(stage.relayed, ['path 1', 'path 2', 'b #2']);
    stage.mode.usePeerConnection = true;
    stage.outgoing.follow(channel);
    stage.send('c');
    assert.deepEqual(dc.log, ['begin 1 0', 'a', 'b', 'begin 3 2', 'c']);
    assert.equal(stage.relayed.at(-1), 'path 3');
  });

  test('goes on with transfers by relay from the first part that is not confirmed', () => {
    const stage = new Stage();
    const dc = stage.link();
    stage.upload(1, 32);
    dc.empty();
    const sent = dc.sent.length - 1;
    stage.outgoing.confirm(1);
    dc.bufferedAmount = 1e9;
    stage.upload(2, 2);
    stage.outgoing.follow(undefined);
    assert.ok(sent > 1);
    assert.deepEqual(stage.relayed, ['path 1', 'path 2', '1@1', '2@0']);
  });

  test('counts parts as items of the stream', () => {
    const stage = new Stage();
    const dc = stage.link();
    stage.upload(1, 2);
    dc.empty();
    stage.send('a');
    stage.outgoing.confirm(1);
    stage.outgoing.follow(undefined);
    assert.deepEqual(stage.relayed, ['path 1', 'path 2', 'a #3', '1@1']);
    stage.link();
    assert.deepEqual(stage.relayed.at(-1), 'path 3');
  });

  test('tells the progress as far as the peer has confirmed', () => {
    const stage = new Stage();
    const dc = stage.link();
    stage.upload(1, 3);
    emptyAll(dc);
    assert.deepEqual(stage.loaded, []);
    stage.outgoing.confirm(1);
    stage.outgoing.confirm(3);
    assert.deepEqual(stage.loaded, [1, 2, 3]);
  });

  test('tells the peer that a transfer was given up', () => {
    const stage = new Stage();
    const dc = stage.link();
    const transfer = stage.upload(1, 32);
    const before = dc.sent.length;
    transfer.abort();
    emptyAll(dc);
    assert.deepEqual(dc.log.slice(before), ['abort 1']);
    stage.outgoing.confirm(dc.sent.length - 1);
    assert.equal(stage.outgoing.queuedBytes, 0);
  });

  test('passes the end of a transfer on by relay, and nothing of what was given up', () => {
    for (const isSent of [true, false]) {
      const stage = new Stage();
      const dc = stage.link();
      const transfer = stage.upload(1, 32);
      stage.upload(2, 1);
      transfer.abort();
      if (isSent) dc.empty();
      stage.outgoing.follow(undefined);
      assert.deepEqual(stage.relayed, ['path 1', 'path 2', 'abort 1', '2@0'], `sent by link: ${isSent}`);
    }
  });

  test('stops a transfer that the peer does not want', () => {
    const stage = new Stage();
    const dc = stage.link();
    stage.upload(1, 32);
    stage.upload(2, 1);
    const before = dc.sent.length;
    stage.outgoing.stopped(1);
    stage.outgoing.stopped(7);
    emptyAll(dc);
    assert.deepEqual(dc.log.slice(before), ['2@0']);
  });

  test('sends nothing by relay of a transfer that was stopped', () => {
    const stage = new Stage();
    stage.link();
    stage.upload(1, 32);
    stage.outgoing.stopped(1);
    stage.outgoing.follow(undefined);
    assert.deepEqual(stage.relayed, ['path 1', 'path 2']);
  });

  test('tells the peer which transfer is not wanted, by the link if there is one', () => {
    const stage = new Stage();
    stage.outgoing.stop(1);
    const dc = stage.link();
    stage.outgoing.stop(2);
    assert.deepEqual(
      [stage.relayed, dc.log],
      [
        ['stop 1', 'path 1'],
        ['begin 1 0', 'stop 2'],
      ],
    );
    const secret = new Stage({ useSockets: false });
    secret.outgoing.stop(3);
    assert.deepEqual(secret.relayed, []);
    const secretDc = secret.link();
    secret.outgoing.stop(4, 'too-large');
    assert.deepEqual([secret.relayed, secretDc.log.slice(-1)], [['path 1'], ['stop 4']]);
    // A link has no place for the reason
    stage.outgoing.stop(5, 'too-large');
    assert.deepEqual([stage.relayed.slice(-1), dc.log.slice(-1)], [['stop 5 too-large'], ['stop 2']]);
  });

  test('gives what a channel could not send to the relay, once and in order', async () => {
    for (const failing of [0, 1, 50, 99]) {
      const stage = new Stage();
      const dc = stage.link();
      const names = Array.from({ length: 100 }, (_, index) => `e${index}`);
      for (const [index, name] of names.entries()) {
        if (index === failing) {
          dc.channel?.flush();
          dc.refusal = new Error('closing');
        }
        stage.send(name);
      }
      assert.equal(stage.outgoing.path, 'webrtc');
      await new Promise(setImmediate);
      stage.send('last');
      // None was confirmed, so the relay repeats all; the receiver drops what has come
      const numbered = [...names.map((name, index) => `${name} #${index + 1}`)];
      assert.deepEqual(stage.relayed, ['path 1', 'path 2', ...numbered], `the send of ${failing} throws`);
      assert.equal(stage.outgoing.path, 'relay');
      assert.deepEqual(dc.log, ['begin 1 0', ...names.slice(0, failing)]);
    }
  });

  test('goes on by relay where not even the beginning could be sent, or a part', async () => {
    const stage = new Stage();
    const dc = new FakeDataChannel();
    dc.refusal = new Error('full');
    stage.link(dc);
    stage.send('a');
    await new Promise(setImmediate);
    assert.deepEqual(stage.relayed, ['path 1', 'path 2', 'a #1']);
    const next = stage.link();
    stage.upload(1, 4);
    stage.outgoing.confirm(2);
    next.refusal = new Error('full');
    next.bufferedAmount = 0;
    stage.upload(2, 1);
    await new Promise(setImmediate);
    assert.deepEqual(stage.relayed.slice(3), ['path 3', 'path 4', '1@1', '2@0']);
  });

  test('forgets everything when the peer has gone', () => {
    const stage = new Stage();
    const dc = stage.link();
    stage.upload(1, 32);
    dc.bufferedAmount = 1e9;
    stage.send('a');
    stage.outgoing.close();
    const before = dc.sent.length;
    emptyAll(dc);
    assert.deepEqual([stage.outgoing.queuedBytes, dc.sent.length], [0, before]);
  });
});

describe('Outgoing in private mode', () => {
  test('holds events until there is a link', () => {
    const stage = new Stage({ useSockets: false });
    stage.outgoing.follow(undefined);
    stage.send('a', 'b');
    const dc = stage.link();
    assert.deepEqual([stage.relayed, dc.log], [['path 1'], ['begin 1 0', 'a', 'b']]);
  });

  test('repeats on the next link what a channel could not send', async () => {
    const stage = new Stage({ useSockets: false });
    const broken = stage.link();
    stage.send('a', 'b');
    broken.channel?.flush();
    broken.refusal = new Error('closing');
    stage.send('c', 'd');
    await new Promise(setImmediate);
    stage.send('e');
    assert.deepEqual([stage.relayed, broken.log], [['path 1'], ['begin 1 0', 'a', 'b']]);
    assert.deepEqual(stage.link().log, ['begin 1 0', 'a', 'b', 'c', 'd', 'e']);
  });

  test('repeats on the next link what the peer has not confirmed', () => {
    const stage = new Stage({ useSockets: false });
    stage.link();
    stage.send('a', 'b', 'c');
    stage.outgoing.confirm(1);
    stage.outgoing.follow(undefined);
    stage.send('d');
    const dc = stage.link();
    assert.deepEqual([stage.relayed, dc.log], [['path 1'], ['begin 1 1', 'b', 'c', 'd']]);
    stage.outgoing.confirm(4);
    assert.equal(stage.outgoing.queuedBytes, 0);
  });

  test('never gives private events to the relay, and names them when there is no other way', () => {
    const stage = new Stage({ useSockets: false });
    const dc = stage.link();
    stage.send('secret 1');
    dc.bufferedAmount = 1e9;
    stage.send('secret 2');
    stage.upload(1, 4);
    stage.mode.useSockets = true;
    stage.send('open');
    stage.outgoing.follow(undefined);
    assert.deepEqual(stage.unreachable, ['secret 1', 'secret 2', 'large 1']);
    // What the peer has of the large one, it may forget
    assert.deepEqual(stage.relayed, ['path 1', 'path 2', 'open #3', 'abort 1']);
  });

  test('gives the link up only when the peer has confirmed what is private', () => {
    const stage = new Stage({ useSockets: false });
    const dc = stage.link();
    stage.send('secret');
    Object.assign(stage.mode, { useSockets: true, usePeerConnection: false });
    stage.send('open');
    stage.outgoing.confirm(0);
    assert.equal(stage.outgoing.path, 'webrtc');
    stage.outgoing.confirm(1);
    assert.deepEqual(dc.log, ['begin 1 0', 'secret', 'open']);
    assert.deepEqual([stage.outgoing.path, stage.unreachable], ['relay', []]);
    assert.deepEqual(stage.relayed, ['path 1', 'path 2', 'open #2']);
  });
});
