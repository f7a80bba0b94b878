#!/usr/bin/env bash
# socket.io and socket.io-client 4.8.4 (Node.js 20), over a WebSocket that has nothing else to do.
#
# What happens: of three volatile events that are emitted in one turn, the server hears the first alone, and one that is
# emitted behind another event in that turn it does not hear. Emitted in turns of their own, all of them come.
#
# Why it surprises: volatile events are said to be dropped when the connection is not ready, and this one is connected,
# idle and on the loopback. Any packet makes the transport not writable until the
# next turn, so that the second value of a turn (a cursor and a selection, say) never arrives on any network.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund socket.io@4.8.4 socket.io-client@4.8.4
cat >finding.mjs <<'JS'
import { Server } from 'socket.io';
import { io } from 'socket.io-client';

const server = new Server(0);
const heard = [];
server.on('connection', (socket) => {
  socket.onAny((event) => heard.push(event));
  socket.on('done', (answer) => answer());
});
const socket = io(`http://127.0.0.1:${server.httpServer.address().port}`, { transports: ['websocket'] });
await new Promise((resolve) => socket.on('connect', resolve));
const turn = () => new Promise(setImmediate);
const done = () => new Promise((resolve) => socket.emit('done', resolve));
await done();
await turn();

socket.volatile.emit('one turn 1');
socket.volatile.emit('one turn 2');
socket.volatile.emit('one turn 3');
await turn();
for (const event of ['own turn 1', 'own turn 2', 'own turn 3']) {
  socket.volatile.emit(event);
  await turn();
}
socket.emit('reliable');
socket.volatile.emit('behind a reliable one');
await done();
console.log(heard.filter((event) => event !== 'done').join(', '));
socket.close();
server.close();
JS
saw=$(timeout 30 node finding.mjs)
echo "the server heard: $saw"
[ "$saw" = 'one turn 1, own turn 1, own turn 2, own turn 3, reliable' ]
