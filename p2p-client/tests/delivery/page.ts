import { io, type Socket } from 'socket.io-client';
import {
  P2P,
  type LibraryEvents,
  type P2POptions,
  type Path,
  type Peer,
  type Sender,
} from '../../src/index.js';
import { randomBytes, randomInt, seeded } from '../random.js';
import type { Sent } from '../simulation/ledger.js';
import { Cycles } from './cycles.js';
import { candidateTypes, filter, made, open, WatchedPeerConnection } from './rtc.js';
import { watched } from './watch.js';

/* What the delivery tests find in a page as `delivery`: a client that logs what it sends and hears. */

const PACE_MS = 12;
const LARGE_EVERY = 120;
const MOST_QUESTIONS = 200;
const FILE_BLOCK_BYTES = 1024 * 1024;
const TEXT = 'Grüße 🎈 𝒳 ';

/** What a page is told to be. */
export interface Setup {
  readonly url: string;
  readonly room: string;
  readonly name: string;
  readonly seed: number;
  readonly transports?: ('polling' | 'websocket')[];
  readonly webrtc?: boolean;
  readonly filtered?: boolean;
  readonly options?: Pick<P2POptions, 'pingIntervalMs' | 'connectTimeoutMs' | 'peerOpts' | 'key' | 'persist'>;
}

/** An event as a page heard it. */
export interface Heard {
  readonly name: string;
  readonly from: string;
  readonly content: string;
  readonly path: Path;
}

/** What a page tells at the end. */
export interface Log {
  readonly sent: Sent[];
  readonly heard: Heard[];
  readonly problems: string[];
}

/** Where a page is. */
export interface State {
  readonly id: string | undefined;
  readonly connected: boolean;
  /** How often it was connected. */
  readonly connects: number;
  readonly peers: { readonly id: string; readonly path: Path; readonly linked: boolean }[];
  readonly sent: number;
  /** By the other's id: how many events. */
  readonly sentTo: Record<string, number>;
  readonly heardFrom: Record<string, number>;
  readonly questions: number;
  readonly links: { readonly made: number; readonly open: number };
  /** The library's events and the connection's, each with the peer or the code that it was about. */
  readonly events: { readonly event: string; readonly about: string }[];
}

/** A client in a page; others have the methods of theirs called by the same names. */
export class Client {
  readonly socket: Socket;
  readonly p2p: P2P;
  readonly #name: string;
  readonly #random: () => number;
  readonly #log: Log = { sent: [], heard: [], problems: [] };
  readonly #events: { event: string; about: string }[] = [];
  readonly #sentTo: Record<string, number> = {};
  readonly #heardFrom: Record<string, number> = {};
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pendingAcks = 0;
  #connects = 0;

