import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FrameType } from '../src/codec/codec.js';
import { openLink, type Link } from '../src/link/link.js';
import type { SentMedia, SentTrack } from '../src/link/media.js';
import { createPeerConnection, type LinkState, type PeerConnection } from '../src/link/peer-connection.js';
import type { Signal } from '../src/codec/wire.js';
import { resolveOptions } from '../src/api/options.js';
import { LINK_PART_BYTES } from '../src/stream/outgoing.js';
import { ManualClock } from './manual-clock.js';
import { FakeDataChannel } from './data-channel.js';
import { RecordingSink } from './event-sink.js';

const PING_MS = 5_000;
const TRACK = { kind: 'audio' } as MediaStreamTrack;
const SENT: SentTrack = { stream: { id: 'stream' } as MediaStream, options: {}, now: TRACK };

/** A connection whose state the test sets. */
class FakePeerConnection extends EventTarget {
  static last: FakePeerConnection;
  /** What the next ones have in place of their own. */
  static fault: Partial<FakePeerConnection> = {};
  readonly channel = new FakeDataChannel();
  /** The labels of its channels. */
  readonly channels: string[] = [];
  connectionState = 'new';
  signalingState = 'stable';
  restarts = 0;
  configurations: unknown[] = [];
  localDescription: { type: string; sdp: string } | null = null;
  describe = (): void => undefined;

  constructor() {
    super();
    this.channel.readyState = 'connecting';
    FakePeerConnection.last = this;
    Object.assign(this, FakePeerConnection.fault);
  }

  createDataChannel(label: string, { ordered = true }: RTCDataChannelInit): FakeDataChannel {
    this.channels.push(label);
    return ordered ? this.channel : new FakeDataChannel();
  }

  setConfiguration(configuration: unknown): void {
    this.configurations.push(configuration);
  }

  restartIce(): void {
    this.restarts++;
  }

  getTransceivers(): [] {
    return [];
  }

  addTrack(): void {
    // Sends nothing
  }

  removeTrack(): void {
    // Has sent nothing
  }

  /** Comes to an end when the test says so. */
  setLocalDescription(): Promise<void> {
    return new Promise((resolve) => {
      this.describe = () => {
        this.localDescription = { type: 'offer', sdp: 'local' };
        resolve();
      };
    });
  }

