import type { Client, World } from './world.js';

/* A model of WebRTC: what RTCPeerConnection and RTCDataChannel promise, and how they break. */

interface Description {
  readonly type: 'offer' | 'answer';
  readonly sdp: string;
}

const LATENCY_MS = 30;
const NOTICE_MS = 6_000;
const FAIL_MS = 12_000;
const VOLATILE_LOSS = 0.1;

/** What differs from one implementation of WebRTC to another. */
export interface Stack {
  /** The longest message that it takes; others learn it from its description. */
  readonly takes: number;
  /** Whether messages come as views on memory that they share, whatever `binaryType` says. */
  readonly bringsBuffers: boolean;
}

const BROWSER: Stack = { takes: 262_144, bringsBuffers: false };

/** The network between the clients. */
export class SimulatedNetwork {
  readonly world: World;
  /** Every connection that is not closed, by id. */
  readonly connections = new Map<number, SimulatedPeerConnection>();
  /** How often a connection cannot be made, and a message cannot be sent. */
  faults = { make: 0, send: 0 };
  readonly #cuts = new Set<string>();
  #ids = 0;

  constructor(world: World) {
    this.world = world;
  }

  nextId(): number {
    return this.#ids++;
  }

  /** The constructor that one client uses. */
  constructorFor(name: string, owner: Client, stack: Stack = BROWSER): typeof RTCPeerConnection {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the class below has a this of its own
    const network = this;
    return class extends SimulatedPeerConnection {
      constructor() {
        if (network.world.chance(network.faults.make)) throw new Error('there are too many connections');
        super(network, network.#ids++, name, owner, stack);
      }
    } as unknown as typeof RTCPeerConnection;
  }

  isCut(a: string, b: string): boolean {
    return this.#cuts.has(pair(a, b));
  }

  /** Lets no packet through between two clients until `heal`. */
  cut(a: string, b: string): void {
    this.#cuts.add(pair(a, b));
    for (const connection of this.between(a, b)) connection.suffer();
  }

  heal(a: string, b: string): void {
    this.#cuts.delete(pair(a, b));
    for (const connection of this.between(a, b)) connection.recover();
  }

  healAll(): void {
    this.faults = { make: 0, send: 0 };
    for (const cut of [...this.#cuts]) {
      const [a = '', b = ''] = cut.split('|');
      this.heal(a, b);
    }
  }

  between(a: string, b: string): SimulatedPeerConnection[] {
    return [...this.connections.values()].filter(
      ({ name, other }) => other && ((name === a && other.name === b) || (name === b && other.name === a)),
    );
  }
}

// What a description says that has a candidate in it
const WITH_CANDIDATE = ' candidate';

function withoutCandidate({ type, sdp }: Description): Description {
  return { type, sdp: sdp.replace(WITH_CANDIDATE, '') };
}

/** What Node's Buffers are: bytes somewhere in memory that others use as well. */
function inPool(data: ArrayBuffer): Uint8Array {
  const pool = new Uint8Array(data.byteLength + 16).fill(0xee);
  pool.set(new Uint8Array(data), 8);
  return pool.subarray(8, 8 + data.byteLength);
}

function pair(a: string, b: string): string {
  return [a, b].sort().join('|');
}

class Events extends EventTarget {
  fire(type: string, properties: object = {}): void {
    this.dispatchEvent(Object.assign(new Event(type), properties));
  }
}

/** What the library uses of an RTCPeerConnection. */
export class SimulatedPeerConnection extends Events {
  readonly id: number;
  readonly name: string;
  readonly owner: Client;
  readonly stack: Stack;
  connectionState = 'new';
  signalingState = 'stable';
  localDescription: Description | null = null;
  /** Its channels, each by a name that both ends have for it. */
  readonly channels = new Map<string, SimulatedDataChannel | VolatileDataChannel>();
  /** The connection at the other end, once both know each other. */
  other: SimulatedPeerConnection | undefined;
  readonly #network: SimulatedNetwork;
  #generation = 0;
  #local: Description | undefined;
  #remote: Description | undefined;
  #pendingRemote: Description | undefined;
  #candidates = new Set<string>();

  constructor(network: SimulatedNetwork, id: number, name: string, owner: Client, stack: Stack) {
    super();
    this.stack = stack;
    this.#network = network;
    this.id = id;
    this.name = name;
    this.owner = owner;
    network.connections.set(id, this);
  }

  get closed(): boolean {
    return this.signalingState === 'closed';
  }

  get sctp(): { maxMessageSize: number } | null {
    return this.other ? { maxMessageSize: this.other.stack.takes } : null;
  }

  getTransceivers(): [] {
    return [];
  }

  addTrack(): void {
    // The simulation has no media
  }

  setConfiguration(): void {
    if (this.closed) throw new Error('closed');
  }

  createDataChannel(
    label: string,
    { ordered = true, negotiated = false, id = 0 }: RTCDataChannelInit,
  ): SimulatedDataChannel | VolatileDataChannel {
    if (this.closed) throw new Error('closed');
    const isFirst = this.channels.size === 0;
    const name = negotiated ? String(id) : `${label} ${this.#network.nextId()}`;
    if (this.channels.has(name)) throw new Error('there is such a channel');
    const channel = this.#makeChannel(name, label, ordered, !negotiated);
    // The other end's offer has it already
    const isOffered = this.#pendingRemote !== undefined;
    this.#soon(() => {
      if (isFirst && !isOffered && this.signalingState === 'stable') this.fire('negotiationneeded');
    });
    if (this.isUp) this.#soon(() => channel.open());
    return channel;
  }

