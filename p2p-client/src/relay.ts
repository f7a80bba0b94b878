import type { Socket } from 'socket.io-client';
import { asBytes, type EncodedEvent } from './codec.js';
import { P2PError, type ErrorCode, type ErrorDetails } from './errors.js';
import { isReserved, type Outlet } from './events.js';
import { Hub, type AnySocket, type Header } from './hub.js';
import type { Signal } from './negotiation.js';
import type { Settings } from './options.js';
import type { RelayTarget } from './route.js';
import { Receiver, type Upload } from './transfer.js';
import type { Sender } from './types.js';

/** The relay as a leg of an upload; no peer has this id. */
export const RELAY_LEG = '';

const JOIN_TIMEOUT_MS = 20_000;
const PART_BYTES = 64 * 1024;
/** Enough to keep the connection busy, few enough that small events do not wait long behind them. */
const PARTS_IN_FLIGHT = 4;

/** What the server answers to a join. */
export interface Welcome {
  readonly peerId: string;
  readonly peers: readonly { readonly peerId: string; readonly webrtc: boolean }[];
  readonly links: readonly string[];
  readonly iceServers: RTCIceServer[];
  readonly maxPayload: number;
}

/** What the server tells the room. */
export interface RelayEvents {
  joined(welcome: Welcome): void;
  refused(): void;
  /** The connection to the server is gone; a join follows when it is back. */
  lost(): void;
  connected(peerId: string, webrtc: boolean): void;
  disconnected(peerId: string): void;
  planned(peerIds: readonly string[]): void;
  signal(peerId: string, offerId: unknown, signal: unknown): void;
}

/** One room on the server: joins it, and carries what goes through the server. */
export class Relay {
  readonly #hub: Hub;
  readonly #socket: Socket;
  readonly #room: string;
  readonly #request: object;
  readonly #maxEventBytes: number;
  readonly #outlet: Outlet;
  readonly #events: RelayEvents;
  readonly #receivers = new Map<string, Receiver>();
  #maxPayload = 0;

