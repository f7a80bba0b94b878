// What docs/peers.md shows of werift, run by tests/peers.test.ts.
import { takePart } from '../../peers/participant.js';
import { io } from 'socket.io-client';
import { P2P } from 'socket.io-p2p-client';
import { RTCPeerConnection } from 'werift';

// One that does not answer will do; without any, werift asks a public one
const iceServers = [{ urls: 'stun:127.0.0.1:9' }];
const peerOpts = { iceServers, iceStunGatherTimeout: 0.05 }; // in seconds

const socket = io(process.argv[2]);
const p2p = new P2P(socket, { rtc: { RTCPeerConnection }, peerOpts });

process.once('SIGTERM', () => p2p.disconnect());

takePart(p2p, (room) => new P2P(socket, { room, rtc: { RTCPeerConnection }, peerOpts }));
