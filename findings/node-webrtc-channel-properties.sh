#!/usr/bin/env bash
# node-datachannel 0.33.4 (its polyfill), werift 0.25.2 and @roamhq/wrtc 0.10.0, the WebRTC stacks for Node.js (20).
#
# What happens: of a channel that the other end opens with { ordered: false, maxRetransmits: 0 }, the event `datachannel`
# brings `ordered: true` with node-datachannel and with werift; node-datachannel has `maxRetransmits: null` as well, so
# that nothing tells it from a reliable one. Of a reliable channel, wrtc says `maxRetransmits: 65535` and
# `maxPacketLifeTime: 65535`, where null stands for none. Only `label` and `protocol` are the same with all of them.
#
# Why it surprises: how a channel treats what it carries stands in the message that opens it (RFC 8832), W3C has the
# attributes there to tell, and browsers do. A program that takes its reliable and its unreliable channel by `ordered`
# or `maxRetransmits` is right in every browser, and takes the one for the other here. Names do not lie: put what a
# channel is for into its label.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --no-audit --no-fund --silent node-datachannel@0.33.4 werift@0.25.2 @roamhq/wrtc@0.10.0

cat >try.mjs <<'JS'
import wrtc from '@roamhq/wrtc';
import { RTCPeerConnection as NodeDatachannel } from 'node-datachannel/polyfill';
import { RTCPeerConnection as Werift } from 'werift';

// No STUN server answers there; without one werift would ask a public one
const quiet = { iceServers: [{ urls: 'stun:127.0.0.1:9' }], iceStunGatherTimeout: 0.05 };

/** What the other end is told of two channels, as [ordered, maxRetransmits, maxPacketLifeTime, protocol]. */
async function told(RTCPeerConnection, configuration = {}) {
  const [a, b] = [0, 1].map(() => new RTCPeerConnection(configuration));
  for (const [from, to] of [[a, b], [b, a]])
    from.onicecandidate = ({ candidate }) => candidate && to.addIceCandidate(candidate).catch(() => undefined);
  const come = new Promise((resolve) => {
    const channels = {};
    b.ondatachannel = ({ channel }) => {
      const { label, ordered, maxRetransmits, maxPacketLifeTime, protocol } = channel;
      channels[label] = [ordered, maxRetransmits, maxPacketLifeTime, protocol];
      if (Object.keys(channels).length === 2) resolve(channels);
    };
  });
  a.createDataChannel('reliable');
  a.createDataChannel('unreliable', { ordered: false, maxRetransmits: 0, protocol: 'positions' });
  await a.setLocalDescription(await a.createOffer());
  await b.setRemoteDescription(a.localDescription);
  await b.setLocalDescription(await b.createAnswer());
  await a.setRemoteDescription(b.localDescription);
  const { reliable, unreliable } = await come;
  return { reliable, unreliable };
}

const seen = {
  'node-datachannel': await told(NodeDatachannel),
  werift: await told(Werift, quiet),
  wrtc: await told(wrtc.RTCPeerConnection),
};
console.log(seen);
const expected = {
  'node-datachannel': {
    reliable: [true, null, null, ''],
    unreliable: [true, null, null, 'positions'],
  },
  werift: {
    reliable: [true, null, null, ''],
    unreliable: [true, 0, null, 'positions'],
  },
  wrtc: {
    reliable: [true, 65_535, 65_535, ''],
    unreliable: [false, 0, 65_535, 'positions'],
  },
};
const plain = (value) => JSON.stringify(value, (_, one) => (one === undefined ? null : one));
process.exit(plain(seen) === plain(expected) ? 0 : 1);
JS
node try.mjs
