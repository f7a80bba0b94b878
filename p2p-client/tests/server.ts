import { randomUUID } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import { RoomServer, type Connection } from '../src/testing/room-server.js';

const MAX_PAYLOAD = 256 * 1024;

/** A small server on real sockets that speaks docs/protocol.md. */
export class TestServer extends RoomServer {
  readonly io: Server;
  /** Whether clients are told that a connection ended because of what they had sent. */
  admitsFailure = true;
  /** Which events end the connection that they come on. */
  refuses: ((event: string, header: unknown) => boolean) | undefined;
  /** What a server that means no good does with what it is to send to a client. */
  tampers: ((to: string, packet: [event: string, ...args: unknown[]]) => unknown[][]) | undefined;

  constructor(http: HttpServer) {
    super({
      setTimeout: (callback, delayMs) => setTimeout(callback, delayMs).unref(),
      clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
      token: randomUUID,
    });
    this.refusedRooms.add('forbidden');
    this.refusedEvents.add('refuse-me');
    this.io = new Server(http, { maxHttpBufferSize: MAX_PAYLOAD });
    this.io.on('connection', (socket) => {
      // The greater of two ids makes the offer: who wants to say which that is connects with `?id=`
      const { id = socket.id } = socket.handshake.query;
      const connection: Connection = {
        id: String(id),
        emit: (event, ...args) => {
          const packets = this.tampers?.(socket.id, [event, ...args]) ?? [[event, ...args]];
          for (const [name, ...rest] of packets) socket.emit(name as string, ...rest);
        },
        close: () => void socket.disconnect(true),
      };
      this.connected(connection, socket.handshake.auth);
      let refused = false;
      socket.onAny((event: string, ...args: unknown[]) => {
        // Other events are the application's
        if (!/^(p2p:|peer-signal$)/.test(event)) return;
        if (this.refuses?.(event, args[0])) {
          refused = true;
          socket.conn.close(true);
          return;
        }
        const last = args.at(-1);
        const answer = typeof last === 'function' ? (args.pop() as (answer: unknown) => void) : undefined;
        this.receive(connection, event, args, answer);
      });
      socket.on('disconnect', (reason) => {
        const failed = this.admitsFailure && (refused || reason === 'transport error');
        this.disconnected(connection, reason.includes('namespace'), failed);
      });
    });
  }

  /** Has it take so much in a packet from the next connection on, and say so. */
  limit(bytes: number): void {
    const { engine } = this.io as unknown as {
      engine: { opts: { maxHttpBufferSize: number }; ws: { options: { maxPayload: number } } };
    };
    engine.opts.maxHttpBufferSize = bytes;
    engine.ws.options.maxPayload = bytes;
    this.maxPayload = bytes;
  }

  override reset(): void {
    super.reset();
    this.limit(MAX_PAYLOAD);
    this.admitsFailure = true;
    this.refuses = undefined;
    this.tampers = undefined;
  }
}