  #makeChannel(
    name: string,
    label: string,
    ordered: boolean,
    isAnnounced: boolean,
  ): SimulatedDataChannel | VolatileDataChannel {
    const make = ordered ? SimulatedDataChannel : VolatileDataChannel;
    const channel = new make(this, this.#network, name, label, isAnnounced);
    this.channels.set(name, channel);
    return channel;
  }

  /** The other end has opened a channel. */
  hear(name: string, label: string, ordered: boolean): void {
    if (this.closed || this.channels.has(name)) return;
    const channel = this.#makeChannel(name, label, ordered, false);
    channel.readyState = 'open';
    this.fire('datachannel', { channel });
    channel.fire('open');
  }

  /** Whether packets have come through once. */
  isUp = false;

  restartIce(): void {
    this.#generation += 1;
    this.#soon(() => {
      if (this.signalingState === 'stable') this.fire('negotiationneeded');
    });
  }

  async setLocalDescription(): Promise<void> {
    await this.#time();
    const type = this.signalingState === 'have-remote-offer' ? 'answer' : 'offer';
    this.localDescription = { type, sdp: `${this.id}:${this.#generation}` };
    if (type === 'offer') this.signalingState = 'have-local-offer';
    else {
      this.#local = this.localDescription;
      this.#remote = this.#pendingRemote;
      this.signalingState = 'stable';
    }
    const { sdp } = this.localDescription;
    for (let count = 0; count < 2; count++) {
      const candidate = { candidate: sdp, toJSON: () => ({ candidate: sdp }) };
      // Before the description is sent, or after
      this.#soon(() => {
        if (this.localDescription?.sdp === sdp) this.localDescription = { type, sdp: sdp + WITH_CANDIDATE };
        this.fire('icecandidate', { candidate });
      }, 60);
    }
    this.#check();
  }

  async setRemoteDescription(received: Description): Promise<void> {
    await this.#time();
    const description = withoutCandidate(received);
    if (description.sdp !== received.sdp) this.#candidates.add(description.sdp);
    if (description.type === 'offer') {
      // In have-local-offer this rolls back; one that is there already gives way
      this.#pendingRemote = description;
      this.signalingState = 'have-remote-offer';
      // The answer is of the offer's generation or later
      this.#generation = Math.max(this.#generation, Number(description.sdp.split(':')[1]));
    } else {
      if (this.signalingState !== 'have-local-offer') throw new Error('an answer to nothing');
      this.#local = this.localDescription ? withoutCandidate(this.localDescription) : undefined;
      this.#remote = description;
      this.signalingState = 'stable';
    }
    this.#check();
  }

  async addIceCandidate({ candidate }: { candidate: string }): Promise<void> {
    await this.#time();
    if (!this.#remote && !this.#pendingRemote) throw new Error('no remote description');
    this.#candidates.add(candidate);
    this.#check();
  }

  close(): void {
    if (this.closed) return;
    const { other } = this;
    this.signalingState = 'closed';
    this.connectionState = 'closed';
    this.#network.connections.delete(this.id);
    for (const channel of this.channels.values()) channel.die(false);
    if (!other || other.closed) return;
    // The other end is told, if the network lets it be
    if (!this.#network.isCut(this.name, other.name)) {
      this.#network.world.after(
        LATENCY_MS,
        () => {
          for (const channel of other.channels.values()) channel.die(true);
        },
        other.owner,
      );
    } else other.suffer();
  }

  /** Packets do not come through any more. */
  suffer(): void {
    const { world } = this.#network;
    const { other } = this;
    const isBad = (): boolean =>
      !this.closed &&
      this.other === other &&
      (!other || other.closed || this.#network.isCut(this.name, other.name));
    world.after(
      1_000 + world.int(NOTICE_MS),
      () => {
        if (isBad() && this.connectionState === 'connected') this.#enter('disconnected');
      },
      this.owner,
    );
    world.after(
      NOTICE_MS + 2_000 + world.int(FAIL_MS),
      () => {
        if (isBad() && this.connectionState === 'disconnected') this.#enter('failed');
      },
      this.owner,
    );
  }

  /** Packets come through again. */
  recover(): void {
    const { world } = this.#network;
    world.after(
      world.int(1_000),
      () => {
        const { other } = this;
        if (this.closed || !other || other.closed || this.#network.isCut(this.name, other.name)) return;
        if (this.connectionState === 'disconnected') this.#enter('connected');
        for (const channel of this.channels.values()) channel.flow();
        this.#check();
      },
      this.owner,
    );
  }

  #soon(run: () => void, delayMs = 2): void {
    this.#network.world.after(
      this.#network.world.int(delayMs) + 1,
      () => {
        if (!this.closed) run();
      },
      this.owner,
    );
  }

  /** Operations take their time, and come to nothing on a closed connection. */
  #time(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#network.world.after(
        1,
        () => {
          if (this.closed) reject(new Error('closed'));
          else resolve();
        },
        this.owner,
      );
    });
  }

  /** Connects once both ends have each other's descriptions and candidates. */
  #check(): void {
    const world = this.#network.world;
    const other = this.#partner();
    if (!other || this.#network.isCut(this.name, other.name)) return;
    this.other = other;
    other.other = this;
    for (const end of [this, other]) {
      if (end.connectionState === 'connected') continue;
      world.after(
        LATENCY_MS + world.int(LATENCY_MS),
        () => {
          if (end.closed || end.#partner()?.id === undefined || end.connectionState === 'connected') return;
          end.#enter('connected');
          end.isUp = true;
          for (const channel of end.channels.values()) channel.open();
        },
        end.owner,
      );
    }
  }

  #partner(): SimulatedPeerConnection | undefined {
    const remote = this.#remote;
    const local = this.#local;
    if (!remote || !local || !this.#candidates.has(remote.sdp)) return undefined;
    const other = this.#network.connections.get(Number(remote.sdp.split(':')[0]));
    if (!other || other.#remote?.sdp !== local.sdp || !other.#candidates.has(local.sdp)) return undefined;
    return other;
  }

  #enter(state: string): void {
    this.connectionState = state;
    this.fire('connectionstatechange');
  }
}

