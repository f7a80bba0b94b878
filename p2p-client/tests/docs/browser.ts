// What docs/browser.md shows, compiled by `npm run lint`; a test compares the two line by line.
import type { Socket } from 'socket.io-client';
import { P2P as Client } from '../../src/index.js';

declare const socket: Socket;
declare const peerId: string;
declare const bar: HTMLProgressElement;
declare const cancelButton: HTMLButtonElement;
declare const audio: HTMLAudioElement;
declare function confirm(question: string): boolean;

// Plain JavaScript has no types to check
const P2P = Client as new (...args: unknown[]) => Client<any, any>;
declare const p2p: Client<any, any>;

export function everything(options: object, onUpgrade: () => void): void {
  const p2p = new P2P(socket, options, onUpgrade); // both can be left out

  p2p.on('text', (line, sender) => {}); // from any peer; on() returns a function that stops it
  p2p.emit('text', 'Hello'); // to everybody else in the room
  p2p.to(peerId).emit('text', 'Psst'); // to one peer
}

export function presence(): void {
  const p2p = new P2P(socket, { room: 'kitchen', data: { name: 'Ada' } });
  p2p.on('peer-connect', (peer) => console.log(peer.data?.name, 'is here'));
  p2p.on('peer-update', (peer) => console.log(peer.data?.name, peer.roundTripMs));
  p2p.data = { name: 'Ada L.' };
}

export function reloaded(): void {
  const p2p = new P2P(socket, { room: 'kitchen', persist: true });
}

export async function questions(): Promise<void> {
  p2p.on('vote', (question, answer, sender) => answer(confirm(question)));

  const one = await p2p.to(peerId).timeout(5000).emitWithAck('vote', 'Tea?');
  const all = await p2p.timeout(5000).emitWithAck('vote', 'Tea?'); // Map of peer id to answer
}

export async function abortable(bytes: ArrayBuffer): Promise<void> {
  const { signal } = new AbortController();
  await p2p.to(peerId).signal(signal).timeout(5000).emitWithAck('vote', 'Tea?');
  p2p.signal(signal).emit('file', bytes);
}

export function pointer(x: number, y: number): void {
  p2p.volatile.emit('cursor', x, y); // or p2p.volatile.to(peerId)
}

export function files(input: { files: File[] }, image: HTMLImageElement, response: Response): void {
  const destination = new WritableStream();
  p2p.emit('file', input.files[0], { note: 'from my holidays' });
  p2p.on('file', (file, { note }, sender) => (image.src = URL.createObjectURL(file)));

  p2p.to(peerId).emit('log', response.body); // a ReadableStream of bytes
  p2p.on('log', (stream, sender) => stream.pipeTo(destination));
}

export function large(): void {
  p2p.on('progress', ({ event, direction, peerId, loaded, total, abort }) => {
    bar.value = loaded / total; // of a 'send': what the slowest receiver has
    cancelButton.onclick = abort;
  });
}

export async function media(): Promise<void> {
  p2p.addStream(await navigator.mediaDevices.getUserMedia({ audio: true }), { kind: 'microphone' });
  p2p.on('stream', (stream, peer, kind) => (audio.srcObject = stream));
}
