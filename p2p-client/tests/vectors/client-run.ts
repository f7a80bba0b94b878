import assert from 'node:assert/strict';
import { P2P } from '../../src/index.js';
import { ManualClock } from '../manual-clock.js';
import { nextOf, Placeholders, type Step, type Vector } from './vectors.js';

type Listener = (...args: unknown[]) => void;

// The second is more than a description waits for candidates
const STEP_MS = 40;
const DESCRIPTION_MS = 110;
const LIBRARY_EVENTS = ['upgrade', 'peer-connect', 'peer-update', 'peer-disconnect', 'peer-error'] as const;

/** The clients of a vector that have something to do, and are to be played by the library. */
export function clientsOf({ steps }: Vector): string[] {
  return [...new Set(steps.filter(({ does }) => does).map(({ client }) => client))];
}

/** Plays the server of a vector, and everybody else, against one client with the library. */
export async function playServer({ steps }: Vector, name: string): Promise<void> {
  // Ids are in the order of the names, as they decide who starts a link
  const placeholders = new Placeholders((placeholder) => placeholder.slice(1));
  const stage = new Stage(placeholders);
  for (const [index, step] of steps.entries()) {
    if (step.client !== name) continue;
    await stage.take(step, `step ${index}, ${name}`);
    stage.clock.tick(STEP_MS);
    await new Promise(setImmediate);
  }
  stage.end();
}

/** A client with its application, and the other end of its socket. */
class Stage {
  readonly clock = new ManualClock();
  readonly #placeholders: Placeholders;
  readonly #socket = new VectorSocket();
  readonly #told: unknown[][] = [];
  #p2p: P2P | undefined;
  #answer: ((answer: unknown) => void) | undefined;

  constructor(placeholders: Placeholders) {
    this.#placeholders = placeholders;
  }

