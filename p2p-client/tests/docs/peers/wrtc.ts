// What docs/peers.md shows of @roamhq/wrtc, run by tests/peers.test.ts.
import { takePart } from '../../peers/participant.js';
import wrtc from '@roamhq/wrtc';
import { io } from 'socket.io-client';
import { P2P } from 'socket.io-p2p-client';

const { RTCPeerConnection } = wrtc;
const socket = io(process.argv[2]);
const p2p = new P2P(socket, { rtc: { RTCPeerConnection } });

process.once('SIGTERM', () => p2p.disconnect());

takePart(p2p, (room) => new P2P(socket, { room, rtc: { RTCPeerConnection } }));
