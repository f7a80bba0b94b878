// The script-tag build: everything a page needs, as globals
import { io } from 'socket.io-client';
import { P2P } from './api/p2p.js';

Object.assign(globalThis, { io, P2P });
