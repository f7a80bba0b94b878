import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FrameType } from '../src/codec.js';
import { Link, type LinkState } from '../src/link.js';
import type { Signal } from '../src/negotiation.js';
import { resolveOptions } from '../src/options.js';
import type { Peer } from '../src/types.js';
import { Clock } from './clock.js';
import { FakeDataChannel } from './data-channel.js';
import { RecordingOutlet } from './outlet.js';

const PING_MS = 5_000;

/** A connection whose state the test sets. */
class FakePeerConnection extends EventTarget {
  static last: FakePeerConnection;
  readonly channel = new FakeDataChannel();
  connectionState = 'new';
  signalingState = 'stable';
  restarts = 0;
  configurations: unknown[] = [];

  constructor() {
    super();
    this.channel.readyState = 'connecting';
    FakePeerConnection.last = this;
  }

  createDataChannel(): FakeDataChannel {
    return this.channel;
  }

  setConfiguration(configuration: unknown): void {
    this.configurations.push(configuration);
  }

  restartIce(): void {
    this.restarts++;
  }

  close(): void {
    this.connectionState = 'closed';
    this.signalingState = 'closed';
    this.channel.readyState = 'closed';
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
  clock: Clock;
  link: Link;
  pc: FakePeerConnection;
  outlet: RecordingOutlet;
  states: LinkState[];
  signals: { offerId: string; signal: Signal }[];
  received: number[];
  failures: string[];
  /** What became of the opening, and after how many milliseconds. */
  /** How often the other end was measured. */
  measured: () => number;
}

function stage(initiator = true, offerId?: string): Stage {
  const clock = new Clock();
  const RTCPeerConnection = FakePeerConnection as unknown as typeof globalThis.RTCPeerConnection;
  const outlet = new RecordingOutlet();
  const states: LinkState[] = [];
  const signals: Stage['signals'] = [];
  const received: number[] = [];
  const failures: string[] = [];
  let measured = 0;
  const setup = {
    peer: { id: 'peer' } as Peer,
    initiator,
    offerId,
    RTCPeerConnection,
    rtcConfiguration: {},
    settings: resolveOptions({ rtc: { RTCPeerConnection }, environment: clock }),
    streams: [],
  };
  const events = {
    changed: () => states.push(link.state),
    signal: (id: string, signal: Signal) => signals.push({ offerId: id, signal }),
    received: ({ type }: { type: number }) => received.push(type),
    drained: () => undefined,
    measured: () => measured++,
    failed: ({ code, message }: { code: string; message: string }) => failures.push(`${code}: ${message}`),
  };
  const link: Link = new Link(setup, events, outlet);
  const pc = FakePeerConnection.last;
  return { clock, link, pc, outlet, states, signals, received, failures, measured: () => measured };
}

/** Lets time pass in which the other end answers every ping. */
function live({ clock, pc }: Stage, ms: number): void {
  for (let passed = 0; passed < ms; passed += 1000) {
    clock.tick(1000);
    pc.channel.arrive(FrameType.pong, [0]);
  }
}

describe('Link', () => {
  test('is given up when it does not open in time', () => {
    const { clock, states, pc, failures } = stage();
    clock.tick(19_999);
    assert.deepEqual(states, []);
    clock.tick(1);
    assert.deepEqual([states, pc.connectionState], [['closed'], 'closed']);
    assert.deepEqual(failures, ['link-failed: the link could not be opened']);
    assert.equal(clock.pending, 0);
  });

  test('is open with its channel, however late the connection says so', () => {
    const { pc, states } = stage();
    pc.enter('connecting');
    pc.channel.readyState = 'open';
    pc.channel.dispatchEvent(new Event('open'));
    pc.enter('connected');
    assert.deepEqual(states, ['open']);
  });

  test('recovers from an interruption', () => {
    const linked = stage();
    const { pc, states, failures } = linked;
    pc.open();
    pc.enter('disconnected');
    pc.enter('connecting');
    assert.deepEqual(states, ['open', 'interrupted']);
    pc.enter('connected');
    assert.deepEqual(states, ['open', 'interrupted', 'open']);
    live(linked, 60_000);
    assert.deepEqual([states.length, failures], [3, []]);
  });

  test('restarts ICE once, and is given up when that did not help', () => {
    const { clock, pc, states, failures } = stage();
    pc.open();
    pc.enter('failed');
    pc.enter('disconnected');
    assert.equal(pc.restarts, 1);
    clock.tick(14_999);
    assert.deepEqual(failures, []);
    clock.tick(1);
    assert.deepEqual([pc.restarts, states], [1, ['open', 'interrupted', 'closed']]);
    assert.deepEqual(failures, ['link-failed: the link was lost']);
    assert.equal(clock.pending, 0);
  });

  test('may restart ICE again after it has recovered', () => {
    const { pc, failures } = stage();
    pc.open();
    for (let round = 0; round < 3; round++) {
      pc.enter('failed');
      pc.enter('connected');
    }
    assert.deepEqual([pc.restarts, failures], [3, []]);
  });

  test('restarts ICE once while it opens', () => {
    const { pc, states, failures } = stage();
    pc.enter('failed');
    assert.deepEqual([pc.restarts, states, failures], [1, [], []]);
    pc.enter('failed');
    assert.deepEqual([pc.restarts, states], [1, ['closed']]);
    assert.deepEqual(failures, ['link-failed: the link could not be opened']);
  });

  test('leaves the restart to the end that started, for a time', () => {
    const { clock, pc, failures } = stage(false, 'offer');
    pc.open();
    pc.enter('failed');
    clock.tick(15_000);
    assert.deepEqual([pc.restarts, failures.length], [0, 1]);
  });

  test('closes with the other end, without an error', () => {
    const { clock, pc, states, failures } = stage();
    pc.open();
    pc.channel.dispatchEvent(new Event('close'));
    clock.tick(60_000);
    assert.deepEqual([states, failures, pc.connectionState], [['open', 'closed'], [], 'closed']);
  });

  test('tells the other end that it has closed, once', () => {
    const { link, signals } = stage();
    link.close();
    link.close();
    assert.deepEqual(signals, [{ offerId: link.offerId, signal: { closed: true } }]);
    const unnamed = stage(false);
    unnamed.link.close();
    assert.deepEqual(unnamed.signals, []);
  });

  test('has the name that its initiator gives it', () => {
    assert.equal(typeof stage().link.offerId, 'string');
    assert.equal(stage(false).link.offerId, undefined);
    assert.equal(stage(false, 'offer').link.offerId, 'offer');
  });

  test('measures the time to the other end and back', () => {
    const { clock, link, pc, measured, received } = stage();
    pc.open();
    // Not with those of all other links
    assert.deepEqual(pc.channel.log, []);
    clock.tick(PING_MS / 2);
    assert.deepEqual([pc.channel.log, link.roundTripMs], [['ping'], undefined]);
    clock.tick(40);
    pc.channel.arrive(FrameType.pong, [0]);
    assert.deepEqual([link.roundTripMs, measured()], [40, 1]);
    clock.tick(PING_MS);
    assert.deepEqual(pc.channel.log, ['ping', 'ping']);
    assert.deepEqual(received, []);
  });

  test('answers a ping', () => {
    const { pc, received } = stage();
    pc.open();
    pc.channel.arrive(FrameType.ping, [7]);
    assert.deepEqual(pc.channel.frames.at(-1)?.numbers[0], 7);
    assert.deepEqual([pc.channel.log.at(-1), received], ['pong', []]);
  });

  test('is interrupted when two pings were not answered, and open again with the next sign of life', () => {
    const { clock, pc, states, received, failures } = stage();
    pc.open();
    clock.tick(2.5 * PING_MS - 1);
    assert.deepEqual(states, ['open']);
    clock.tick(1);
    assert.deepEqual(states, ['open', 'interrupted']);
    clock.tick(60_000);
    pc.channel.arrive(FrameType.received, [0]);
    assert.deepEqual([states, received], [['open', 'interrupted', 'open'], [FrameType.received]]);
    assert.deepEqual(failures, []);
  });

  test('any message is a sign of life', () => {
    const { clock, pc, states } = stage();
    pc.open();
    for (let round = 0; round < 10; round++) {
      clock.tick(PING_MS);
      pc.channel.arrive(FrameType.received, [0]);
    }
    assert.deepEqual(states, ['open']);
  });

  test('closes when its channel has gone without a word', () => {
    const { clock, pc, states } = stage();
    pc.open();
    pc.channel.readyState = 'closed';
    clock.tick(PING_MS);
    assert.deepEqual([states, clock.pending], [['open', 'closed'], 0]);
  });

  test('reports what is no message', () => {
    const { pc, outlet, states } = stage();
    pc.open();
    pc.channel.dispatchEvent(new MessageEvent('message', { data: 'text' }));
    assert.deepEqual([outlet.codes, outlet.errors[0]?.peerId, states], [['bad-message'], 'peer', ['open']]);
  });

  test('reports a signal that WebRTC refuses, unless it is closed', async () => {
    const { link, outlet } = stage();
    link.signal(link.offerId ?? '', {});
    await new Promise(setImmediate);
    assert.deepEqual([outlet.codes, outlet.errors[0]?.peerId], [['bad-signal'], 'peer']);
    link.close();
    link.signal(link.offerId ?? '', {});
    await new Promise(setImmediate);
    assert.equal(outlet.codes.length, 1);
  });

  test('closes when somebody else has closed its connection', async () => {
    const { link, pc, outlet, states } = stage();
    pc.close();
    link.signal(link.offerId ?? '', {});
    await new Promise(setImmediate);
    assert.deepEqual([outlet.codes, states], [[], ['closed']]);
  });

  test('takes over other ICE servers', () => {
    const { link, pc } = stage();
    link.configure({ iceServers: [{ urls: 'stun:s' }] });
    assert.deepEqual(pc.configurations, [{ iceServers: [{ urls: 'stun:s' }] }]);
  });
});