  async take(step: Step, where: string): Promise<void> {
    const { connects, sid, sends, answer, hears, does, tells } = step;
    const valueOf = (said: unknown): unknown => this.#placeholders.valueOf(said);
    if (does) this.#do(valueOf(does) as [string, ...unknown[]], where);
    if (connects !== undefined) {
      this.#socket.packet({ type: 0, data: {} });
      this.#placeholders.check(this.#socket.said, connects, `${where}: CONNECT`);
      this.#socket.open(valueOf(sid) as string);
    }
    if (sends) {
      if (sends[0] === 'peer-signal') this.clock.tick(DESCRIPTION_MS);
      await new Promise(setImmediate);
      const { sent } = this.#socket;
      const [event, ...args] = nextOf(sent, sends) ?? assert.fail(`${where}: nothing, not ${sends[0]}`);
      const acknowledge = typeof args.at(-1) === 'function' ? (args.pop() as Listener) : undefined;
      this.#placeholders.check([event, ...args], sends, `${where}: ${sends[0]}`);
      assert.equal(acknowledge !== undefined, answer !== undefined, `${where}: an answer is wanted`);
      acknowledge?.(...(valueOf(answer ?? []) as unknown[]));
    }
    if (hears) {
      const [event, ...args] = valueOf(hears) as [string, ...unknown[]];
      this.#listenFor(event, args);
      this.#socket.fire(event, ...args);
    }
    if (step.loses) this.#socket.close('transport close');
    if (step.leaves) assert.equal(this.#socket.connected, false, `${where}: leaves`);
    await new Promise(setImmediate);
    if (tells) {
      const told = this.#told.shift() ?? assert.fail(`${where}: nothing is told, not ${tells[0]}`);
      this.#placeholders.check(told, tells, `${where}: ${tells[0]}`);
    }
  }

  /** Nothing else was sent, and nothing else told. */
  end(): void {
    assert.deepEqual([nextOf(this.#socket.sent, []), this.#told[0]], [undefined, undefined]);
  }

  #do([what, ...args]: [string, ...unknown[]], where: string): void {
    if (what === 'join') this.#join(args[0] as object);
    const p2p = this.#p2p ?? assert.fail(`${where}: has not joined`);
    const [first, ...others] = args as [string, ...unknown[]];
    const { connection } = FakeConnection;
    if (what === 'emit') p2p.emit(first, ...others);
    else if (what === 'emit to') p2p.to(first).emit(others[0] as string, ...others.slice(1));
    else if (what === 'ask')
      p2p
        .to(first)
        .emitWithAck(others[0] as string, ...others.slice(1))
        .then(
          (answer) => this.#told.push(['answer', answer]),
          (error: unknown) => this.#told.push(['refusal', error]),
        );
    else if (what === 'answer') this.#answer?.(args[0]);
    else if (what === 'data') p2p.data = args[0];
    else if (what === 'leave') p2p.leave();
    else if (what === 'disconnect') p2p.disconnect();
    else if (what === 'open link') connection?.open();
    else if (what === 'lose link') connection?.lose();
    else assert.equal(what, 'join', `${where}: does`);
  }

  #join(options: object): void {
    FakeConnection.connection = undefined;
    const RTCPeerConnection = FakeConnection as unknown as typeof globalThis.RTCPeerConnection;
    const { webrtc, ...others } = options as { webrtc?: boolean };
    const rtc = webrtc ? { RTCPeerConnection } : null;
    const p2p = new P2P(this.#socket as never, { rtc, environment: this.clock, ...others });
    for (const event of LIBRARY_EVENTS)
      p2p.on(event, (...args: unknown[]) => this.#told.push([event, ...args]));
    this.#p2p = p2p;
  }

  /** The application listens to every event of a peer; the library does not let it listen to all at once. */
  #listenFor(event: string, args: unknown[]): void {
    const name = event === 'p2p:msg' ? args[1] : (args[0] as { event?: unknown } | undefined)?.event;
    const packed = (args[0] as { packed?: unknown } | undefined)?.packed === true;
    for (const one of packed ? ['frames'] : [name]) {
      if (typeof one !== 'string' || one === '' || this.#listened.has(one)) continue;
      this.#listened.add(one);
      this.#p2p?.on(one, (...all: unknown[]) => {
        const answer = all.findIndex((argument) => typeof argument === 'function');
        if (answer >= 0) [this.#answer] = all.splice(answer, 1) as [(answer: unknown) => void];
        this.#told.push([one, ...all]);
      });
    }
  }

  readonly #listened = new Set<string>();
}

/** What the library uses of a socket of socket.io-client. */
export class VectorSocket {
  id: string | undefined;
  connected = false;
  active = true;
  flags: { timeout?: number } = {};
  sendBuffer: { data: unknown }[] = [];
  /** What the last CONNECT has said. */
  said: unknown;
  readonly sent: unknown[][] = [];
  readonly io = { _reconnecting: true, engine: { close: (): void => this.close('transport close') } };
  readonly #listeners = new Map<string, Listener[]>();

  on(event: string, listener: Listener): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  }

  off(event: string, listener: Listener): void {
    const others = (this.#listeners.get(event) ?? []).filter((one) => one !== listener);
    this.#listeners.set(event, others);
  }

  emit(event: string, ...args: unknown[]): void {
    if (this.flags.timeout !== undefined) {
      const done = args.pop() as (failure: null, answer: unknown) => void;
      args.push((answer: unknown) => done(null, answer));
    }
    this.sent.push([event, ...args.map((arg) => (typeof arg === 'function' ? arg : copyOf(arg)))]);
  }

  packet({ data }: { type: number; data: unknown }): void {
    this.said = JSON.parse(JSON.stringify(data));
  }

  timeout(): this {
    return this;
  }

  connect(): void {
    this.active = true;
  }

  disconnect(): void {
    this.active = false;
    this.close('io client disconnect');
  }

  open(id: string): void {
    this.id = id;
    this.connected = true;
    this.fire('connect');
  }

  close(reason: string): void {
    this.connected = false;
    this.sent.length = 0;
    this.fire('disconnect', reason);
  }

  fire(event: string, ...args: unknown[]): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(...args);
  }
}

/** A connection that opens when the vector says so. */
class FakeConnection extends EventTarget {
  static connection: FakeConnection | undefined;
  signalingState = 'stable';
  connectionState = 'new';
  localDescription: { type: string; sdp: string } | null = null;
  readonly channel = Object.assign(new EventTarget(), {
    readyState: 'connecting',
    bufferedAmount: 0,
    send: () => undefined,
  });

  constructor() {
    super();
    FakeConnection.connection = this;
  }

  createDataChannel(_label: string, { ordered = true }: RTCDataChannelInit): EventTarget {
    return ordered ? this.channel : new EventTarget();
  }

  getTransceivers(): unknown[] {
    return [];
  }

  setLocalDescription(): Promise<void> {
    const isAnswer = this.signalingState === 'have-remote-offer';
    this.localDescription = { type: isAnswer ? 'answer' : 'offer', sdp: 'v=0\r\n' };
    this.signalingState = isAnswer ? 'stable' : 'have-local-offer';
    return Promise.resolve();
  }

  setRemoteDescription({ type }: { type: string }): Promise<void> {
    this.signalingState = type === 'offer' ? 'have-remote-offer' : 'stable';
    return Promise.resolve();
  }

  addIceCandidate(): Promise<void> {
    return Promise.resolve();
  }

  open(): void {
    this.connectionState = 'connected';
    this.channel.readyState = 'open';
    this.channel.dispatchEvent(new Event('open'));
  }

  lose(): void {
    this.channel.dispatchEvent(new Event('close'));
  }

  close(): void {
    this.connectionState = 'closed';
    this.signalingState = 'closed';
    this.channel.readyState = 'closed';
  }
}

/** What arrives is never what was sent. */
function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (value instanceof ArrayBuffer) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copyOf(member)]));
}
