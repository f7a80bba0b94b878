#!/usr/bin/env bash
# werift 0.25.2, the WebRTC stack in JavaScript (Node.js 20; it asks for 22 and runs).
#
# What happens: RTCDataChannel.send() of an ArrayBuffer or a Buffer keeps that very memory, and reads it when the
# congestion window lets the bytes go, milliseconds later. Who fills the same buffer anew after send() has returned,
# as encoders that reuse their memory do, changes a message that is sent already: its beginning arrives as it was, the
# rest as it is now. A Uint8Array is copied, so the same bytes as a view on the same memory arrive unharmed.
#
# Why it surprises: WebRTC copies in send(), every browser does, and so do the other stacks; a short message goes out
# before send() returns, so that a test with "hello" shows nothing; and of three types that stand for the same bytes,
# a plain view is safe while Node's Buffer, which is one, is not.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --no-audit --no-fund --silent werift@0.25.2

cat >try.mjs <<'JS'
import { once } from 'node:events';
import { RTCPeerConnection } from 'werift';

// No STUN server answers there; without one it would ask a public one
const configuration = {
  iceServers: [{ urls: 'stun:127.0.0.1:9' }],
  iceStunGatherTimeout: 0.05,
  iceUseIpv6: false,
  iceAdditionalHostAddresses: ['127.0.0.1'],
};
const [a, b] = [0, 1].map(() => new RTCPeerConnection(configuration));
const [from, to] = [a, b].map((pc) => pc.createDataChannel('test', { negotiated: true, id: 0 }));
await a.setLocalDescription();
await b.setRemoteDescription(a.localDescription);
await b.setLocalDescription();
await a.setRemoteDescription(b.localDescription);
for (const channel of [from, to]) if (channel.readyState !== 'open') await once(channel, 'open');

const LENGTH = 60_000;
const seen = {};
for (const [type, make] of Object.entries({
  ArrayBuffer: (memory) => memory,
  Buffer: (memory) => Buffer.from(memory),
  Uint8Array: (memory) => new Uint8Array(memory),
})) {
  const memory = new ArrayBuffer(LENGTH);
  const bytes = new Uint8Array(memory).fill(1);
  const arrived = once(to, 'message');
  from.send(make(memory));
  bytes.fill(2);
  const [{ data }] = await arrived;
  const old = data.indexOf(2) < 0 ? LENGTH : data.indexOf(2);
  seen[type] = old === LENGTH ? 'as it was sent' : 'as it was changed after send()';
  console.log(`${type}: ${data.length} bytes, the first ${old} of them as they were when send() returned`);
}
const expected = {
  ArrayBuffer: 'as it was changed after send()',
  Buffer: 'as it was changed after send()',
  Uint8Array: 'as it was sent',
};
process.exit(JSON.stringify(seen) === JSON.stringify(expected) ? 0 : 1);
JS
node try.mjs
