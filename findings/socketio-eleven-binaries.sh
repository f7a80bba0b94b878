#!/usr/bin/env bash
# socket.io 4.8.4 and socket.io-client 4.8.4, both with socket.io-parser 4.2.7 (Node.js 20).
#
# What happens: emit() takes an event with eleven binaries, on the server and on the client, and says nothing.
# The decoder at the other end, of the very same release, takes ten ("maxAttachments") and closes the connection:
# the client hears `disconnect` with "parse error", the server with "forced close". Ten arrive.
#
# Why it surprises: encoder and decoder are one package with one version, and nobody expects an emit() that returns
# as always to end the connection of whoever receives it. The limit came with a patch release, so a fresh
# `npm install` has it where last year's lock file has not, and all of a server's receivers are thrown out at once.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --no-audit --no-fund --silent socket.io@4.8.4 socket.io-client@4.8.4 socket.io-parser@4.2.7

cat >try.mjs <<'JS'
import { once } from 'node:events';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';

const server = new Server(0);
const { port } = server.httpServer.address();
const binaries = (count) => Array.from({ length: count }, () => Buffer.alloc(1));

/** What becomes of an event with so many binaries, seen from the end that receives it. */
async function send(count, direction) {
  const client = io(`http://127.0.0.1:${port}`, { reconnection: false, forceNew: true });
  const [socket] = await once(server, 'connection');
  if (!client.connected) await new Promise((resolve) => client.once('connect', resolve));
  const [from, to] = direction === 'down' ? [socket, client] : [client, socket];
  const outcome = new Promise((resolve) => {
    to.once('event', (...args) => resolve(`arrives with ${args.length}`));
    to.once('disconnect', (reason) => resolve(`disconnect: ${reason}`));
  });
  from.emit('event', ...binaries(count));
  const seen = await outcome;
  client.close();
  return seen;
}

const seen = {};
for (const direction of ['down', 'up'])
  for (const count of [10, 11]) seen[`${direction} ${count}`] = await send(count, direction);
console.log(seen);
const expected = {
  'down 10': 'arrives with 10',
  'down 11': 'disconnect: parse error',
  'up 10': 'arrives with 10',
  'up 11': 'disconnect: forced close',
};
process.exit(JSON.stringify(seen) === JSON.stringify(expected) ? 0 : 1);
JS
node try.mjs
