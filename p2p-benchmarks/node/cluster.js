// Node's Socket.IO with a relay and the signalling of the original socket.io-p2p, one of several
// servers that share rooms by Redis.
// Usage: node --expose-gc cluster.js redis-adapter|streams-adapter <port of Redis> <port>
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { createAdapter as createRedisAdapter } from '@socket.io/redis-adapter';
import { createAdapter as createStreamsAdapter } from '@socket.io/redis-streams-adapter';
import { createClient } from 'redis';
import { Server } from 'socket.io';

const [kind, redisPort, port] = process.argv.slice(2);

// each as the README of the adapter has it
async function createAdapter() {
  const client = createClient({ url: `redis://127.0.0.1:${redisPort}` });
  await client.connect();
  if (kind === 'streams-adapter') {
    return createStreamsAdapter(client);
  }
  const subscriber = client.duplicate();
  await subscriber.connect();
  return createRedisAdapter(client, subscriber);
}

const http = createServer();
const io = new Server(http, {
  adapter: await createAdapter(),
  transports: ['websocket'],
  perMessageDeflate: false,
});

io.on('connection', (socket) => {
  const { room } = socket.handshake.query;
  socket.join(room);
  // of this server: asking the others for each who comes would cost far more
  socket.emit('numClients', io.sockets.adapter.rooms.get(room).size - 1);
  socket.on('peer-msg', (data) => socket.broadcast.to(room).emit('peer-msg', data));
  socket.on('peer-signal', (data) => {
    data.fromPeerId = socket.id;
    // who is here needs no Redis
    const target = io.sockets.sockets.get(data.toPeerId) ?? io.to(data.toPeerId);
    target.emit('peer-signal', data);
  });
  socket.on('disconnect', () => io.to(room).emit('peer-disconnect', { peerId: socket.id }));
});

http.listen(Number(port), '127.0.0.1', 4096, () => console.log('bench:ready'));

createInterface({ input: process.stdin })
  .on('line', (command) => console.log(`bench:${command} -1`))
  .on('close', () => process.exit(0));
