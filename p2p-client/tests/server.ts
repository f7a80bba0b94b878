import { randomUUID } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import { RoomServer, type Connection } from './room-server.js';

const MAX_PAYLOAD = 256 * 1024;

/** A small server on real sockets that speaks docs/protocol.md. */
export class TestServer extends RoomServer {
  readonly io: Server;

  constructor(http: HttpServer) {
    super({
      setTimeout: (callback, delayMs) => setTimeout(callback, delayMs).unref(),
      clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
      token: randomUUID,
    });
    this.io = new Server(http, { maxHttpBufferSize: MAX_PAYLOAD });
    this.io.on('connection', (socket) => {
      const connection: Connection = {
        id: socket.id,
        emit: (event, ...args) => void socket.emit(event, ...args),
        close: () => void socket.disconnect(true),
      };
      this.connected(connection, socket.handshake.auth);
      socket.onAny((event: string, ...args: unknown[]) => {
        const last = args.at(-1);
        const answer = typeof last === 'function' ? (args.pop() as (answer: unknown) => void) : undefined;
        this.receive(connection, event, args, answer);
      });
      socket.on('disconnect', (reason) => this.disconnected(connection, reason.includes('namespace')));
    });
  }
}
