#!/usr/bin/env bash
# socket.io-client 4.8.4 against socket.io 4.8.4 (Node.js 20).
#
# What happens: with the option `retries`, an emit() while another event waits for its acknowledgement is put into a
# queue, and what was asked for it alone (`timeout(20)`, and so `compress(false)`) stays on the socket. The next
# emit(), which asked for nothing, is queued with it: here it times out after twice 20 ms, although `ackTimeout` is
# five seconds and the server answers after 100 ms. Without `retries` the same lines are all answered.
#
# Why it surprises: the modifiers of an emit are documented as being for that emit, and they are, until the option
# that is to make delivery safer is set. It shows only when an event is on its way already, so hardly ever in a test.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --no-audit --no-fund --silent socket.io@4.8.4 socket.io-client@4.8.4

cat >try.mjs <<'JS'
import { Server } from 'socket.io';
import { io } from 'socket.io-client';

const server = new Server(0);
server.on('connection', (socket) => {
  socket.on('slow', (answer) => setTimeout(answer, 300));
  socket.on('event', (answer) => setTimeout(answer, 100));
});
const { port } = server.httpServer.address();

/** What becomes of an emit that asks for no time of its own, behind one that does. */
async function run(options) {
  const client = io(`http://127.0.0.1:${port}`, { ackTimeout: 5_000, forceNew: true, ...options });
  await new Promise((resolve) => client.once('connect', resolve));
  client.emit('slow', () => {});
  client.timeout(20).emit('event', () => {});
  const seen = await new Promise((resolve) =>
    client.emit('event', (error) => resolve(error ? error.message : 'answered')),
  );
  client.close();
  return seen;
}

const seen = { plain: await run({}), retries: await run({ retries: 1 }) };
console.log(seen);
process.exit(seen.plain === 'answered' && seen.retries === 'operation has timed out' ? 0 : 1);
JS
node try.mjs
