import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { P2P, type P2PError } from '../src/index.js';
import { ManualClock } from './manual-clock.js';
import { VectorSocket } from './vectors/client-run.js';

interface Said {
  readonly p2p: {
    readonly session: string;
    readonly received: number;
    readonly at?: Readonly<Record<string, unknown>>;
    readonly joins: readonly { readonly room: string }[];
  };
}

/** A client of several servers, and what it says in its CONNECTs. */
class Stage {
  readonly socket = new VectorSocket();
  readonly clock = new ManualClock();
  #connections = 0;
  #offset = 0;

  join(room: string): P2P {
    return new P2P(this.socket as never, { rtc: null, environment: this.clock, room });
  }

  /** Connects, and is answered. */
  connect(answer: object = {}): Said['p2p'] {
    this.socket.packet({ type: 0, data: {} });
    const { p2p } = this.socket.said as Said;
    const resumed = this.#connections > 0;
    this.socket.open(`c${this.#connections++}`);
    this.socket.fire('p2p:session', {
      ...{ version: 2, peerId: 'c0', resumed, received: 0, token: p2p.session, window: 60_000 },
      ...answer,
    });
    for (const { room } of p2p.joins) this.welcome(room);
    return p2p;
  }

  welcome(room: string): void {
    this.#offset += 10;
    this.socket.fire('p2p:joined', { peerId: 'c0', room, peers: [], links: [], at: ['e', this.#offset] });
  }

  /** Loses the connection and says what there is to say on the next one. */
  reconnect(): Said['p2p'] {
    this.socket.close('transport close');
    return this.connect();
  }

  hear(room: string, at: number | undefined, text: string): void {
    this.socket.fire('p2p:msg', { room, from: 'b', at }, 'text', text);
  }
}

describe('A client of several servers', () => {
  test('says how far it has come in each of its rooms', () => {
    const stage = new Stage();
    stage.join('a');
    stage.join('b');
    assert.equal(stage.connect().at, undefined);
    stage.hear('b', 24, 'one');
    stage.hear('b', undefined, 'of no log');
    assert.deepEqual(stage.reconnect().at, { a: ['e', 10], b: ['e', 24] });
  });

  test('counts what it has had, and tells nobody', () => {
    const stage = new Stage();
    const heard: string[] = [];
    stage.join('a').on('text', (text: string) => heard.push(text));
    stage.connect();
    for (const at of [11, 12, 11, 12, 13]) stage.hear('a', at, `${at}`);
    const { received, at } = stage.reconnect();
    assert.deepEqual([heard, received, at], [['11', '12', '13'], 5, { a: ['e', 13] }]);
  });

  test('says of a room that it has left where it was, until the server has confirmed that', () => {
    const stage = new Stage();
    const a = stage.join('a');
    stage.connect();
    a.leave();
    assert.deepEqual(stage.reconnect().at, { a: ['e', 10] });
    stage.socket.fire('p2p:received', 1, { a: 15 });
    assert.equal(stage.reconnect().at, undefined);
  });

  test('begins at the new welcome when it joins a room again', () => {
    const stage = new Stage();
    stage.join('a').leave();
    stage.connect();
    const heard: string[] = [];
    stage.join('a').on('text', (text: string) => heard.push(text));
    stage.socket.fire('p2p:received', 1);
    const { at, joins } = stage.reconnect();
    assert.deepEqual([at, joins.length], [undefined, 1]);
    stage.hear('a', 11, 'after the welcome');
    assert.deepEqual([heard, stage.reconnect().at], [['after the welcome'], { a: ['e', 11] }]);
  });

  test('takes what comes before a welcome once', () => {
    const stage = new Stage();
    stage.join('other');
    stage.connect();
    const heard: string[] = [];
    stage.join('a').on('text', (text: string) => heard.push(text));
    for (let connection = 0; connection < 2; connection++) {
      stage.socket.close('transport close');
      stage.socket.packet({ type: 0, data: {} });
      stage.socket.open('next');
      const token = (stage.socket.said as Said).p2p.session;
      stage.socket.fire('p2p:session', { version: 2, peerId: 'c0', resumed: true, received: 0, token });
      for (const at of [3, 4]) stage.hear('a', at, `${at}`);
    }
    stage.welcome('a');
    assert.deepEqual(heard, ['3', '4']);
  });

  test('says that it has more positions than a server takes', () => {
    const stage = new Stage();
    const rooms = Array.from({ length: 150 }, (_, index) => `${index}`.padStart(128, '.'));
    for (const room of rooms) stage.join(room);
    const { joins } = stage.connect();
    for (const room of rooms.slice(joins.length)) stage.welcome(room);
    const { at } = stage.reconnect();
    assert.deepEqual(at, {});
  });

  test('gives up where a server speaks another version', () => {
    const stage = new Stage();
    const errors: P2PError[] = [];
    stage.join('a').on('peer-error', (error) => errors.push(error));
    stage.connect({ version: 3 });
    const [{ code, cause } = {}] = errors;
    assert.deepEqual([code, (cause as P2PError).code], ['join-failed', 'version']);
  });
});
