import type { AnySocket } from '../../src/session/session.js';
import { copyOf } from '../../src/testing/copy.js';
import type { Connection } from '../../src/testing/room-server.js';
import type { Client, World } from './world.js';

type Listener = (...args: unknown[]) => void;

/** What a socket connects to. */
export interface Backend {
  connected(connection: Connection, auth: { p2p?: unknown }): void;
  disconnected(connection: Connection, onPurpose: boolean): void;
  receive(connection: Connection, event: string, args: unknown[], answer?: (answer: unknown) => void): void;
  /** Whether a client connects anew when its connection was closed by the server. */
  readonly reconnects?: boolean;
}

interface Line {
  readonly connection: Connection;
  /** When the last packet to the server, and to the client, arrives: none overtakes another. */
  toServer: number;
  toClient: number;
  broken: boolean;
  ended: boolean;
}

const MAX_LATENCY_MS = 40;
const RECONNECTION_MS = 1_000;
// Longer than a session waits for an answer
const MAX_STALL_MS = 25_000;

/** What a session uses of a socket of socket.io-client, on a network that loses connections. */
export class SimulatedSocket {
  id: string | undefined;
  connected = false;
  auth: unknown = {};
  sendBuffer: { data: unknown }[] = [];
  /** What holds for the next event. */
  flags: { timeout?: number } = {};
  /** It always tries again. */
  readonly active = true;
  /** What a session uses of the manager: it drops a connection on which an answer does not come. */
  readonly io: object = {
    uri: '',
    reconnection: () => true,
    _reconnecting: true,
    engine: { close: (): void => this.#reconnect(), writeBuffer: [], transport: {} },
  };
  /** What no client may do. */
  readonly violations: string[] = [];
  readonly #world: World;
  readonly #server: Backend;
  readonly #owner: Client;
  readonly #listeners = new Map<string, Listener[]>();
  #line: Line | undefined;
  #connections: number;
  #isOver = false;
  #name: string;

  /** @param connections how many there were before: each has another id */
  constructor(name: string, world: World, server: Backend, owner: Client, connections = 0) {
    this.#name = name;
    this.#connections = connections;
    Object.assign(this.io, { uri: name });
    this.#world = world;
    this.#server = server;
    this.#owner = owner;
  }

  /** The socket as the library takes it. */
  get asSocket(): AnySocket {
    return this as unknown as AnySocket;
  }

  get connections(): number {
    return this.#connections;
  }

  /** Whether what is emitted now arrives. */
  get works(): boolean {
    return this.#line?.broken === false;
  }

  on(event: string, listener: Listener): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  }

  off(event: string, listener: Listener): void {
    this.#listeners.set(
      event,
      (this.#listeners.get(event) ?? []).filter((one) => one !== listener),
    );
  }

  emit(event: string, ...args: unknown[]): void {
    const { timeout } = this.flags;
    if (timeout === undefined) {
      if (!this.connected) this.violations.push(`${event} was emitted without a connection`);
      this.#transmit(event, args);
      return;
    }
    const done = args.pop() as (failure: Error | null, answer?: unknown) => void;
    const line = this.#line;
    let isDone = false;
    const once = (failure: Error | null, answer?: unknown): void => {
      if (!isDone) done(failure, answer);
      isDone = true;
    };
    this.#world.after(timeout, () => once(new Error('timed out')), this.#owner);
    this.#transmit(event, args, (answer) => {
      const copy = copyOf(answer);
      this.#toClient(line, () => once(null, copy));
    });
  }

  /** Connects, on a network that works. */
  connect(): void {
    this.#world.after(this.#latency(), () => this.#connect(), this.#owner);
  }

  disconnect(): void {
    this.#isOver = true;
    const line = this.#line;
    if (!line) return;
    this.connected = false;
    this.#line = undefined;
    this.#toServer(line, () => this.#end(line, true));
    this.#fire('disconnect', 'io client disconnect');
  }

  /** Breaks the connection; each end finds out in its own time. */
  drop(noticedMs = 3_000): void {
    const line = this.#line;
    if (!line || line.broken) return;
    line.broken = true;
    this.#world.after(this.#world.int(8_000), () => this.#end(line, false));
    this.#world.after(
      this.#world.int(noticedMs),
      () => {
        if (this.#line !== line) return;
        this.connected = false;
        this.#line = undefined;
        this.#fire('disconnect', 'transport close');
      },
      this.#owner,
    );
  }

  #reconnect(): void {
    this.drop(0);
    this.#world.after(RECONNECTION_MS, () => this.connect(), this.#owner);
  }

  /** Loses the connection, and never connects again. */
  die(): void {
    this.#isOver = true;
    this.drop();
  }

  #connect(): void {
    if (this.#line || this.#isOver) return;
    const id = `${this.#name}-${this.#connections++}`;
    const line: Line = {
      connection: {
        id,
        emit: (event, ...args) => {
          const copy = args.map(copyOf);
          this.#toClient(line, () => this.#fire(event, ...copy));
        },
        close: () => {
          this.#toClient(line, () => {
            if (this.#line !== line) return;
            this.connected = false;
            this.#line = undefined;
            this.#fire('disconnect', 'transport close');
            if (this.#server.reconnects)
              this.#world.after(RECONNECTION_MS / 2, () => this.connect(), this.#owner);
          });
          this.#end(line, false);
        },
      },
      toServer: 0,
      toClient: 0,
      broken: false,
      ended: false,
    };
    this.#line = line;
    const { auth } = this;
    const say = (data: unknown): void => this.packet({ type: 0, data });
    if (typeof auth === 'function') (auth as (answer: (data: unknown) => void) => void)(say);
    else say(auth);
  }

  /** Sends the CONNECT. */
  packet({ data }: { type: number; data: unknown }): void {
    const line = this.#line;
    if (!line) return;
    const auth = copyOf(data) as { p2p?: unknown };
    const { id } = line.connection;
    this.#toServer(line, () => {
      if (line.ended) return;
      this.#toClient(line, () => {
        this.id = id;
        this.connected = true;
        this.#fire('connect');
      });
      this.#server.connected(line.connection, auth);
    });
  }

  #end(line: Line, onPurpose: boolean): void {
    if (line.ended) return;
    line.ended = true;
    this.#server.disconnected(line.connection, onPurpose);
  }

  #transmit(event: string, args: unknown[], answer?: (answer: unknown) => void): void {
    const line = this.#line;
    if (!line) return;
    const copy = args.map(copyOf);
    this.#toServer(line, () => {
      if (!line.ended) this.#server.receive(line.connection, event, copy, answer);
    });
  }

  #toServer(line: Line, run: () => void): void {
    line.toServer = Math.max(line.toServer, this.#world.now + this.#latency());
    this.#world.at(line.toServer, () => {
      if (!line.broken) run();
    });
  }

  #toClient(line: Line | undefined, run: () => void): void {
    if (!line) return;
    line.toClient = Math.max(line.toClient, this.#world.now + this.#latency());
    this.#world.at(
      line.toClient,
      () => {
        if (!line.broken && this.#line === line) run();
      },
      this.#owner,
    );
  }

  #latency(): number {
    if (this.#world.chance(0.0005)) return MAX_STALL_MS;
    return 1 + this.#world.int(this.#world.chance(0.02) ? 1_000 : MAX_LATENCY_MS);
  }

  #fire(event: string, ...args: unknown[]): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(...args);
  }
}
