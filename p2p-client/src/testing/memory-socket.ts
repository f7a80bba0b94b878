import { copyOf } from './copy.js';
import type { Connection, RoomServer } from './room-server.js';

type Listener = (...args: never[]) => void;

/** Delivers packets in order, each in a task of its own but before the page or a timer has its turn. */
export type Deliver = (packet: () => void) => void;

interface Line {
  readonly connection: Connection;
  isOpen: boolean;
}

let created = 0;

/** A socket of socket.io-client as the library uses it, whose server is in the same process. */
export class MemorySocket {
  id: string | undefined;
  connected = false;
  /** Whether it is connected, or to be connected again when it is lost. */
  active = false;
  auth: unknown = {};
  sendBuffer: unknown[] = [];
  /** What holds for the next event only. */
  flags: { timeout?: number | undefined } = {};
  /** The manager and its engine, as far as the library asks them. */
  readonly io = {
    _reconnecting: true,
    _readyState: 'open',
    reconnection: (): boolean => true,
    engine: {
      close: (): void => this.#comeBack(),
      transport: { close: (): void => this.#comeBack() },
    },
  };
  readonly #server: RoomServer;
  readonly #deliver: Deliver;
  readonly #user: unknown;
  #listeners: { readonly event: string; readonly listener: Listener }[] = [];
  #line: Line | undefined;

  constructor(server: RoomServer, deliver: Deliver, user: unknown) {
    this.#server = server;
    this.#deliver = deliver;
    this.#user = user;
    this.connect();
  }

  on(event: string, listener: Listener): this {
    this.#listeners = [...this.#listeners, { event, listener }];
    return this;
  }

  once(event: string, listener: Listener): this {
    const first: Listener = (...args) => {
      this.off(event, first);
      listener(...args);
    };
    return this.on(event, first);
  }

  off(event: string, listener?: Listener): this {
    this.#listeners = this.#listeners.filter(
      (one) => one.event !== event || (listener !== undefined && one.listener !== listener),
    );
    return this;
  }

  timeout(timeout: number): this {
    this.flags = { timeout };
    return this;
  }

  emit(event: string, ...args: unknown[]): this {
    const { timeout } = this.flags;
    this.flags = {};
    const line = this.#line;
    const last = args.at(-1);
    const done = typeof last === 'function' ? (args.pop() as (...answer: unknown[]) => void) : undefined;
    const sent = args.map(copyOf);
    const answer = (said: unknown): void => {
      const copy = copyOf(said);
      this.#toClient(line, () => done?.(...(timeout === undefined ? [] : [null]), copy));
    };
    this.#deliver(() => {
      if (line?.isOpen) this.#server.receive(line.connection, event, sent, done && answer);
    });
    return this;
  }

  connect(): this {
    this.active = true;
    if (this.#line) return this;
    const line: Line = {
      connection: {
        id: `peer-${++created}`,
        emit: (event, ...args) => {
          const copies = args.map(copyOf);
          this.#toClient(line, () => this.#fire(event, ...copies));
        },
        close: () => this.#deliver(() => this.#end(line, 'io server disconnect')),
      },
      isOpen: true,
    };
    this.#line = line;
    const say = (data: unknown): void => this.packet({ type: 0, data });
    this.#deliver(() => {
      if (this.#line !== line) return;
      if (typeof this.auth === 'function') (this.auth as (answer: typeof say) => void)(say);
      else say(this.auth);
    });
    return this;
  }

  /** Sends the CONNECT. The library adds to it what it has to say. */
  packet({ data }: { readonly type: number; readonly data: unknown }): void {
    const line = this.#line;
    if (!line) return;
    const { p2p } = copyOf(data) as { p2p?: unknown };
    this.#toClient(line, () => {
      this.id = line.connection.id;
      this.connected = true;
      this.#fire('connect');
    });
    this.#deliver(() => {
      if (line.isOpen) this.#server.connected(line.connection, { p2p, user: this.#user });
    });
  }

  disconnect(): this {
    this.active = false;
    if (this.#line) this.#end(this.#line, 'io client disconnect');
    return this;
  }

  /** Disconnects, and tells nobody of it: the test is over. */
  vanish(): void {
    this.#listeners = [];
    this.disconnect();
  }

  /** Loses the connection, as for want of a network. */
  lose(): void {
    if (this.#line) this.#end(this.#line, 'transport close');
  }

  #comeBack(): void {
    this.lose();
    this.connect();
  }

  #end(line: Line, reason: string): void {
    if (!line.isOpen) return;
    line.isOpen = false;
    const wasConnected = this.connected;
    if (this.#line === line) {
      this.#line = undefined;
      this.connected = false;
      this.id = undefined;
    }
    this.#deliver(() => this.#server.disconnected(line.connection, reason === 'io client disconnect'));
    if (wasConnected) this.#fire('disconnect', reason);
  }

  #toClient(line: Line | undefined, take: () => void): void {
    this.#deliver(() => {
      if (line?.isOpen) take();
    });
  }

  #fire(event: string, ...args: unknown[]): void {
    for (const one of this.#listeners) if (one.event === event) one.listener(...(args as never[]));
  }
}
