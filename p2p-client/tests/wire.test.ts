import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeFields, decodeRelayed, decodeServerEvent, SERVER_EVENTS } from '../src/codec/wire.js';
import { bytesOf, encodeEvent } from '../src/codec/codec.js';

describe('What comes over the wire', () => {
  test('keeps the members that are known and valid', () => {
    const welcome = {
      peerId: 'a',
      room: 7,
      numClients: 5,
      peers: [{ peerId: 'b', webrtc: true, data: null }, { webrtc: true }, 'c'],
      links: ['b', 1],
      iceServers: [{ urls: 'stun:localhost' }],
      maxPayload: '1',
    };
    assert.deepEqual(decodeFields(welcome), {
      peerId: 'a',
      peers: [{ peerId: 'b', webrtc: true, data: null }],
      links: ['b'],
      iceServers: [{ urls: 'stun:localhost' }],
    });
  });

  test('has nothing of what is no object', () => {
    for (const nothing of [undefined, null, 1, 'peerId', true, [['peerId', 'a']]])
      assert.deepEqual(decodeFields(nothing), {});
    const parsed = decodeFields(JSON.parse('{"__proto__":{"peerId":"a"},"constructor":1,"toString":2}'));
    assert.deepEqual([Object.keys(parsed), parsed.peerId], [[], undefined]);
  });

  test('is no event of the protocol without what each says at least', () => {
    for (const name of SERVER_EVENTS) {
      assert.equal(decodeServerEvent(name, {}, []), undefined, name);
      assert.equal(decodeServerEvent(name, null, []), undefined, name);
    }
    const header = { from: 'a', id: 1, total: 2, offset: 0 };
    assert.deepEqual(decodeServerEvent('p2p:part', header, ['x']), { name: 'p2p:part', header, args: ['x'] });
    assert.equal(decodeServerEvent('p2p:part', { ...header, total: '2' }, []), undefined);
  });

  test('is an event of a peer by its name, or packed in one binary', () => {
    const event = { event: 'text', ack: 0, args: ['hello'] };
    assert.deepEqual(decodeRelayed({}, ['text', 'hello']), event);
    assert.deepEqual(decodeRelayed({ packed: true }, [encodeEvent('text', ['hello']).bytes]), event);
    assert.deepEqual(decodeRelayed({ ack: 3 }, [null, 'yes']), { event: null, ack: 3, args: ['yes'] });
    for (const args of [[], [null], [1], ['p2p:msg'], ['connect']])
      assert.throws(() => decodeRelayed({}, args));
    assert.throws(() => decodeRelayed({ packed: true }, ['text']));
    assert.throws(() => bytesOf('text'), TypeError);
  });

  test('may hold a signal, whatever WebRTC will say to it', () => {
    const signals = [{ closed: true }, { description: { type: 'offer', sdp: 1 } }, { candidate: {} }, {}];
    for (const signal of signals) assert.deepEqual(decodeFields({ signal }).signal, signal);
    for (const signal of [null, 'offer', 1]) assert.equal(decodeFields({ signal }).signal, undefined);
  });
});
