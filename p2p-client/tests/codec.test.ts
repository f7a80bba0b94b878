import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  decodeEvent,
  decodeFrames,
  encodeEvent,
  encodeFrame,
  FrameType,
  peekName,
  type Frame,
} from '../src/codec/codec.js';
import { P2PError } from '../src/api/errors.js';
import { randomBytes, randomInt, seeded } from './random.js';

function roundTrip(...args: unknown[]): unknown[] {
  const { event, bytes } = encodeEvent('event', args);
  const decoded = decodeEvent([bytes]);
  assert.equal(decoded.event, event);
  return decoded.args;
}

function isBadMessage(error: unknown): boolean {
  return error instanceof P2PError && error.code === 'bad-message';
}

describe('codec', () => {
  test('carries what JSON can say', () => {
    const args = ['', 'a', 1.5, -0, true, null, [], {}, { deep: [{ er: ['x'] }] }, '\ud83c\udf88 Grüße \0 "'];
    assert.deepEqual(roundTrip(...args), JSON.parse(JSON.stringify(args)));
  });

  test('turns dates, undefined and lone surrogates into what Socket.IO makes of them', () => {
    const args = [new Date(0), undefined, { gone: undefined }, '\ud800'];
    assert.deepEqual(roundTrip(...args), JSON.parse(JSON.stringify(args)));
  });

  test('carries binaries anywhere, as ArrayBuffer', () => {
    const words = new Uint16Array([1, 2, 3]);
    const args = roundTrip(
      words.buffer,
      { list: [words.subarray(1), 'x'] },
      new DataView(words.buffer, 2, 2),
      Buffer.from('é'),
    );
    assert.deepEqual(args, [
      words.buffer,
      { list: [new Uint16Array([2, 3]).buffer, 'x'] },
      new Uint16Array([2]).buffer,
      new Uint8Array([0xc3, 0xa9]).buffer,
    ]);
  });

  test('carries empty binaries and data that looks like a placeholder', () => {
    assert.deepEqual(roundTrip(new ArrayBuffer(0)), [new ArrayBuffer(0)]);
    assert.deepEqual(roundTrip({ _placeholder: true, num: 0 }), [{ _placeholder: true, num: 0 }]);
    assert.deepEqual(roundTrip({ _placeholder: 1 }, new ArrayBuffer(1)), [
      { _placeholder: 1 },
      new ArrayBuffer(1),
    ]);
  });

  test('writes the bytes that the protocol describes', () => {
    const { sized, bytes } = encodeEvent('é', [new Uint8Array([7, 8])], 258);
    const json = new TextEncoder().encode('["é",{"_placeholder":true,"num":0}]');
    assert.deepEqual([...bytes], [0, 0, 1, 2, 0, 0, 0, json.length, ...json, 0, 0, 0, 2, 7, 8]);
    assert.deepEqual([...sized], [0, 0, 0, bytes.length, ...bytes]);
    assert.deepEqual([...encodeFrame(FrameType.event, [], [sized, sized])], [0, ...sized, ...sized]);
    const part = encodeFrame(FrameType.part, [0x01020304, 258, 3], [new Uint8Array([9])]);
    assert.deepEqual([...part], [1, 1, 2, 3, 4, 0, 0, 1, 2, 0, 0, 0, 3, 9]);
    assert.deepEqual([...encodeFrame(FrameType.begin, [5, 6])], [4, 0, 0, 0, 5, 0, 0, 0, 6]);
  });

  test('counts the bytes of binaries', () => {
    assert.equal(encodeEvent('event', ['text']).binaryBytes, 0);
    assert.equal(encodeEvent('event', [new Uint8Array(100)]).binaryBytes, 104);
  });

  test('takes the arguments as they are at the call', () => {
    const bytes = new Uint8Array([1]);
    const encoded = encodeEvent('event', [bytes]);
    bytes[0] = 2;
    assert.deepEqual(decodeEvent([encoded.bytes]).args, [new Uint8Array([1]).buffer]);
  });

  test('refuses what cannot be sent', () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    for (const arg of [() => 0, cycle, 1n]) {
      assert.throws(() => encodeEvent('event', [arg]), TypeError);
    }
  });

  test('reads an event from pieces of any size, and reserves no memory for what does not come', () => {
    const large = new Uint8Array(2000).map((_, index) => index);
    const { bytes } = encodeEvent('event', ['é'.repeat(500), large, new Uint8Array([7])], 3);
    for (const size of [1, 3, 7, 999, bytes.length]) {
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
      assert.deepEqual(decodeEvent(pieces), {
        event: 'event',
        ack: 3,
        args: ['é'.repeat(500), large.buffer, new Uint8Array([7]).buffer],
      });
      assert.throws(() => decodeEvent(pieces.slice(0, -1)), isBadMessage);
    }
  });

  test('refuses events with reserved names', () => {
    for (const name of ['ready', 'peer-error', 'p2p:join', 'disconnect']) {
      assert.throws(() => decodeEvent([encodeEvent(name, []).bytes]), isBadMessage);
    }
  });

  test('tells the name of an event by its first bytes', () => {
    const { bytes } = encodeEvent('with "quotes" é', ['x'.repeat(100)]);
    assert.equal(peekName(bytes.subarray(0, 40)), 'with "quotes" é');
    assert.equal(peekName(bytes.subarray(0, 13)), '');
    assert.equal(peekName(new Uint8Array([0, 0, 0, 0, 1, 2, 3, 4, 0x5b, 0x22, 0x5c, 0x71, 0x22])), '');
  });

  test('reads frames', () => {
    const { sized, bytes } = encodeEvent('event', [1]);
    const event = { type: FrameType.event, numbers: [], bytes };
    const read = (frame: Uint8Array<ArrayBuffer>): Frame[] => decodeFrames(frame.slice().buffer);
    assert.deepEqual(read(encodeFrame(FrameType.event, [], [sized])), [event]);
    assert.deepEqual(read(encodeFrame(FrameType.event, [], [sized, sized])), [event, event]);
    assert.deepEqual(read(encodeFrame(FrameType.part, [7, 9, 4], [new Uint8Array([1, 2])])), [
      { type: FrameType.part, numbers: [7, 9, 4], bytes: new Uint8Array([1, 2]) },
    ]);
    const numbers = {
      begin: [3, 8, 1],
      received: [2 ** 32 - 1],
      abort: [7],
      stop: [7],
      ping: [1],
      pong: [1],
    };
    for (const [name, values] of Object.entries(numbers)) {
      const type = FrameType[name as keyof typeof numbers];
      const [decoded] = read(encodeFrame(type, values));
      assert.equal(decoded?.type, type);
      assert.deepEqual(decoded.numbers.slice(0, values.length), values);
    }
    const invalid = [
      [],
      [0],
      [0, 0, 0, 0, 2, 1],
      [0, 0, 0, 0, 1, 1, 0],
      [1, 0],
      [1, ...new Array<number>(12).fill(0)],
      [4, 0, 0, 0, 1],
      [5],
      [8],
      [255, 0],
    ];
    for (const data of ['text', null, ...invalid.map((list) => new Uint8Array(list).buffer)]) {
      assert.throws(() => decodeFrames(data), isBadMessage);
    }
  });

  test('carries questions and answers', () => {
    assert.deepEqual(decodeEvent([encodeEvent('ask', [1], 7).bytes]), { event: 'ask', ack: 7, args: [1] });
    assert.deepEqual(decodeEvent([encodeEvent(null, ['yes'], 7).bytes]), {
      event: null,
      ack: 7,
      args: ['yes'],
    });
    assert.throws(() => decodeEvent([encodeEvent(null, ['to nothing']).bytes]), isBadMessage);
  });

  test('refuses garbage with the documented error and no other', () => {
    const random = seeded(1);
    const valid = encodeEvent('event', [{ a: [new Uint8Array(10), 'é'] }, new Uint8Array(3)]).bytes;
    for (let round = 0; round < 20_000; round++) {
      const bytes = round % 2 === 0 ? randomBytes(random, randomInt(random, 64)) : valid.slice();
      for (let flips = 0; flips < 3; flips++) bytes[randomInt(random, bytes.length)] = randomInt(random, 256);
      const cut = bytes.subarray(0, round % 3 === 0 ? randomInt(random, bytes.length + 1) : bytes.length);
      try {
        decodeEvent([cut]);
      } catch (error) {
        assert.ok(isBadMessage(error), `round ${round}: ${String(error)}`);
      }
    }
  });

  test('refuses nesting that is too deep', () => {
    const json = new TextEncoder().encode(`["event",${'['.repeat(200_000)}${']'.repeat(200_000)}]`);
    const bytes = new Uint8Array(8 + json.length + 4);
    new DataView(bytes.buffer).setUint32(4, json.length);
    bytes.set(json, 8);
    assert.throws(() => decodeEvent([bytes]), isBadMessage);
  });
});
