import type { Socket } from 'socket.io-client';
import { P2PError } from './errors.js';

/** Why a socket could not connect: in the server's words, if it has refused the client. */
export function connectError(cause: Error & { readonly data?: unknown }): P2PError {
  const { code, message } = Object(cause.data) as { code?: unknown; message?: unknown };
  if (typeof code === 'string')
    return new P2PError(code, typeof message === 'string' ? message : cause.message, { cause });
  return new P2PError('connect-failed', `this client could not connect: ${cause.message}`, { cause });
}

/** Whether socket.io-client does not try, or no longer, to connect a socket. */
export function isClosed({ connected, active, io }: Socket): boolean {
  return !connected && (!active || (!io._reconnecting && io._readyState === 'closed'));
}

/** The bytes that the server takes in a packet, as it has said when the connection was opened. */
export function handshakeMaxPayload({ io }: Socket): number {
  const { _maxPayload: told = 0 } = io.engine as unknown as { readonly _maxPayload?: number };
  return told > 0 ? told : Infinity;
}

/** Connects a socket anew and at once, if it is to be connected: its connection is dead, or waited for. */
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
  const { hostname, secure, port, opts } = io.engine as unknown as EngineAddress;
  const host = hostname.includes(':') ? `[${hostname}]` : hostname;
  const query = new URLSearchParams({ ...opts.query, EIO: '4', transport: 'polling', farewell: '1' });
  const url = `http${secure ? 's' : ''}://${host}:${port}${opts.path}?${String(query)}`;
  (globalThis.navigator as Partial<Navigator>).sendBeacon?.(url, token);
}

/** Where an engine connects to; it declares that to be private. */
interface EngineAddress {
  readonly hostname: string;
  readonly secure: boolean;
  readonly port: string | number;
  readonly opts: { readonly path: string; readonly query?: Record<string, string> };
}