  constructor(socket: AnySocket, settings: Settings, outlet: Outlet, events: RelayEvents) {
    const { room, numClients, maxEventBytes } = settings;
    this.#room = room;
    this.#request = { room, webrtc: settings.RTCPeerConnection !== undefined, numClients };
    this.#maxEventBytes = maxEventBytes;
    this.#outlet = outlet;
    this.#events = events;
    this.#hub = Hub.of(socket);
    this.#socket = this.#hub.socket;
    this.#hub.add(room, {
      connected: () => void this.#join(),
      disconnected: () => {
        this.#forget();
        events.lost();
      },
      received: (event, header, args) => this.#receive(event, header, args),
    });
    if (this.#socket.connected) void this.#join();
  }

  /** Leaves the room; with the last room of the socket the socket disconnects. */
  leave(): void {
    if (this.#socket.connected) this.#socket.emit('p2p:leave', { room: this.#room });
    this.#hub.remove(this.#room);
    this.#forget();
  }

  signal(toPeerId: string, offerId: string, signal: Signal): void {
    this.#socket.emit('peer-signal', { room: this.#room, toPeerId, offerId, signal });
  }

  /** Whether an event is too large for one packet. */
  needsParts(message: EncodedEvent, target: RelayTarget): boolean {
    const { bytes, binaryBytes } = message;
    // HTTP long-polling carries binaries in base64
    const size = bytes.length + binaryBytes / 3 + JSON.stringify(target).length;
    return size > this.#maxPayload * 0.9;
  }

  /** Sends an event in one packet. */
  send(event: string, args: readonly unknown[], target: RelayTarget): void {
    this.#socket.emit('p2p:msg', { room: this.#room, ...target }, event, ...args);
  }

  /** Sends a large event in parts. */
  async upload(upload: Upload, target: RelayTarget): Promise<void> {
    const { bytes, event } = upload.message;
    const { id, total } = upload;
    const header = { room: this.#room, ...target, id, event, total };
    const partBytes = Math.min(PART_BYTES, Math.ceil(this.#maxPayload / 2));
    const missed = new Set<string>();
    let offset = 0;
    let loaded = 0;
    const sendParts = async (): Promise<void> => {
      while (offset < total) {
        const part = bytes.subarray(offset, offset + partBytes);
        const ask = this.#socket.emitWithAck('p2p:part', { ...header, offset }, part);
        offset += part.length;
        const answer = (await ask) as PartAnswer | null;
        if (typeof answer?.code === 'string')
          throw new P2PError(answer.code, String(answer.message), { event });
        for (const peerId of answer?.missed ?? []) missed.add(peerId);
        loaded += part.length;
        upload.advance(RELAY_LEG, loaded);
      }
    };
    try {
      await Promise.all(Array.from({ length: PARTS_IN_FLIGHT }, sendParts));
      if (missed.size > 0) {
        const peerIds = [...missed];
        this.#fail('too-large', 'some peers cannot join parts', { event, peerIds });
      }
    } catch (cause) {
      offset = total;
      upload.abandon(RELAY_LEG);
      if (this.#socket.connected) this.#socket.emit('p2p:part', { ...header, offset }, new Uint8Array());
      if (cause instanceof P2PError) this.#outlet.emit('peer-error', cause);
      else this.#fail('aborted', 'the connection was lost during a large event', { event, cause });
    }
  }

  /** Forgets what a peer has begun to send. */
  forget(peerId: string): void {
    const receiver = this.#receivers.get(peerId);
    this.#receivers.delete(peerId);
    receiver?.close();
  }

  async #join(): Promise<void> {
    const { id } = this.#socket;
    try {
      const answer = (await this.#socket
        .timeout(JOIN_TIMEOUT_MS)
        .emitWithAck('p2p:join', this.#request)) as Welcome & PartAnswer;
      if (typeof answer.code === 'string') {
        const cause = new P2PError(answer.code, String(answer.message));
        this.#events.refused();
        this.#fail('join-failed', `the server refused: ${cause.message}`, { cause });
        return;
      }
      this.#maxPayload = answer.maxPayload;
      this.#events.joined(answer);
    } catch (cause) {
      // A join may be repeated; after a reconnect it is another attempt's turn
      if (!this.#socket.connected || this.#socket.id !== id) return;
      this.#fail('join-failed', 'the server did not answer', { cause });
      void this.#join();
    }
  }

  #receive(name: string, header: Header, args: unknown[]): void {
    const events = this.#events;
    const { peerId, from } = header as { peerId?: string; from?: string };
    switch (name) {
      case 'peer-connect':
        if (peerId !== undefined) events.connected(peerId, header.webrtc === true);
        break;
      case 'peer-disconnect':
        if (peerId !== undefined) events.disconnected(peerId);
        break;
      case 'p2p:links':
        events.planned((header.peerIds ?? []) as string[]);
        break;
      case 'peer-signal':
        events.signal(String(header.fromPeerId), header.offerId, header.signal);
        break;
      case 'peer-error': {
        const { code, message, event } = header as { code?: string; message?: string; event?: string };
        this.#fail(String(code), String(message), { event, peerId });
        break;
      }
      case 'p2p:msg':
        this.#receiveEvent(String(from), args);
        break;
      case 'p2p:part':
        this.#receivePart(String(from), header, args[0]);
        break;
    }
  }

  #receiveEvent(from: string, [event, ...args]: unknown[]): void {
    if (typeof event === 'string' && !isReserved(event))
      this.#outlet.receive(event, args, { id: from, path: 'relay' });
    else this.#fail('bad-message', 'a peer sent a name that is reserved', { peerId: from });
  }

  #receivePart(from: string, { id, total, offset }: Header, data: unknown): void {
    const bytes = asBytes(data);
    if (!bytes || typeof id !== 'number' || typeof total !== 'number' || typeof offset !== 'number') {
      this.#fail('bad-message', 'a peer sent a part that is none', { peerId: from });
      return;
    }
    const sender: Sender = { id: from, path: 'relay' };
    const receiver = this.#receivers.get(from) ?? new Receiver(sender, this.#maxEventBytes, this.#outlet);
    this.#receivers.set(from, receiver);
    if (bytes.length === 0) receiver.abort(id);
    // Who came in during a transfer has no use for the rest of it
    else if (offset === 0 || receiver.knows(id)) receiver.part(id, total, bytes);
  }

  #forget(): void {
    for (const from of [...this.#receivers.keys()]) this.forget(from);
  }

  #fail(code: ErrorCode, message: string, details: ErrorDetails & { cause?: unknown }): void {
    this.#outlet.emit('peer-error', new P2PError(code, message, details));
  }
}

interface PartAnswer {
  readonly missed?: readonly string[];
  readonly code?: unknown;
  readonly message?: unknown;
}
