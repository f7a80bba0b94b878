// What docs/peers.md shows of a peer without WebRTC, run by tests/peers.test.ts.
import { takePart } from '../../peers/participant.js';
import { io } from 'socket.io-client';
import { P2P } from 'socket.io-p2p-client';

const p2p = new P2P(io(process.argv[2]));

process.once('SIGTERM', () => p2p.disconnect());

takePart(p2p);
