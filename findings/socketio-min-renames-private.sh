#!/usr/bin/env bash
# npm's socket.io-client 4.8.4 and socket.io 4.8.4 (Node.js 20).
#
# What happens: the package ships its file for a script tag twice, and the minified one renames the properties whose names
# begin with an underscore, in the Manager as in Engine.IO: with socket.io.js a Manager has `_readyState` and its open
# engine `_maxPayload`, what the server takes in one message; with socket.io.min.js both are undefined, and names of two
# letters stand in their place.
#
# Why it surprises: minifiers do not rename properties unless they are told to; `_maxPayload` has no public counterpart but
# an event that has long passed, and the typings declare `_readyState` for everybody. Code that looks at them works with
# npm's module and in development, and finds nothing on a page with the smaller file.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --no-save socket.io@4.8.4 socket.io-client@4.8.4 >/dev/null

cat >look.mjs <<'JS'
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { Server } from 'socket.io';
import { WebSocket } from 'ws';

const require = createRequire(import.meta.url);
const http = createServer();
const server = new Server(http, { maxHttpBufferSize: 12_345 });
await new Promise((listening) => http.listen(0, '127.0.0.1', listening));
const url = `http://127.0.0.1:${http.address().port}`;

// what these files need of a browser
Object.assign(globalThis, { window: globalThis, WebSocket, location: new URL(url) });

for (const file of ['socket.io.js', 'socket.io.min.js']) {
  const { io } = require(`./node_modules/socket.io-client/dist/${file}`);
  const socket = io(url, { transports: ['websocket'] });
  await new Promise((connected, failed) => socket.on('connect', connected).on('connect_error', failed));
  const { _readyState, engine } = socket.io;
  console.log(`${file}: ${_readyState} ${engine._maxPayload}`);
  socket.disconnect();
}
server.close();
JS
node look.mjs | tee seen

diff seen - <<'SEEN' && echo "As described."
socket.io.js: open 12345
socket.io.min.js: undefined undefined
SEEN
