#!/usr/bin/env bash
# werift 0.25.2, the WebRTC stack in JavaScript (Node.js 20; it asks for 22 and runs).
#
# What happens: a connection with `iceServers: []` asks stun.l.google.com for its address all the same, while
# getConfiguration() says that there are no servers. Where nobody answers, as in a network without the internet,
# setLocalDescription() takes five seconds, the default of `iceStunGatherTimeout`.
#
# Why it surprises: an empty list is how one says that nobody is to be asked, in every browser and in the other stacks,
# and the only way to keep a private network's machines from telling a third party that they are there. The getter says
# that it was understood. Only a server of one's own in the list, which need not even answer, keeps werift from it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --no-audit --no-fund --silent werift@0.25.2

cat >try.mjs <<'JS'
import dns from 'node:dns';

// Whose addresses werift asks for
const asked = [];
const { lookup } = dns.promises;
dns.promises.lookup = (host, ...others) => {
  asked.push(host);
  return lookup(host, ...others);
};
const byCallback = dns.lookup;
dns.lookup = (host, ...others) => {
  asked.push(host);
  return byCallback(host, ...others);
};
const { RTCPeerConnection } = await import('werift');

async function gather(iceServers) {
  asked.length = 0;
  const pc = new RTCPeerConnection({ iceServers, iceUseIpv6: false });
  pc.createDataChannel('test');
  const begun = performance.now();
  await pc.setLocalDescription();
  const ms = Math.round(performance.now() - begun);
  const says = JSON.stringify(pc.getConfiguration().iceServers);
  await pc.close();
  const hosts = [...new Set(asked)].filter((host) => !/^[\d.]+$/.test(host));
  console.log(`getConfiguration() says ${says}; ${ms} ms; asked: ${hosts.join() || 'nobody'}`);
  return hosts.join();
}

const none = await gather([]);
const own = await gather([{ urls: 'stun:127.0.0.1:9' }]);
process.exit(none === 'stun.l.google.com' && own === '' ? 0 : 1);
JS
node try.mjs