  setRemoteDescription(): Promise<void> {
    return Promise.resolve();
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
  clock: ManualClock;
  link: Link;
  connection: PeerConnection;
  pc: FakePeerConnection;
  sink: RecordingSink;
  states: LinkState[];
  signals: { offerId: string; signal: Signal }[];
  received: number[];
  failures: () => number;
  /** What became of the opening, and after how many milliseconds. */
  /** How often the other end was measured. */
  measured: () => number;
}

function refuse(): never {
  throw new Error('refused');
}

function reject(): Promise<never> {
  return Promise.reject(new Error('refused'));
}

function stage(
  initiator = true,
  offerId?: string,
  media: SentMedia = new Map(),
  fault: Partial<FakePeerConnection> = FakePeerConnection.fault,
  signalled: () => void = () => undefined,
): Stage {
  FakePeerConnection.fault = fault;
  const clock = new ManualClock();
  const RTCPeerConnection = FakePeerConnection as unknown as typeof globalThis.RTCPeerConnection;
  const sink = new RecordingSink();
  const states: LinkState[] = [];
  const signals: Stage['signals'] = [];
  const received: number[] = [];
  let failures = 0;
  let measured = 0;
  const setup = {
    peerId: 'peer',
    initiator,
    offerId,
    rtcConfiguration: {},
    settings: resolveOptions({ rtc: { RTCPeerConnection }, environment: clock }),
    media,
  };
  const events = {
    changed: () => states.push(link.state),
    signal: (id: string, signal: Signal) => {
      signals.push({ offerId: id, signal });
      if (!('closed' in signal)) signalled();
    },
    received: (_link: Link, { type }: { type: number }) => received.push(type),
    drained: () => undefined,
    measured: () => measured++,
    streamed: () => undefined,
    receivedVolatile: () => undefined,
    failed: () => failures++,
  };
  const connection = createPeerConnection(setup, { all: new Set(), offered: new Map() });
  const link: Link = openLink(connection, setup, events, sink);
  const pc = FakePeerConnection.last;
  FakePeerConnection.fault = {};
  return {
    clock,
    link,
    connection,
    pc,
    sink,
    states,
    signals,
    received,
    failures: () => failures,
    measured: () => measured,
  };
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
    assert.equal(failures(), 1);
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
    assert.deepEqual([states.length, failures()], [3, 0]);
  });

  test('restarts ICE once, and is given up when that did not help', () => {
    const { clock, pc, states, failures } = stage();
    pc.open();
    pc.enter('failed');
    pc.enter('disconnected');
    assert.equal(pc.restarts, 1);
    clock.tick(14_999);
    assert.equal(failures(), 0);
    clock.tick(1);
    assert.deepEqual([pc.restarts, states], [1, ['open', 'interrupted', 'closed']]);
    assert.equal(failures(), 1);
    assert.equal(clock.pending, 0);
  });

  test('may restart ICE again after it has recovered', () => {
    const { pc, failures } = stage();
    pc.open();
    for (let round = 0; round < 3; round++) {
      pc.enter('failed');
      pc.enter('connected');
    }
    assert.deepEqual([pc.restarts, failures()], [3, 0]);
  });

  test('restarts ICE once while it opens', () => {
    const { pc, states, failures } = stage();
    pc.enter('failed');
    assert.deepEqual([pc.restarts, states, failures()], [1, [], 0]);
    pc.enter('failed');
    assert.deepEqual([pc.restarts, states], [1, ['closed']]);
    assert.equal(failures(), 1);
  });

  test('leaves the restart to the end that started, for a time', () => {
    const { clock, pc, failures } = stage(false, 'offer');
    pc.open();
    pc.enter('failed');
    clock.tick(15_000);
    assert.deepEqual([pc.restarts, failures()], [0, 1]);
  });

  test('closes with the other end, without an error', () => {
    const { clock, pc, states, failures } = stage();
    pc.open();
    pc.channel.dispatchEvent(new Event('close'));
    clock.tick(60_000);
    assert.deepEqual([states, failures(), pc.connectionState], [['open', 'closed'], 0, 'closed']);
  });

  test('tells the other end that it has closed, once', () => {
    const { connection, link, signals } = stage();
    link.close();
    link.close();
    assert.deepEqual(signals, [{ offerId: connection.offerId, signal: { closed: true } }]);
    const unnamed = stage(false);
    unnamed.link.close();
    assert.deepEqual(unnamed.signals, []);
  });

  test('has the name that its initiator gives it', () => {
    assert.equal(typeof stage().connection.offerId, 'string');
    assert.equal(stage(false).connection.offerId, undefined);
    assert.equal(stage(false, 'offer').connection.offerId, 'offer');
  });

  test('measures the time to the other end and back', () => {
    const { clock, link, pc, measured, received } = stage();
    pc.open();
    // Not with those of all other links
    assert.deepEqual(pc.channel.log, []);
    clock.tick(PING_MS / 2);
    assert.deepEqual([pc.channel.log, link.heartbeat.roundTripMs], [['ping'], undefined]);
    clock.tick(40);
    pc.channel.arrive(FrameType.pong, [0]);
    assert.deepEqual([link.heartbeat.roundTripMs, measured()], [40, 1]);
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

  test('is interrupted when two pings were not answered, and open again with the next answer', () => {
    const { clock, pc, states, received, failures } = stage();
    pc.open();
    clock.tick(2.5 * PING_MS - 1);
    assert.deepEqual(states, ['open']);
    clock.tick(1);
    assert.deepEqual(states, ['open', 'interrupted']);
    clock.tick(60_000);
    pc.channel.arrive(FrameType.received, [0]);
    pc.channel.arrive(FrameType.ping, [0]);
    assert.deepEqual([states, received], [['open', 'interrupted'], [FrameType.received]]);
    pc.channel.arrive(FrameType.pong, [0]);
    assert.deepEqual([states, failures()], [['open', 'interrupted', 'open'], 0]);
  });

  test('takes nothing but an answer for the answer to a ping', () => {
    const { clock, pc, states } = stage();
    pc.open();
    for (let round = 0; round < 3; round++) {
      clock.tick(PING_MS);
      pc.channel.arrive(FrameType.received, [0]);
      pc.channel.arrive(FrameType.ping, [0]);
    }
    assert.deepEqual(states, ['open', 'interrupted']);
  });

  test('waits longer for an answer while the other end confirms what it gets, but not for ever', () => {
    const { clock, link, pc, states } = stage();
    pc.open();
    for (let ms = 0; ms < 5.5 * PING_MS; ms += 1000) {
      clock.tick(1000);
      link.heartbeat.progressed();
    }
    assert.deepEqual(states, ['open']);
    for (let ms = 0; ms < 2 * PING_MS; ms += 1000) {
      clock.tick(1000);
      link.heartbeat.progressed();
    }
    assert.deepEqual(states, ['open', 'interrupted']);
  });

  test('closes when its channel has gone without a word', () => {
    const { clock, pc, states } = stage();
    pc.open();
    pc.channel.readyState = 'closed';
    clock.tick(PING_MS);
    assert.deepEqual([states, clock.pending], [['open', 'closed'], 0]);
  });

  test('closes when it brings what is no message, and says so', () => {
    const { pc, sink, states, signals, failures } = stage();
    pc.open();
    pc.channel.bring('text');
    pc.channel.arrive(FrameType.received, [0]);
    assert.deepEqual([sink.codes, sink.errors[0]?.peerId], [['bad-message'], 'peer']);
    assert.deepEqual([states, failures()], [['open', 'closed'], 1]);
    assert.deepEqual(signals.at(-1)?.signal, { closed: true });
  });

  test('closes when a message cannot be sent, whichever it is', async () => {
    const triggers: ((stage: Stage) => void)[] = [
      ({ link }) => link.channel?.send(FrameType.received, [1]),
      ({ pc }) => pc.channel.arrive(FrameType.ping, [0]),
      ({ clock }) => clock.tick(PING_MS),
    ];
    for (const trigger of triggers) {
      const played = stage();
      const { pc, states, failures } = played;
      pc.open();
      pc.channel.refusal = new DOMException('full', 'OperationError');
      trigger(played);
      await Promise.resolve();
      assert.deepEqual([states, failures()], [['open', 'closed'], 1]);
    }
  });

  test('is not made where WebRTC cannot make it, and leaves no connection behind', () => {
    const faults: Partial<FakePeerConnection>[] = [
      { createDataChannel: refuse },
      { addTrack: refuse },
      { getTransceivers: refuse },
    ];
    for (const fault of faults) {
      FakePeerConnection.fault = fault;
      assert.throws(() => stage(true, undefined, new Map([[TRACK, SENT]])), /refused/);
      assert.equal(FakePeerConnection.last.connectionState, 'closed');
    }
    FakePeerConnection.fault = {};
  });

  test('opens its channels with the offer, or when it has taken that of the other end', async () => {
    assert.deepEqual(stage().pc.channels, ['p2p', 'p2p-volatile']);
    const { connection, pc } = stage(false);
    assert.deepEqual(pc.channels, []);
    for (let round = 0; round < 2; round++) {
      connection.signal('', 'offer', { description: { type: 'offer', sdp: '' } });
      await new Promise(setImmediate);
    }
    assert.deepEqual(pc.channels, ['p2p', 'p2p-volatile']);
  });

  test('fails at once when the end that answers cannot open a channel, which is not the fault of the other', async () => {
    const { connection, failures, sink, signals, states } = stage(false, 'offer', new Map(), {
      createDataChannel: refuse,
    });
    connection.signal('', 'offer', { description: { type: 'offer', sdp: '' } });
    await new Promise(setImmediate);
    assert.deepEqual([failures(), sink.codes, states], [1, [], ['closed']]);
    assert.deepEqual(signals, [{ offerId: 'offer', signal: { closed: true } }]);
  });

  test('fails at once when it cannot describe itself', async () => {
    const { pc, failures, states, sink } = stage(true, undefined, new Map(), { setLocalDescription: reject });
    await new Promise(setImmediate);
    assert.deepEqual([failures(), states], [1, ['closed']]);
    assert.deepEqual([pc.connectionState, sink.codes], ['closed', []]);
  });

  test('fails at once when a description is refused before it is open, and goes on when it is', async () => {
    const offer: Signal = { description: { type: 'offer', sdp: '' } };
    for (const isOpen of [false, true]) {
      const { connection, pc, failures, sink } = stage(false, 'offer');
      if (isOpen) {
        connection.signal('', 'offer', offer);
        await new Promise(setImmediate);
        pc.open();
      }
      pc.setRemoteDescription = reject;
      connection.signal('', 'offer', offer);
      await new Promise(setImmediate);
      assert.deepEqual([sink.codes, failures()], [['bad-signal'], isOpen ? 0 : 1]);
    }
  });

  test('is given up at once when ICE cannot be restarted', () => {
    const { pc, states, failures, clock } = stage(true, undefined, new Map(), { restartIce: refuse });
    pc.open();
    pc.enter('disconnected');
    assert.equal(failures(), 1);
    assert.deepEqual([states, clock.pending], [['open', 'interrupted', 'closed'], 0]);
  });

  test('goes on as it is when it cannot take other ICE servers, or a stream', () => {
    const fault = { setConfiguration: refuse, addTrack: refuse };
    const media = new Map<MediaStreamTrack, SentTrack>();
    const { connection, link, pc, sink, states } = stage(true, undefined, media, fault);
    pc.open();
    connection.configure({ iceServers: [] });
    assert.deepEqual(sink.codes, []);
    media.set(TRACK, SENT);
    link.followMedia();
    media.clear();
    link.followMedia();
    assert.deepEqual([sink.codes, states], [['link-failed'], ['open']]);
  });

  test('closes when a signal cannot be sent', async () => {
    const { clock, pc, failures, states } = stage(true, undefined, new Map(), {}, () => {
      throw new TypeError('too large');
    });
    await new Promise(setImmediate);
    pc.describe();
    await new Promise(setImmediate);
    clock.tick(100);
    await new Promise(setImmediate);
    assert.deepEqual([failures(), states], [1, ['closed']]);
  });

  test('says nothing to an end that leaves', () => {
    const { link, signals } = stage();
    link.close(false);
    assert.deepEqual(signals, []);
  });

  for (const [told, described, limit] of [
    [16_384, 'a=max-message-size:262144', 16_384],
    [262_144, 'a=max-message-size:1024', 1_024],
    [null, 'v=0\r\na=max-message-size:300\r\n', 300],
    [undefined, 'a=max-message-size:0', 65_536],
    [undefined, 'v=0', 65_536],
    [Infinity, '', 65_536],
    [0, 'a=max-message-size:2000', 2_000],
  ] as const) {
    test(`sends no more than ${limit} bytes where WebRTC says ${told} and the other end '${described.trim()}'`, async () => {
      const { connection, link, pc } = stage();
      Object.assign(pc, told === undefined ? {} : { sctp: { maxMessageSize: told } });
      pc.open();
      pc.signalingState = 'have-local-offer';
      connection.signal('', connection.offerId ?? '', { description: { type: 'answer', sdp: described } });
      await new Promise(setImmediate);
      link.channel?.send(FrameType.part, [1, 2, 3], new Uint8Array(LINK_PART_BYTES));
      assert.ok(pc.channel.sent.every(({ length }) => length <= limit));
      assert.equal(
        pc.channel.sent.length,
        limit === 65_536 ? 1 : Math.ceil((LINK_PART_BYTES + 13) / (limit - 1)),
      );
    });
  }

  test('reports a signal that WebRTC refuses, unless it is closed', async () => {
    const { connection, link, sink } = stage();
    connection.signal('', connection.offerId ?? '', {});
    await new Promise(setImmediate);
    assert.deepEqual([sink.codes, sink.errors[0]?.peerId], [['bad-signal'], 'peer']);
    link.close();
    connection.signal('', connection.offerId ?? '', {});
    await new Promise(setImmediate);
    assert.equal(sink.codes.length, 1);
  });

  test('closes when somebody else has closed its connection', async () => {
    const { connection, pc, sink, states } = stage();
    pc.close();
    connection.signal('', connection.offerId ?? '', {});
    await new Promise(setImmediate);
    assert.deepEqual([sink.codes, states], [[], ['closed']]);
  });

  test('takes over other ICE servers', () => {
    const { connection, pc } = stage();
    connection.configure({ iceServers: [{ urls: 'stun:s' }] });
    assert.deepEqual(pc.configurations, [{ iceServers: [{ urls: 'stun:s' }] }]);
  });
});