/** What the library uses of any RTCDataChannel. */
abstract class DataChannel extends Events {
  abstract readonly ordered: boolean;
  readyState = 'connecting';
  bufferedAmount = 0;
  binaryType = 'blob';
  readonly label: string;
  protected readonly connection: SimulatedPeerConnection;
  protected readonly network: SimulatedNetwork;
  readonly #name: string;
  // Whether the other end has yet to be told of it
  #isAnnounced: boolean;

  constructor(
    connection: SimulatedPeerConnection,
    network: SimulatedNetwork,
    name: string,
    label: string,
    isAnnounced: boolean,
  ) {
    super();
    this.connection = connection;
    this.network = network;
    this.#name = name;
    this.label = label;
    this.#isAnnounced = isAnnounced;
  }

  open(): void {
    if (this.readyState === 'connecting') {
      this.readyState = 'open';
      this.fire('open');
    }
    this.flow();
  }

  close(): void {
    if (this.readyState === 'closed') return;
    this.die(false);
    this.network.world.after(1, () => this.fire('close'), this.connection.owner);
    this.flow();
  }

  /** Has closed here or at the other end. What is on its way is lost. */
  die(tell: boolean): void {
    if (this.readyState === 'closed') return;
    this.readyState = 'closed';
    if (tell) this.fire('close');
  }

