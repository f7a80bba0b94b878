// The snippets of docs/security.md
import { io, type Socket } from 'socket.io-client';

export function connect(fetchToken: () => Promise<string>): Socket {
  const socket = io('https://chat.example.org', {
    auth: (send) => fetchToken().then((token) => send({ token })),
  });
  socket.on('connect_error', (error) => {
    if (error.data?.code === 'token-expired') console.log('Log in again:', error.message);
  });
  return socket;
}
