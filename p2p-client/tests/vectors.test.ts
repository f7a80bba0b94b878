import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { decodeEvent, decodeFrames, encodeEvent, encodeFrame, FrameType } from '../src/codec/codec.js';
import { RoomServer, type Connection } from '../src/testing/room-server.js';
import { clientsOf, playServer } from './vectors/client-run.js';
import { Inbox, playClients, type Line } from './vectors/server-run.js';
import { FOLDER, Placeholders, vectorsFor } from './vectors/vectors.js';

const WORLD = { setTimeout: () => undefined, clearTimeout: () => undefined, token: () => 'token' };
let connections = 0;

/** A connection to the simulation's server, without a network between. */
function connect(server: RoomServer, auth: unknown): Promise<Line> {
  const inbox = new Inbox();
  const sid = `connection ${connections++}`;
  const connection: Connection = {
    id: sid,
    emit: (event, ...args) => inbox.push(event, args),
    close: () => server.disconnected(connection, false),
  };
  server.connected(connection, auth ?? undefined);
  return Promise.resolve({
    sid,
    next: (said) => Promise.resolve(inbox.next(said)),
    send: (event, args) => server.receive(connection, event, args),
    ask: (event, args) =>
      new Promise((settle) => server.receive(connection, event, args, (answer) => settle([answer]))),
    end: (onPurpose) => server.disconnected(connection, onPurpose),
  });
}

describe('The vectors', () => {
  for (const [name, vector] of vectorsFor('server'))
    test(`are kept by the simulation's server: ${name}`, { timeout: 30_000 }, () => {
      const server = new RoomServer(WORLD);
      return playClients(vector, (auth) => connect(server, auth));
    });

  for (const [name, vector] of vectorsFor('client'))
    for (const client of clientsOf(vector))
      test(`are kept by the client: ${name}, ${client}`, () => playServer(vector, client));
});

interface Bytes {
  readonly events: { event: string | null; args: unknown[]; ack: number; bytes: string }[];
  readonly messages: {
    type: number;
    name: string;
    numbers?: number[];
    bytes?: string;
    events?: string[];
    message: string;
  }[];
  readonly noMessages: string[];
}

describe('The vectors of bytes', () => {
  const { events, messages, noMessages } = JSON.parse(readFileSync(`${FOLDER}/bytes.json`, 'utf8')) as Bytes;
  const placeholders = new Placeholders(() => assert.fail('there are none'));
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

  test('are events, there and back', () => {
    for (const { event, args, ack, bytes } of events) {
      const values = placeholders.valueOf(args) as unknown[];
      assert.equal(hex(encodeEvent(event, values, ack).bytes), bytes);
      const decoded = decodeEvent([new Uint8Array(Buffer.from(bytes, 'hex'))]);
      assert.deepEqual([decoded.event, decoded.ack], [event, ack]);
      placeholders.check(decoded.args, args, String(event));
    }
  });

  test('are messages of a link, there and back', () => {
    for (const { type, name, numbers = [], bytes = '', events: several, message } of messages) {
      assert.equal(type, (FrameType as Record<string, number>)[name === 'events' ? 'event' : name]);
      const sections = several
        ? several.map((event) => {
            const sized = Buffer.alloc(4 + event.length / 2, event, 'hex');
            sized.writeUInt32BE(event.length / 2);
            sized.write(event, 4, 'hex');
            return sized;
          })
        : [Buffer.from(bytes, 'hex')];
      assert.equal(hex(encodeFrame(type, numbers, sections)), message);
      const frames = decodeFrames(Buffer.from(message, 'hex'));
      assert.deepEqual(
        frames.map((frame) => [frame.type, hex(frame.bytes)]),
        (several ?? [bytes]).map((one) => [type, one]),
      );
      if (!several) assert.deepEqual(frames[0]?.numbers.slice(0, numbers.length), numbers);
    }
  });

  test('are no messages', () => {
    for (const bytes of noMessages)
      assert.throws(() => decodeFrames(Buffer.from(bytes, 'hex')), { code: 'bad-message' }, bytes);
  });
});
