import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { P2PError } from '../src/api/errors.js';
import type { LibraryEvents } from '../src/api/events.js';
import type { EventSink } from '../src/api/event-sink.js';
import { resolveOptions } from '../src/api/options.js';
import { createRoom, type Room } from '../src/api/room.js';
import type { Peer, Sender } from '../src/api/types.js';
import { RoomServer } from '../src/testing/room-server.js';
import { SimulatedNetwork } from './simulation/rtc.js';
import { SimulatedSocket } from './simulation/socket.js';
import { World, type Client } from './simulation/world.js';

type PeerConnection = typeof RTCPeerConnection;

/** What becomes of the constructor that a client uses. */
type Fault = (original: PeerConnection) => PeerConnection;

/** A client with the real library, and all that it hears. */
class Participant implements Client, EventSink {
  frozen = false;
  readonly heard: string[] = [];
  readonly errors: P2PError[] = [];
  readonly events: (keyof LibraryEvents)[] = [];
  readonly socket: SimulatedSocket;
  readonly room: Room;
  /** How many connections it has tried to make. */
  attempts = 0;
  fault: Fault | undefined;

  constructor(name: string, stage: Stage, fault?: Fault, stream?: MediaStream) {
    const { world, server, network } = stage;
    this.fault = fault;
    const sound = network.constructorFor(name, this);
    const make = (configuration?: RTCConfiguration): RTCPeerConnection => {
      this.attempts += 1;
      return new (this.fault?.(sound) ?? sound)(configuration);
    };
    // A function, so that each new connection is made as the test wants it at that time
    const RTCPeerConnection = function (configuration?: RTCConfiguration) {
      return make(configuration);
    } as unknown as PeerConnection;
    this.socket = new SimulatedSocket(name, world, server, this);
    const peerOpts = stream ? { stream } : {};
    const options = { rtc: { RTCPeerConnection }, environment: world.clock(this), peerOpts };
    this.room = createRoom(this.socket.asSocket, resolveOptions(options), this);
    this.socket.connect();
  }

  emit<K extends keyof LibraryEvents>(event: K, ...args: Parameters<LibraryEvents[K]>): void {
    this.events.push(event);
    if (event === 'peer-error') this.errors.push(args[0] as P2PError);
  }

  hears(): boolean {
    return false;
  }

  receive(event: string, _args: unknown[], { path }: Sender): void {
    this.heard.push(`${event} by ${path}`);
  }

  get codes(): string[] {
    return this.errors.map(({ code }) => code);
  }

  get other(): Peer {
    return this.room.mesh.peers[0] ?? assert.fail('nobody is there');
  }
}

/** Two clients in a room. The one with the greater id, `b`, makes the offer. */
class Stage {
  readonly world = new World(1);
  readonly network = new SimulatedNetwork(this.world);
  readonly server = new RoomServer({
    setTimeout: (run, delayMs) => this.world.after(delayMs, run),
    clearTimeout: (step) => {
      if (step) (step as { cancelled: boolean }).cancelled = true;
    },
    token: () => String(this.world.random()),
  });
  readonly a: Participant;
  readonly b: Participant;

  constructor(faults: { a?: Fault; b?: Fault } = {}, stream?: MediaStream) {
    this.a = new Participant('a', this, faults.a, stream);
    this.b = new Participant('b', this, faults.b, stream);
  }

  get both(): Participant[] {
    return [this.a, this.b];
  }

  run(ms: number): Promise<void> {
    return this.world.run(this.world.now + ms);
  }
}

const refuse = (): never => {
  throw new DOMException('Cannot create so many PeerConnections', 'UnknownError');
};
const reject = (): Promise<never> => Promise.reject(new DOMException('no', 'OperationError'));

/** Connections with something else in the place of their own. */
function having(parts: object): Fault {
  return (original) =>
    class extends original {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        Object.assign(this, parts);
      }
    };
}

const NOT_MADE: Fault = () => refuse as unknown as PeerConnection;
const STREAM = { getTracks: () => [{}] } as unknown as MediaStream;

