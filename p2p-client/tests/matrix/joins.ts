import { io } from 'socket.io-client';
import { P2P, type P2PError } from '../../src/index.js';
import { next, same, type Cell, type Connect } from './scenario.js';

// With less than that the server takes no data of 16 KiB
const TOO_LARGE = 'x'.repeat(10_000);

/** Fails unless a join that is more than the server takes is refused, and the connection outlives it. */
export async function joins(_: Connect, url: string, { transport }: Cell): Promise<void> {
  const transports = transport === 'upgrade' ? ['polling', 'websocket'] : [transport];
  const socket = io(url, { transports, forceNew: true });
  let ended: unknown;
  socket.on('disconnect', (reason) => (ended = reason));
  const large = new P2P(socket, { room: 'large', data: TOO_LARGE, rtc: null });
  const small = new P2P(socket, { room: 'small', data: 'x'.repeat(3_000), rtc: null });
  try {
    const told = next('the refusal', large, 'peer-error');
    await next('the other room', small, 'ready');
    const [{ code, cause }] = (await told) as [P2PError];
    same('the refusal', [code, (cause as P2PError).code], ['join-failed', 'too-large']);
    const late = new P2P(socket, { room: 'late', rtc: null });
    const toldLate = next('the other refusal', late, 'peer-error');
    late.data = TOO_LARGE;
    same('the other refusal', ((await toldLate) as [P2PError])[0].code, 'too-large');
    same('the end of the connection', ended, undefined);
    same('the peer', late.peerId, small.peerId);
    late.disconnect();
  } finally {
    large.disconnect();
    small.disconnect();
    socket.disconnect();
  }
}