  /** Tells the other end what it is to know, if packets come through. */
  flow(): void {
    const { other } = this.connection;
    if (!this.connection.isUp || !other || this.#isCut(other)) return;
    const isAnnounced = this.#isAnnounced;
    const { readyState } = this;
    if (!isAnnounced && readyState !== 'closed') return;
    this.#isAnnounced = false;
    this.network.world.after(
      1 + this.network.world.int(LATENCY_MS),
      () => {
        if (isAnnounced) other.hear(this.#name, this.label, this.ordered);
        if (readyState === 'closed') this.twin?.die(true);
      },
      other.owner,
    );
  }

  /** The same channel at the other end. */
  protected get twin(): DataChannel | undefined {
    return this.connection.other?.channels.get(this.#name);
  }

  #isCut({ closed, name }: SimulatedPeerConnection): boolean {
    return closed || this.network.isCut(this.connection.name, name);
  }
}

/** One that is ordered, and reliable as long as the connection lives. */
export class SimulatedDataChannel extends DataChannel {
  readonly ordered = true;
  bufferedAmountLowThreshold = 0;
  #waiting: ArrayBuffer[] = [];
  #arrives = 0;

  send(frame: Uint8Array): void {
    if (this.readyState !== 'open') throw new Error('the channel is not open');
    const { buffer, byteOffset, byteLength } = frame;
    const { other } = this.connection;
    const isTooLong = other !== undefined && other.stack.takes > 0 && byteLength > other.stack.takes;
    if (isTooLong) throw new TypeError('the message is too long');
    if (this.network.world.chance(this.network.faults.send)) throw new Error('the buffer is full');
    this.#waiting.push(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer);
    this.bufferedAmount += byteLength;
    this.flow();
  }

  override die(tell: boolean): void {
    this.#waiting = [];
    super.die(tell);
  }

  /** Sends what waits as well. */
  override flow(): void {
    super.flow();
    const { other, name, owner } = this.connection;
    const { world } = this.network;
    if (!other || other.closed || this.network.isCut(name, other.name)) return;
    const { twin } = this;
    if (twin?.readyState !== 'open') {
      // The other end opens a little later
      if (this.#waiting.length > 0) world.after(LATENCY_MS, () => this.flow(), owner);
      return;
    }
    for (const data of this.#waiting.splice(0)) {
      this.#arrives = Math.max(this.#arrives, world.now + 1 + world.int(LATENCY_MS));
      world.at(
        this.#arrives,
        () => {
          if (twin.readyState === 'open' && this.readyState === 'open')
            twin.fire('message', { data: other.stack.bringsBuffers ? inPool(data) : data });
        },
        other.owner,
      );
      world.at(
        this.#arrives,
        () => {
          this.bufferedAmount -= data.byteLength;
          if (this.bufferedAmount <= this.bufferedAmountLowThreshold) this.fire('bufferedamountlow');
        },
        owner,
      );
    }
  }
}

/** One that is neither ordered nor reliable. */
class VolatileDataChannel extends DataChannel {
  readonly ordered = false;

  send(frame: Uint8Array): void {
    const { other, name } = this.connection;
    const { world } = this.network;
    if (!other || this.network.isCut(name, other.name) || world.chance(VOLATILE_LOSS)) return;
    const data = frame.slice().buffer;
    const deliver = (): void => {
      const { twin } = this;
      if (twin?.readyState === 'open') twin.fire('message', { data });
    };
    world.after(1 + world.int(world.chance(0.1) ? 20 * LATENCY_MS : LATENCY_MS), deliver, other.owner);
  }
}