  constructor({ url, room, name, seed, transports = ['websocket'], webrtc = true, options = {} }: Setup) {
    this.#name = name;
    this.#random = seeded(seed);
    this.socket = io(url, {
      forceNew: true,
      transports,
      reconnectionDelay: 50,
      reconnectionDelayMax: 200,
      autoConnect: false,
    });
    this.socket.on('connect', () => void (this.#connects += 1));
    const note = (event: string, about: string): void => void this.#events.push({ event, about });
    this.socket.on('disconnect', (reason) => note('disconnect', reason));
    this.socket.io.on('reconnect_attempt', (attempt) => note('reconnect_attempt', String(attempt)));
    this.socket.io.on('reconnect_error', ({ message }) => note('reconnect_error', message));
    const rtc = webrtc ? { RTCPeerConnection: WatchedPeerConnection } : null;
    this.p2p = new P2P(this.socket, { room, rtc, environment: watched, ...options });
    this.#listen();
    this.socket.connect();
  }

  state(): State {
    return {
      id: this.p2p.peerId,
      connected: this.socket.connected,
      connects: this.#connects,
      peers: this.p2p.peers.map(({ id, path, linked }) => ({ id, path, linked })),
      sent: this.#log.sent.length,
      sentTo: this.#sentTo,
      heardFrom: this.#heardFrom,
      questions: this.#pendingAcks,
      links: { made: made.count, open: open.size },
      events: this.#events,
    };
  }

  log(): Log {
    return this.#log;
  }

  /** Emits from now on, to everybody and to each, until it is stopped. */
  run(): void {
    this.#timer ??= setTimeout(this.#tick, PACE_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Sends a large event to the room. */
  sendLarge(bytes: number): void {
    this.#emit('large', this.#log.sent.length, randomBytes(this.#random, bytes), undefined);
  }

  /** Sends a file to the room, which has a block of bytes over and over. */
  sendFile(blocks: number): void {
    const block = randomBytes(this.#random, FILE_BLOCK_BYTES);
    const hash = new Hash();
    for (let count = 0; count < blocks; count++) hash.add(block);
    const file = new File(Array<Uint8Array<ArrayBuffer>>(blocks).fill(block), 'file');
    const { name } = this.#record('file', this.#log.sent.length, hash.toString(), undefined);
    this.p2p.emit('file', name, file);
  }

  /** Has so much under way to the server that it takes a while. */
  flood(): void {
    for (let count = 0; count < 300; count++) this.socket.emit('noise', new Uint8Array(90_000));
  }

  /** Begins a download, as which the page is not left. */
  download(): void {
    const link = document.createElement('a');
    link.href = 'mailto:nobody@example.org';
    link.click();
    dispatchEvent(new Event('beforeunload'));
  }

  /** Closes a link that is open, as the library does not expect it. */
  cut(): boolean {
    const links = [...open].filter(({ connectionState }) => connectionState === 'connected');
    const link = links[randomInt(this.#random, links.length)];
    link?.close();
    return link !== undefined;
  }

  use(mode: { usePeerConnection?: boolean; useSockets?: boolean }): void {
    Object.assign(this.p2p, mode);
  }

  /** Uses the links if it does not, and the other way round. */
  toggle(): void {
    this.p2p.usePeerConnection = !this.p2p.usePeerConnection;
  }

  /** Keeps candidates from both ends, or not any more. */
  filter(on: boolean): void {
    filter.on = on;
  }

  /** Takes its connection to the server from it. */
  drop(raw: boolean): void {
    const { engine } = this.socket.io;
    const { ws } = engine.transport as unknown as { ws?: WebSocket };
    if (raw && ws) ws.close();
    else engine.close();
  }

  /** What kind of address each end of each open link uses. */
  async candidates(): Promise<string[]> {
    return (await Promise.all([...open].map(candidateTypes))).flat();
  }

  /** The TURN user names that the open links know now. */
  turnUsers(): string[] {
    const servers = [...open].flatMap((connection) => connection.getConfiguration().iceServers ?? []);
    return servers.map(({ username }) => username ?? '');
  }

  /** What the server has relayed since its start. */
  async relayed(): Promise<number> {
    return (await this.socket.emitWithAck('relayed', '')) as number;
  }

  readonly #tick = (): void => {
    // Not so far ahead of slow readers that they never catch up
    const times = this.#pendingAcks < MOST_QUESTIONS ? 1 + randomInt(this.#random, 3) : 0;
    for (let time = 0; time < times; time++) this.#emitAny();
    this.#timer = setTimeout(this.#tick, PACE_MS);
  };

  #emitAny(): void {
    const random = this.#random;
    const { peers } = this.p2p;
    const number = this.#log.sent.length;
    const to = random() < 0.4 ? peers[randomInt(random, peers.length)]?.id : undefined;
    const kind = random();
    if (number % LARGE_EVERY === LARGE_EVERY - 1)
      this.#emit('large', number, randomBytes(random, 20_000 + randomInt(random, 280_000)), to);
    else if (kind < 0.7) this.#emit('text', number, TEXT.repeat(randomInt(random, 20)), to);
    else if (kind < 0.85) {
      const bytes = [randomBytes(random, randomInt(random, 3_000)), { deep: randomBytes(random, 3) }];
      this.#emit('bytes', number, bytes, to);
    } else this.#ask(number, to);
  }

  #emit(event: string, number: number, payload: unknown, to: string | undefined): void {
    const { name } = this.#record(event, number, payload, to);
    if (to === undefined) this.p2p.emit(event, name, payload);
    else this.p2p.to(to).emit(event, name, payload);
  }

  #ask(number: number, to: string | undefined): void {
    const payload = [TEXT, number];
    const { name, addressed } = this.#record('question', number, payload, to);
    const asked: Promise<unknown> =
      to === undefined
        ? this.p2p.emitWithAck('question', name, payload)
        : this.p2p.to(to).emitWithAck('question', name, payload);
    this.#pendingAcks += 1;
    asked
      .then((answer) => {
        const answers = to === undefined ? (answer as Map<string, unknown>) : new Map([[to, answer]]);
        const given = [...answers].map(([id, value]) => `${id}: ${describe(value)}`).sort();
        const wanted = addressed.map((id) => `${id}: ${describe(answerOf(id, name))}`).sort();
        if (String(given) !== String(wanted))
          this.#log.problems.push(`${name} was answered by ${given.join()} and not ${wanted.join()}`);
      })
      .catch((error: unknown) => this.#log.problems.push(`${name} was not answered: ${String(error)}`))
      .finally(() => (this.#pendingAcks -= 1));
  }

  #record(event: string, number: number, payload: unknown, to: string | undefined): Sent {
    const from = this.p2p.peerId ?? '';
    const name = `${this.#name}-${number}-${event}`;
    const addressed = to === undefined ? this.p2p.peers.map(({ id }) => id) : [to];
    const sent: Sent = {
      name,
      from,
      to,
      addressed,
      large: event === 'large' || event === 'file',
      content: describe(payload),
    };
    this.#log.sent.push(sent);
    for (const id of addressed) this.#sentTo[id] = (this.#sentTo[id] ?? 0) + 1;
    return sent;
  }

  #listen(): void {
    const { p2p } = this;
    const hear = (name: string, payload: unknown, { id, path }: Sender): void => {
      this.#log.heard.push({ name, from: id, content: describe(payload), path });
      this.#heardFrom[id] = (this.#heardFrom[id] ?? 0) + 1;
    };
    for (const event of ['text', 'bytes', 'large']) p2p.on(event, hear);
    p2p.on('file', (name: string, file: File, sender: Sender) => {
      void hashOf(file).then((hash) => hear(name, hash, sender));
    });
    p2p.on('question', (name: string, payload: unknown, answer: (value: unknown) => void, sender: Sender) => {
      hear(name, payload, sender);
      answer(answerOf(p2p.peerId ?? '', name));
    });
    for (const event of ['ready', 'upgrade'] as const)
      p2p.on(event, () => void this.#events.push({ event, about: '' }));
    for (const event of ['peer-connect', 'peer-disconnect'] as const)
      p2p.on(event, ({ id }) => void this.#events.push({ event, about: id }));
    p2p.on('transport', ({ id, path, linked }: Peer) => {
      this.#events.push({ event: 'transport', about: `${id} ${path} ${String(linked)}` });
    });
    p2p.on('peer-error', ({ code, peerId, peerIds }: Parameters<LibraryEvents['peer-error']>[0]) => {
      this.#events.push({ event: 'peer-error', about: `${code} ${peerId ?? peerIds?.join() ?? ''}` });
    });
  }
}

function answerOf(peerId: string, name: string): unknown {
  return [peerId, name, Uint8Array.from(name, (character) => character.charCodeAt(0))];
}

/** The same for an argument as it was sent and as it came. */
function describe(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) => {
    if (one instanceof ArrayBuffer) return hash(new Uint8Array(one));
    return one instanceof Uint8Array ? hash(one) : one;
  });
}

/** FNV-1a, with the length. */
class Hash {
  #length = 0;
  #state = 0x811c9dc5;

  add(bytes: Uint8Array): this {
    let state = this.#state;
    for (const byte of bytes) state = Math.imul(state ^ byte, 0x01000193);
    this.#state = state;
    this.#length += bytes.length;
    return this;
  }

  toString(): string {
    return `${this.#length} bytes ${this.#state >>> 0}`;
  }
}

async function hashOf(file: File): Promise<string> {
  const hash = new Hash();
  for (let start = 0; start < file.size; start += FILE_BLOCK_BYTES)
    hash.add(new Uint8Array(await file.slice(start, start + FILE_BLOCK_BYTES).arrayBuffer()));
  return hash.toString();
}

function hash(bytes: Uint8Array): string {
  return new Hash().add(bytes).toString();
}

let client: Client | undefined;

const kit = {
  start(setup: Setup): void {
    filter.on = setup.filtered ?? false;
    client = new Client(setup);
  },
  get client(): Client {
    if (!client) throw new Error('not started');
    return client;
  },
  /** Calls the client's method, and gives what it returns as JSON. */
  async call(method: keyof Client, args: unknown[]): Promise<string | undefined> {
    const { client } = kit;
    return JSON.stringify(await (client[method] as (...all: unknown[]) => unknown).apply(client, args));
  },
  cycles: new Cycles(),
};

export type Kit = typeof kit;

Object.assign(globalThis, { delivery: kit });
