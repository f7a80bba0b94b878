import type { Socket } from 'socket.io-client';
import { decodeFields } from '../codec/wire.js';
import { P2PError } from '../api/errors.js';

/** What socket.io-client tells of a connection that it could not make. */
interface ConnectFailure extends Error {
  /** What a listener of the server has added to its refusal. */
  readonly data?: unknown;
  /** What the transport knows: the status of the answer, 0 if there was none, or an event. */
  readonly description?: unknown;
  /** The request of a transport that makes such. */
  readonly context?: unknown;
}

/** Why a socket could not connect: in the server's words, if it has refused the client. */
export function connectError(cause: ConnectFailure): P2PError {
  const { code, message = cause.message } = decodeFields(cause.data);
  if (code) return new P2PError(code, message, { cause });
  return new P2PError('connect-failed', `this client could not connect: ${reasonOf(cause)}`, { cause });
}

function reasonOf({ message, description, context }: ConnectFailure): string {
  // The attempt has come to a server of Socket.IO, which has refused it in its own words
  if (description === undefined) return message;
  if (typeof description === 'number' && description > 0)
    return `${message}: the server answered ${description} ${wordsOf(context)}`.trimEnd();
  // Browsers do not tell scripts more than that; Node.js does
  const { message: known = 'there is no server, or it does not take this page' } = Object(description) as {
    message?: string;
  };
  return `${message}: ${known}`;
}

/** Why Engine.IO's server has refused a request. */
function wordsOf(request: unknown): string {
  try {
    const { responseText } = request as { responseText: string };
    return decodeFields(JSON.parse(responseText)).message ?? '';
  } catch {
    // Something else has answered
    return '';
  }
}

/** Whether socket.io-client does not try, or no longer, to connect a socket. */
export function isClosed({ connected, active, io }: Socket): boolean {
  return !connected && (!active || (!io._reconnecting && io._readyState === 'closed'));
}

/** The bytes that the server takes in a packet, as it has said when the connection was opened. */
export function handshakeMaxPayload({ io }: Socket): number {
  const { _maxPayload: told = 0 } = io.engine as unknown as { readonly _maxPayload?: number };
  return told || Infinity;
}

// What waits for the network, and what waits for the transport: more than one turn of a page sends at once
const BUSY_BYTES = 64 * 1024;
const BUSY_PACKETS = 64;

/** Whether a connection does not keep up with what it is to send. */
export function isBusy({ io }: Socket): boolean {
  const { writeBuffer, transport } = io.engine;
  const { ws } = transport as unknown as { readonly ws?: WebSocket };
  return writeBuffer.length >= BUSY_PACKETS || (ws?.bufferedAmount ?? 0) >= BUSY_BYTES;
}

/** Connects a socket anew and at once, unless the application keeps it disconnected: its connection is dead. */
export function reconnect(socket: Socket): void {
  if (socket.connected) socket.io.engine.transport.close();
  if (socket.connected || !socket.active || !socket.io.reconnection()) return;
  // socket.io-client has no other way past the time between two attempts
  socket.disconnect();
  socket.connect();
}

/**
 * Says that this page has gone for good, beside its connection: that may be gone already, or have much under way,
 * or be long polling, whose requests the browser cancels.
 *
 * @param token the token of the session, which ends
 */
export function bidFarewell({ io }: Socket, token: string): void {
  const { secure, opts, transport } = io.engine as unknown as Engine;
  const query = { ...opts.query, EIO: '4', transport: 'polling', farewell: '1' };
  const url = transport.createUri(secure ? 'https' : 'http', query);
  (globalThis.navigator as Partial<Navigator>).sendBeacon?.(url, token);
}

/** What an engine knows of where it connects to; it declares that to be private. */
interface Engine {
  readonly secure: boolean;
  readonly opts: { readonly query?: Record<string, string> };
  readonly transport: { createUri(schema: string, query: Record<string, string>): string };
}
