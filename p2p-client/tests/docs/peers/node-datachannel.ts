// What docs/peers.md shows of node-datachannel, run by tests/peers.test.ts.
import { takePart } from '../../peers/participant.js';
import { RTCPeerConnection } from 'node-datachannel/polyfill';
import { io } from 'socket.io-client';
import { P2P } from 'socket.io-p2p-client';

const socket = io(process.argv[2]);
const p2p = new P2P(socket, { rtc: { RTCPeerConnection } });

process.once('SIGTERM', () => p2p.disconnect());

takePart(p2p, (room) => new P2P(socket, { room, rtc: { RTCPeerConnection } }));
