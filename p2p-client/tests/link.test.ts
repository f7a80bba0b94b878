import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { encodeEvent } from '../src/codec.js';
import { Link, type LinkState } from '../src/link.js';
import { resolveOptions } from '../src/options.js';
import { RecordingOutlet } from './outlet.js';

class FakeChannel extends EventTarget {
  readyState = 'connecting';
  bufferedAmount = 0;
  sent = 0;

  send(): void {
    this.sent++;
  }
}

/** A connection whose state the test sets. */
class FakePeerConnection extends EventTarget {
  static last: FakePeerConnection;
  readonly channel = new FakeChannel();
  connectionState = 'new';
  restarts = 0;

  constructor() {
    super();
    FakePeerConnection.last = this;
  }

  createDataChannel(): FakeChannel {
    return this.channel;
  }

  restartIce(): void {
    this.restarts++;
  }

  close(): void {
    this.connectionState = 'closed';
  }

  enter(state: string): void {
    this.connectionState = state;
    this.dispatchEvent(new Event('connectionstatechange'));
  }

  open(): void {
    this.enter('connected');
    this.channel.readyState = 'open';
    this.channel.dispatchEvent(new Event('open'));
  }
}

interface Stage {
  link: Link;
  pc: FakePeerConnection;
  outlet: RecordingOutlet;
  states: LinkState[];
}

function stage(context: TestContext, initiator = true): Stage {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const RTCPeerConnection = FakePeerConnection as unknown as typeof globalThis.RTCPeerConnection;
  const outlet = new RecordingOutlet();
  const states: LinkState[] = [];
  const setup = {
    peer: { id: 'peer', webrtc: true, linked: false, path: 'relay' as const },
    initiator,
    offerId: undefined,
    RTCPeerConnection,
    rtcConfiguration: {},
    settings: resolveOptions({ rtc: { RTCPeerConnection } }),
    streams: [],
  };
  const changed = (): number => states.push(link.state);
  const link: Link = new Link(setup, { changed, signal: () => undefined }, outlet);
  return { link, pc: FakePeerConnection.last, outlet, states };
}

describe('Link', () => {
  test('is given up when it does not open in time', (context) => {
    const { outlet, states, pc } = stage(context);
    context.mock.timers.tick(19_999);
    assert.deepEqual(states, []);
    context.mock.timers.tick(1);
    assert.deepEqual([states, outlet.codes, pc.connectionState], [['closed'], ['link-failed'], 'closed']);
  });

  test('recovers from an interruption and sends then what waited', (context) => {
    const { link, pc, outlet, states } = stage(context);
    pc.open();
    pc.enter('disconnected');
    link.send(encodeEvent('text', []), undefined);
    pc.enter('connecting');
    assert.deepEqual([states, pc.channel.sent], [['open', 'interrupted'], 0]);
    pc.enter('connected');
    assert.deepEqual([states, pc.channel.sent], [['open', 'interrupted', 'open'], 1]);
    context.mock.timers.tick(60_000);
    assert.deepEqual(outlet.codes, []);
  });

  test('restarts ICE once before it is given up', (context) => {
    const { pc, outlet, states } = stage(context);
    pc.open();
    pc.enter('failed');
    assert.equal(pc.restarts, 1);
    context.mock.timers.tick(14_999);
    assert.deepEqual(outlet.codes, []);
    pc.enter('failed');
    assert.deepEqual(
      [pc.restarts, states, outlet.codes],
      [1, ['open', 'interrupted', 'closed'], ['link-failed']],
    );
  });

  test('may restart ICE again after it has recovered', (context) => {
    const { pc, outlet } = stage(context);
    pc.open();
    for (let round = 0; round < 3; round++) {
      pc.enter('failed');
      pc.enter('connected');
    }
    assert.deepEqual([pc.restarts, outlet.codes], [3, []]);
  });

  test('leaves the restart to the end that started, for a time', (context) => {
    const { pc, outlet } = stage(context, false);
    pc.open();
    pc.enter('failed');
    context.mock.timers.tick(15_000);
    assert.deepEqual([pc.restarts, outlet.codes], [0, ['link-failed']]);
  });

  test('closes with the other end, without an error', (context) => {
    const { pc, outlet, states } = stage(context);
    pc.open();
    pc.channel.dispatchEvent(new Event('close'));
    context.mock.timers.tick(60_000);
    assert.deepEqual([states, outlet.codes, pc.connectionState], [['open', 'closed'], [], 'closed']);
  });
});
