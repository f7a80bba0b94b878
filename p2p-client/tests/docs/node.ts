// What README.md shows of peers outside browsers, compiled by `npm run lint`.
import type { Socket } from 'socket.io-client';
import { P2P } from 'socket.io-p2p-client';
import wrtc from '@roamhq/wrtc';

const { RTCPeerConnection } = wrtc;
const p2p = new P2P(socket, { rtc: { RTCPeerConnection } });

declare const socket: Socket;
