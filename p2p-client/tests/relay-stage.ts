import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, beforeEach } from 'node:test';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { P2P, P2PError, type P2POptions } from '../src/index.js';
import { TestServer } from './server.js';

/* What tests of clients without WebRTC in Node.js have in common. */

/** Lets the sockets work until something holds. */
export async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + 10_000;
  while (!condition()) {
    assert.ok(performance.now() < end, `never came: ${String(condition)}`);
    await new Promise(setImmediate);
  }
}

/** The first argument of the next event of this name. */
export function next<T>(p2p: P2P, event: string): Promise<T> {
  return new Promise((resolve) => p2p.once(event, resolve as (value: unknown) => void));
}

/** The first arguments of every event of this name from now on. */
export function record(p2p: P2P, event: string): unknown[] {
  const heard: unknown[] = [];
  p2p.on(event, (value: unknown) => heard.push(value));
  return heard;
}

/** What a promise was rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<P2PError> {
  const error: unknown = await promise.then(
    () => assert.fail('it was fulfilled'),
    (cause: unknown) => cause,
  );
  assert.ok(error instanceof P2PError);
  return error;
}

export function isTypeError(message: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof TypeError, String(error));
    assert.match(error.message, message);
    return true;
  };
}

/** A server for the tests of a suite, and clients without WebRTC. */
export class Stage {
  readonly #http = createServer();
  readonly #sockets: Socket[] = [];
  readonly #members: P2P[] = [];
  readonly server = new TestServer(this.#http);
  url = '';

  constructor() {
    before(async () => {
      await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
      this.url = `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
    });
    beforeEach(() => this.server.reset());
    afterEach(async () => {
      for (const p2p of this.#members.splice(0)) p2p.disconnect();
      for (const socket of this.#sockets.splice(0)) socket.disconnect();
      // Nobody of this test is to be met in the next
      await until(() => this.server.io.engine.clientsCount === 0);
    });
    after(() => this.server.io.close());
  }

  connect(auth?: SocketOptions['auth'], options: Partial<ManagerOptions & SocketOptions> = {}): Socket {
    const socket = io(this.url, {
      ...options,
      forceNew: true,
      transports: ['websocket'],
      reconnectionDelay: 20,
      ...(auth && { auth }),
    });
    this.#sockets.push(socket);
    return socket;
  }

  /** A member of the room, and its socket. */
  async member(options: P2POptions = {}): Promise<{ p2p: P2P; socket: Socket }> {
    const socket = this.connect();
    const p2p = new P2P(socket, options);
    this.#members.push(p2p);
    await next(p2p, 'ready');
    return { p2p, socket };
  }

  async joined(options: P2POptions = {}): Promise<P2P> {
    return (await this.member(options)).p2p;
  }
}

/** Cuts the connection; it does not come back by itself. */
export async function cut(socket: Socket): Promise<void> {
  socket.io.reconnection(false);
  const disconnected = new Promise((resolve) => socket.once('disconnect', resolve));
  socket.io.engine.close();
  await disconnected;
}