const FAULTS: Record<string, Fault> = {
  'cannot be made': NOT_MADE,
  'makes no channel': having({ createDataChannel: refuse }),
  'takes no track': having({ addTrack: refuse }),
  'makes no offer': having({ setLocalDescription: reject, createOffer: reject, createAnswer: reject }),
};

describe('Linker', () => {
  for (const [what, fault] of Object.entries(FAULTS)) {
    for (const ends of ['a', 'b', 'ab']) {
      test(`leaves everybody on the relay, at once, where a connection of ${ends} ${what}`, async () => {
        const faults = { ...(ends.includes('a') && { a: fault }), ...(ends.includes('b') && { b: fault }) };
        const stage = new Stage(faults, what === 'takes no track' ? STREAM : undefined);
        const { both } = stage;
        await stage.run(5_000);
        for (const one of both) {
          assert.deepEqual(one.codes, ['link-failed']);
          assert.equal(one.errors[0]?.message, 'the link could not be opened');
          assert.ok(one.errors[0].peerId === one.other.id && one.errors[0].cause instanceof Error);
          assert.equal(one.events.filter((event) => event === 'ready').length, 1);
          assert.ok(one.events.indexOf('peer-connect') < one.events.indexOf('peer-error'));
          one.room.send('hello', []);
        }
        await stage.run(3_000);
        for (const { heard } of both) assert.deepEqual(heard, ['hello by relay']);
        // Five minutes of trying again, less and less often
        await stage.run(300_000);
        const { attempts } = stage.b;
        assert.ok(attempts > 5 && attempts < 40, `${attempts} attempts`);
        for (const { codes } of both) assert.deepEqual(codes, ['link-failed']);
        for (const one of both) one.fault = undefined;
        if (what === 'takes no track') return;
        await stage.run(60_000);
        for (const { other } of both) assert.deepEqual([other.linked, other.path], [true, 'webrtc']);
        assert.equal(stage.network.connections.size, 2);
      });
    }
  }

  test('tries a link less and less often that opens and fails', async () => {
    const deaf: Fault = having({});
    const stage = new Stage({ a: deaf });
    let opened = 0;
    for (let second = 0; second < 300; second++) {
      await stage.run(1_000);
      if (!stage.b.other.linked) continue;
      opened += 1;
      for (const { channels } of stage.network.connections.values())
        channels.get('0')?.fire('message', { data: 'no message' });
    }
    assert.ok(opened > 5 && opened < 40, `${opened} links`);
    for (const { codes } of stage.both) assert.ok(codes.includes('bad-message'), codes.join());
    for (const { errors } of stage.both)
      assert.ok(
        errors.every(({ code, message }) => code !== 'link-failed' || message === 'the link was lost'),
      );
  });

  test('says nothing to peers that have left, nor after leaving itself', async () => {
    for (const leaver of ['a', 'b'] as const) {
      const stage = new Stage();
      await stage.run(10_000);
      assert.ok(stage.a.other.linked && stage.b.other.linked);
      stage[leaver].room.leave();
      await stage.run(30_000);
      assert.deepEqual([stage.a.codes, stage.b.codes, stage.network.connections.size], [[], [], 0]);
      const late = stage.server.strayed.filter(({ from }) => from.startsWith(leaver));
      assert.deepEqual(late, []);
      for (const { signal } of stage.server.strayed) assert.deepEqual(signal, { closed: true });
    }
  });

  test('keeps to itself that a signal found nobody, and gives up a link whose signal is refused', async () => {
    for (const code of ['unknown-peer', 'too-large']) {
      const stage = new Stage();
      stage.server.holdsSignals = true;
      await stage.run(3_000);
      const { mesh } = stage.b.room;
      const { id: peerId } = stage.b.other;
      mesh.signalRefused(new P2PError(code, 'refused', { event: 'peer-signal', peerId }));
      assert.deepEqual(stage.b.codes, code === 'too-large' ? ['link-failed'] : []);
      if (code === 'too-large') assert.equal((stage.b.errors[0]?.cause as P2PError).code, code);
    }
  });
});
