#!/usr/bin/env bash
# node-datachannel 0.33.4 (libdatachannel 0.24.5), by its `node-datachannel/polyfill` (Node.js 20).
#
# What happens: a TURN server whose `username` is "1893456000:ada" is sent the user name "1893456000", and the rest,
# with a colon before the credential, becomes the password. It refuses that, so there is no relayed candidate; nothing
# throws and no event says so. Percent-encoded as "1893456000%3Aada" it arrives as "1893456000:ada".
#
# Why it surprises: a time, a colon and a name is what user names of TURN look like where they are good for a while
# (coturn's use-auth-secret, and the services that copy it); browsers, werift and @roamhq/wrtc take them as they are,
# and send the percent-encoded one as it is, too. A test on one machine, or with a user "test", shows nothing: there
# is a direct way, or no colon. The polyfill writes both into a URL, turn:username:credential@host, without encoding
# them, and libdatachannel takes that apart at the first colon and decodes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --no-audit --no-fund --silent node-datachannel@0.33.4

cat >try.mjs <<'JS'
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { RTCPeerConnection } from 'node-datachannel/polyfill';

const ALLOCATE = 0x0003;
const ALLOCATE_ERROR = 0x0113;
const USERNAME = 0x0006;
const HEADER_BYTES = 20;

function attribute(type, value) {
  const bytes = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  bytes.writeUInt16BE(type);
  bytes.writeUInt16BE(value.length, 2);
  bytes.set(value, 4);
  return bytes;
}

function usernameOf(message) {
  for (let at = HEADER_BYTES; at < message.length; ) {
    const length = message.readUInt16BE(at + 2);
    if (message.readUInt16BE(at) === USERNAME) return message.toString('utf8', at + 4, at + 4 + length);
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return undefined;
}

/** 401, as every TURN server answers whoever has not said yet who it is. */
function refusal(request) {
  const body = Buffer.concat([
    attribute(0x0009, Buffer.from('\0\0\x04\x01Unauthorized', 'latin1')),
    attribute(0x0014, Buffer.from('realm')),
    attribute(0x0015, Buffer.from('nonce')),
  ]);
  const header = Buffer.from(request.subarray(0, HEADER_BYTES));
  header.writeUInt16BE(ALLOCATE_ERROR);
  header.writeUInt16BE(body.length, 2);
  return Buffer.concat([header, body]);
}

/** The user name that a TURN server is told. */
async function told(username) {
  const server = createSocket('udp4').bind(0, '127.0.0.1');
  await once(server, 'listening');
  const urls = `turn:127.0.0.1:${server.address().port}`;
  const pc = new RTCPeerConnection({ iceServers: [{ urls, username, credential: 'secret' }] });
  pc.createDataChannel('test');
  let name;
  while (name === undefined) {
    const [message, { port, address }] = await once(server, 'message');
    if (message.readUInt16BE() !== ALLOCATE) continue;
    name = usernameOf(message);
    if (name === undefined) server.send(refusal(message), port, address);
  }
  pc.close();
  server.close();
  return name;
}

const seen = {};
for (const username of ['ada', '1893456000:ada', '1893456000%3Aada']) seen[username] = await told(username);
console.log('what the TURN server is told:', seen);
const expected = { ada: 'ada', '1893456000:ada': '1893456000', '1893456000%3Aada': '1893456000:ada' };
process.exit(JSON.stringify(seen) === JSON.stringify(expected) ? 0 : 1);
JS
node try.mjs
