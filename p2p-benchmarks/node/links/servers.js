// What the pages come from, and what signals for those who do not have this project's server.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { PeerServer } from 'peer';
import { Server } from 'socket.io';

const SOCKET_IO = '../node_modules/socket.io-client/dist/socket.io.min.js';
const LIBRARIES = {
  bare: [SOCKET_IO],
  library: ['../../../p2p-client/dist/p2p.global.js'],
  encrypted: ['../../../p2p-client/dist/p2p.global.js', './pages/key.js'],
  'simple-peer': [SOCKET_IO, '../node_modules/simple-peer/simplepeer.min.js'],
  peerjs: ['../node_modules/peerjs/dist/peerjs.min.js'],
};

/** Listens; returns the address. */
export async function listen(http) {
  await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve));
  return address(http);
}

/** For `/<contestant>/` a page with its scripts in it. */
export async function pages(request, response) {
  const contestant = request.url.slice(1, -1);
  const script = contestant === 'encrypted' ? 'library' : contestant;
  const files = [...(LIBRARIES[contestant] ?? []), './pages/common.js', `./pages/${script}.js`];
  if (files.length < 3) {
    response.writeHead(404).end();
    return;
  }
  const scripts = await Promise.all(files.map((file) => readFile(new URL(file, import.meta.url), 'utf8')));
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.end(
    `<!doctype html><title>${contestant}</title>` +
      scripts.map((script) => `<script>${script.replaceAll('</script', '<\\/script')}</script>`).join(''),
  );
}

/** As little as it takes: who is in the room already, and a signal to one of them. */
export async function relay() {
  const http = createServer();
  const io = new Server(http, { cors: { origin: true } });
  io.on('connection', (socket) => {
    const { room } = socket.handshake.query;
    socket.emit('others', [...(io.sockets.adapter.rooms.get(room) ?? [])]);
    socket.join(room);
    socket.on('signal', (to, signal) => io.to(to).emit('signal', socket.id, signal));
  });
  return listen(http);
}

/** PeerJS' own. */
export async function peerServer() {
  const http = await new Promise((resolve) => PeerServer({ host: '127.0.0.1', port: 0 }, resolve));
  return address(http);
}

function address(http) {
  return `http://127.0.0.1:${http.address().port}`;
}
