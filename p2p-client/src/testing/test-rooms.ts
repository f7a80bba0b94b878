import type { Socket } from 'socket.io-client';
import { MemorySocket } from './memory-socket.js';
import { RoomServer } from './room-server.js';

/** What {@link createTestRooms} takes. */
export interface TestRoomsOptions {
  /** How long the server keeps a peer without a connection, in milliseconds. Default: 120,000. */
  windowMs?: number;
}

/** What {@link TestRooms.socket} takes. */
export interface TestSocketOptions {
  /** What the server knows of this client, which the others see as `peer.user`. */
  user?: unknown;
}

/** A server in this process, for tests: no network, and no time passes but what the test has pass. */
export interface TestRooms {
  /** A socket of another client, for `new P2P(socket, { rtc: null })`. It connects like one of socket.io-client. */
  socket(options?: TestSocketOptions): Socket;
  /** Has a socket lose its connection: the others see its peer as `lost`. */
  disconnect(socket: Socket): void;
  /** Connects a socket that has lost its connection. */
  reconnect(socket: Socket): void;
  /** Waits until all that was sent has arrived, with all that this has led to. */
  settled(): Promise<void>;
  /** Ends it all at the end of a test; no client is told. */
  close(): void;
}

/**
 * Makes rooms for the tests of an application, with the library as it is and without a browser or a server.
 *
 * @example
 * const rooms = createTestRooms();
 * const p2p = new P2P(rooms.socket(), { rtc: null });
 * await rooms.settled();
 */
export function createTestRooms({ windowMs }: TestRoomsOptions = {}): TestRooms {
  const server = new RoomServer({
    setTimeout: (callback, delayMs) => unref(setTimeout(callback, delayMs)),
    clearTimeout: (timer) => clearTimeout(timer as number),
    token: () => String(Math.random()),
  });
  if (windowMs !== undefined) server.windowMs = windowMs;
  const sockets: MemorySocket[] = [];

  // Fake timers leave promises alone
  const deliver = (packet: () => void): void => void Promise.resolve().then(packet);

  return {
    socket({ user } = {}) {
      const socket = new MemorySocket(server, deliver, user);
      sockets.push(socket);
      return socket as unknown as Socket;
    },

    disconnect: (socket) => (socket as unknown as MemorySocket).lose(),
    reconnect: (socket) => void socket.connect(),

    settled: nextTask,

    close() {
      for (const socket of sockets.splice(0)) socket.vanish();
    },
  };
}

/** Comes after everything that only waits for promises, also where timers are fake. */
function nextTask(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/** A timer that does not keep Node.js from ending. */
function unref(timer: number | { unref?(): unknown }): unknown {
  if (typeof timer === 'object') timer.unref?.();
  return timer;
}
