import { io, type Socket } from 'socket.io-client';
import { Inbox, playClients, type Line } from './server-run.js';
import { vectorsFor } from './vectors.js';

const PATIENCE_MS = 5_000;
// After the last step: nothing else is to come
const SILENCE_MS = 300;

const [url = 'http://localhost:9092', ...wanted] = process.argv.slice(2);

function connect(auth: unknown): Promise<Line> {
  // Between two polls a client gets nothing that is volatile
  const transports = ['websocket'];
  const socket = io(url, { auth: auth ?? {}, transports, forceNew: true, reconnection: false });
  const inbox = new Inbox();
  let heard: (() => void) | undefined;
  socket.onAny((event: string, ...args: unknown[]) => {
    inbox.push(event, args);
    heard?.();
  });
  return new Promise((settle, reject) => {
    socket.on('connect_error', reject);
    socket.on('connect', () => settle(lineOf(socket, inbox, (listener) => (heard = listener))));
  });
}

function lineOf(socket: Socket, inbox: Inbox, whenHeard: (listener?: () => void) => void): Line {
  return {
    sid: socket.id ?? '',
    next: (said) =>
      new Promise((settle) => {
        const stop = (event?: unknown[]): void => {
          clearTimeout(timer);
          whenHeard(undefined);
          settle(event);
        };
        const timer = setTimeout(stop, said[0] === undefined ? SILENCE_MS : PATIENCE_MS);
        const look = (): void => {
          const event = inbox.next(said);
          if (event) stop(event);
        };
        whenHeard(look);
        look();
      }),
    send: (event, args) => void socket.emit(event, ...args),
    ask: (event, args) =>
      new Promise((settle) => socket.emit(event, ...args, (...answer: unknown[]) => settle(answer))),
    end: (onPurpose) => {
      if (onPurpose) socket.disconnect();
      else socket.io.engine.close();
    },
  };
}

let failed = 0;
for (const [name, vector] of vectorsFor('server')) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  try {
    await playClients(vector, connect);
    console.log(`kept: ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`broken: ${name}: ${String(error)}`);
  }
}
process.exit(failed > 0 ? 1 : 0);
