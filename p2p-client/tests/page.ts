import { io, type Socket } from 'socket.io-client';
import { P2P, type LibraryEvents, type P2POptions, type Sender } from '../dist/p2p.js';

/* What the browser tests find in the page as `kit`. The library is the one that is shipped. */

interface Heard {
  readonly args: unknown[];
  readonly sender: Sender;
}

const TIMEOUT_MS = 60_000;
const LIBRARY_EVENTS: (keyof LibraryEvents)[] = [
  'ready',
  'upgrade',
  'peer-connect',
  'peer-disconnect',
  'transport',
  'peer-error',
  'stream',
  'progress',
];

const connections: RTCPeerConnection[] = [];

class RecordedPeerConnection extends RTCPeerConnection {
  constructor(configuration?: RTCConfiguration) {
    super(configuration);
    connections.push(this);
  }
}

const rtc = { RTCPeerConnection: RecordedPeerConnection };

/** A P2P with a record of all it hears. */
class Client {
  readonly socket: Socket;
  readonly p2p: P2P;
  /** The library's events: each with its first argument. */
  readonly log: [keyof LibraryEvents, unknown][] = [];
  readonly #heard = new Map<string, Heard[]>();
  readonly #offerIds = new Set<string>();

  constructor(options: P2POptions = {}, socket: Socket = io({ forceNew: true, transports: ['websocket'] })) {
    this.socket = socket;
    this.p2p = new P2P(socket, { rtc, ...options });
    for (const event of LIBRARY_EVENTS)
      this.p2p.on(event, (value?: unknown) => void this.log.push([event, value]));
    socket.onAnyOutgoing((event: string, signal: { offerId?: string }) => {
      if (event === 'peer-signal' && signal.offerId !== undefined) this.#offerIds.add(signal.offerId);
    });
    clients.push(this);
  }

  /** The names of the links, as far as this client has signalled for them. */
  offerIds(): string[] {
    return [...this.#offerIds];
  }

  get id(): string {
    return this.p2p.peerId ?? '';
  }

  /** Records an application's event. */
  listen(...events: string[]): this {
    for (const event of events) {
      const heard: Heard[] = [];
      this.#heard.set(event, heard);
      this.p2p.on(event, (...all: unknown[]) => {
        heard.push({ args: all.slice(0, -1), sender: all.at(-1) as Sender });
      });
    }
    return this;
  }

  heard(event: string): Heard[] {
    return this.#heard.get(event) ?? [];
  }

  /** The first event of this name that came. */
  first(event: string): Heard {
    const [first] = this.heard(event);
    if (!first) throw new Error(`no '${event}' came`);
    return first;
  }

  /** The paths that an event came by. */
  paths(event: string): string[] {
    return this.heard(event).map(({ sender }) => sender.path);
  }

  logged<T = unknown>(event: keyof LibraryEvents): T[] {
    return this.log.filter(([name]) => name === event).map(([, value]) => value as T);
  }

  codes(): string[] {
    return this.logged<{ code: string }>('peer-error').map(({ code }) => code);
  }

  path(other: Client): string | undefined {
    return this.p2p.peers.find(({ id }) => id === other.id)?.path;
  }

  /** Waits until every one of the others has a link and the mesh is upgraded. */
  linkedTo(...others: Client[]): Promise<void> {
    return until(
      () => others.every((other) => this.p2p.peers.some(({ id, linked }) => linked && id === other.id)),
      'the links',
    );
  }
}

let clients: Client[] = [];

/** Waits for a condition. */
async function until(condition: () => boolean, what: string): Promise<void> {
  const end = performance.now() + TIMEOUT_MS;
  while (!condition()) {
    if (performance.now() > end) {
      const logs = clients.map(({ id, log }) => [
        id,
        log.filter(([name]) => name !== 'progress').map(String),
      ]);
      throw new Error(`waited in vain for ${what}: ${JSON.stringify(logs)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** So many of them. */
type Clients<Count extends number> = Count extends 3
  ? [Client, Client, Client]
  : [Client, Client, ...Client[]];

/** Ends every client and tells how many connections it left open. */
async function close(): Promise<number> {
  const closing = clients;
  clients = [];
  for (const { p2p } of closing) p2p.disconnect();
  for (const { socket } of closing) socket.disconnect();
  await Promise.resolve();
  return connections.splice(0).filter(({ signalingState }) => signalingState !== 'closed').length;
}

const kit = {
  connections,
  until,
  close,
  open: (options?: P2POptions, socket?: Socket) => new Client(options, socket),
  /** Opens clients, one after the other; the welcome of the last has its plan of links. */
  async join<Count extends number>(count: Count, options?: P2POptions): Promise<Clients<Count>> {
    const joined: Client[] = [];
    while (joined.length < count) {
      const client = new Client(options);
      await until(
        () => client.p2p.peers.length === joined.length && client.p2p.peerId !== undefined,
        'a join',
      );
      joined.push(client);
    }
    await until(() => joined.every(({ p2p }) => p2p.peers.length === count - 1), 'the joins');
    return joined as unknown as Clients<Count>;
  },
  /** Opens clients that are all linked and upgraded. */
  async mesh<Count extends number>(count: Count, options?: P2POptions): Promise<Clients<Count>> {
    const joined = await kit.join(count, options);
    for (const client of joined) await client.linkedTo(...joined.filter((other) => other !== client));
    return joined;
  },
  /** Bytes that tell their place. */
  bytes(length: number): Uint8Array<ArrayBuffer> {
    return Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 8)) & 0xff);
  },
  same(a: ArrayBuffer, b: Uint8Array): boolean {
    const bytes = new Uint8Array(a);
    return bytes.length === b.length && bytes.every((byte, index) => byte === b[index]);
  },
};

export type Kit = typeof kit;

Object.assign(globalThis, { kit });
