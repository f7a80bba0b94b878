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
