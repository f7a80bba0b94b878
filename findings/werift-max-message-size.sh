#!/usr/bin/env bash
# werift 0.25.2, the WebRTC stack in JavaScript (Node.js 20; it asks for 22 and runs).
#
# What happens: `pc.sctp.maxMessageSize` tells what this end takes, not what it may send. Of two peers, one of which
# takes 16,384 bytes and says so in its description, the other reads 65,536, and send() of 20,000 bytes throws
# "max-message-size exceeded: 20000 > 16384". The one with the small limit reads 16,384 and sends 60,000 bytes.
#
# Why it surprises: the attribute of that name is there to be asked before send(): W3C has it "the maximum size of
# data that can be passed to RTCDataChannel's send() method", and a program that cuts its messages to it is right in
# every browser. Here it is the other direction's number, too high or too low. Between two peers with the defaults both
# are 65,536, and nothing shows. The line a=max-message-size of pc.remoteDescription is what send() goes by.
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
const a = new RTCPeerConnection(configuration);
const b = new RTCPeerConnection({ ...configuration, maxMessageSize: 16_384 });
const [atA, atB] = [a, b].map((pc) => pc.createDataChannel('test', { negotiated: true, id: 0 }));
await a.setLocalDescription();
await b.setRemoteDescription(a.localDescription);
await b.setLocalDescription();
await a.setRemoteDescription(b.localDescription);
for (const channel of [atA, atB]) if (channel.readyState !== 'open') await once(channel, 'open');

/** What becomes of a message. */
async function send(from, to, bytes) {
  const arrived = once(to, 'message');
  try {
    from.send(new Uint8Array(bytes));
  } catch (error) {
    arrived.catch(() => undefined);
    return error.message;
  }
  const [{ data }] = await arrived;
  return `arrives with ${data.length}`;
}

const described = (pc) => /a=max-message-size:(\d+)/.exec(pc.remoteDescription.sdp)?.[1];
const seen = {
  'to the one that takes 16,384': [a.sctp.maxMessageSize, described(a), await send(atA, atB, 20_000)],
  'to the one that takes 65,536': [b.sctp.maxMessageSize, described(b), await send(atB, atA, 60_000)],
};
console.log('sctp.maxMessageSize, the other description, send():', seen);
const expected = {
  'to the one that takes 16,384': [65_536, '16384', 'max-message-size exceeded: 20000 > 16384'],
  'to the one that takes 65,536': [16_384, '65536', 'arrives with 60000'],
};
process.exit(JSON.stringify(seen) === JSON.stringify(expected) ? 0 : 1);
JS
node try.mjs
