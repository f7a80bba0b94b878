// What docs/peers.md shows of a peer without WebRTC, run by tests/peers.test.ts.
import { takePart } from '../../peers/participant.js';
import { io } from 'socket.io-client';
import { P2P } from 'socket.io-p2p-client';

const socket = io(process.argv[2]);
const p2p = new P2P(socket);

process.once('SIGTERM', () => p2p.disconnect());

takePart(p2p, (room) => new P2P(socket, { room }));
