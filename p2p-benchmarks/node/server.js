// Node's Socket.IO with a relay and the signalling of the original socket.io-p2p.
// Usage: node --expose-gc server.js <port>
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { Server } from 'socket.io';

const http = createServer();
// the default buffer of 1 MB holds all that is sent here
const io = new Server(http);

io.on('connection', (socket) => {
  const { room } = socket.handshake.query;
  socket.join(room);
  socket.emit('numClients', io.sockets.adapter.rooms.get(room).size - 1);
  socket.on('peer-msg', (data) => socket.broadcast.to(room).emit('peer-msg', data));
  socket.on('peer-bin', (data) => socket.broadcast.to(room).emit('peer-bin', data));
  socket.on('peer-signal', (data) => {
    data.fromPeerId = socket.id;
    io.sockets.sockets.get(data.toPeerId)?.emit('peer-signal', data);
  });
  socket.on('disconnect', () => io.to(room).emit('peer-disconnect', { peerId: socket.id }));
});

http.listen(Number(process.argv[2]), '127.0.0.1', 4096, () => console.log('bench:ready'));

createInterface({ input: process.stdin })
  .on('line', (command) => {
    if (command === 'gc') {
      globalThis.gc();
      globalThis.gc();
      const { heapUsed, external } = process.memoryUsage();
      console.log(`bench:gc ${heapUsed + external}`);
    } else {
      console.log(`bench:${command} -1`);
    }
  })
  .on('close', () => process.exit(0));
