import { waitingEvents } from './backlog.js';
import { LINK_PART_BYTES } from './channel.js';
import { decodeEvent, encodeEvent, type EncodedEvent } from './codec.js';
import { P2PError, type ErrorCode, type ErrorDetails } from './errors.js';
import type { Outlet } from './events.js';
import type { AnySocket } from './hub.js';
import { Mesh } from './mesh.js';
import type { Settings } from './options.js';
import { Relay, RELAY_LEG, type Welcome } from './relay.js';
import { chooseRoute, type Mode } from './route.js';
import { Upload } from './transfer.js';

interface Pending {
  readonly message: EncodedEvent;
  readonly to: string | undefined;
  readonly isPrivate: boolean;
}

/** A room as this client is in it: the relay and the mesh, and which of them an event takes. */
export class Room {
  readonly mesh: Mesh;
  readonly #mode: Mode = { usePeerConnection: false, useSockets: true };
  readonly #settings: Settings;
  readonly #outlet: Outlet;
  readonly #relay: Relay;
  readonly #pending = waitingEvents<Pending>();
  #state: 'joining' | 'joined' | 'refused' | 'left' = 'joining';
  #peerId: string | undefined;
  #complete = false;
  #ready = false;
  #transferId = 0;

  constructor(socket: AnySocket, settings: Settings, outlet: Outlet) {
    this.#settings = settings;
    this.#outlet = outlet;
    this.mesh = new Mesh(settings, this.#mode, outlet, {
      signal: (peerId, offerId, signal) => this.#relay.signal(peerId, offerId, signal),
      changed: () => this.#settle(),
    });
    this.#relay = new Relay(socket, settings, outlet, {
      joined: (welcome) => this.#welcome(welcome),
      refused: () => this.#end('refused'),
      lost: () => this.#end('joining'),
      connected: (peerId, webrtc) => this.#connect(peerId, webrtc),
      disconnected: (peerId) => this.#disconnect(peerId),
      planned: (peerIds) => this.mesh.plan(peerIds),
      signal: (peerId, offerId, signal) => this.mesh.signal(peerId, offerId, signal),
    });
  }

  get peerId(): string | undefined {
    return this.#peerId;
  }

  get mode(): Readonly<Mode> {
    return this.#mode;
  }

  /** Changes which paths events take. */
  use(mode: Partial<Mode>): void {
    Object.assign(this.#mode, mode);
    this.#announcePaths();
  }

  /** Sends an event to the room, or to the one peer in `to`. */
  send(event: string, args: readonly unknown[], to?: string): void {
    const message = encodeEvent(event, args);
    const isPrivate = !this.#mode.useSockets;
    const size = message.bytes.length;
    if (size > this.#settings.maxEventBytes) {
      this.#fail('too-large', `an event of ${size} bytes is more than ${this.#settings.maxEventBytes}`, {
        event,
      });
    } else if (this.#state === 'joined') {
      this.#dispatch(message, args, to, isPrivate);
    } else if (this.#state !== 'joining') {
      this.#fail('not-a-member', 'this client is not in the room', { event });
    } else if (!this.#pending.push({ message, to, isPrivate }, size)) {
      this.#fail('too-large', 'too many events wait for the room to be joined', { event });
    }
  }

  /** Leaves the room for good. */
  leave(): void {
    if (this.#state === 'left') return;
    this.#relay.leave();
    this.#end('left');
  }

  #dispatch(
    message: EncodedEvent,
    args: readonly unknown[],
    to: string | undefined,
    isPrivate: boolean,
  ): void {
    const { event } = message;
    const mode = isPrivate ? { ...this.#mode, useSockets: false } : this.#mode;
    const { links, relay, unreachable } = chooseRoute(this.mesh.reach, mode, to);
    const linkParts = message.bytes.length > LINK_PART_BYTES;
    const relayParts = relay !== undefined && this.#relay.needsParts(message, relay);
    const legs = [...(linkParts ? links : []), ...(relayParts ? [RELAY_LEG] : [])];
    const upload =
      legs.length > 0 ? new Upload(this.#nextTransferId(), message, legs, this.#outlet) : undefined;

    for (const peerId of links) {
      if (this.mesh.send(peerId, message, linkParts ? upload : undefined)) continue;
      upload?.abandon(peerId);
      this.#fail('too-large', 'too many events wait for the link', { event, peerId });
    }
    if (relay && relayParts && upload) void this.#relay.upload(upload, relay);
    else if (relay) this.#relay.send(event, args, relay);
    if (unreachable.length > 0)
      this.#fail('unreachable', 'there is no link', { event, peerIds: unreachable });
  }

  #welcome({ peerId, peers, links, iceServers }: Welcome): void {
    this.#peerId = peerId;
    this.mesh.begin(peerId, iceServers);
    // The plan first: an event to a peer that is to be linked waits from the start
    this.mesh.plan(links);
    for (const peer of peers) this.#connect(peer.peerId, peer.webrtc);
    this.#state = 'joined';
    for (const { message, to, isPrivate } of this.#pending.drain()) {
      this.#dispatch(message, decodeEvent(message.bytes).args, to, isPrivate);
    }
    this.#settle();
  }

  #connect(peerId: string, webrtc: boolean): void {
    const peer = this.mesh.add(peerId, webrtc);
    if (peer) this.#outlet.emit('peer-connect', peer);
  }

  #disconnect(peerId: string): void {
    this.#relay.forget(peerId);
    const peer = this.mesh.remove(peerId);
    if (peer) this.#outlet.emit('peer-disconnect', peer);
  }

  /** This client is not in the room any more, or is to join it again. */
  #end(state: 'joining' | 'refused' | 'left'): void {
    this.#state = state;
    this.#peerId = undefined;
    this.#complete = false;
    if (state !== 'joining') {
      for (const { message } of this.#pending.drain()) {
        this.#fail('not-a-member', 'this client is not in the room', { event: message.event });
      }
    }
    for (const peer of this.mesh.clear()) this.#outlet.emit('peer-disconnect', peer);
  }

  /** Looks whether the mesh has become complete, and tells what that changes. */
  #settle(): void {
    if (this.#state !== 'joined') return;
    const wasComplete = this.#complete;
    this.#complete = this.mesh.complete;
    const upgraded = this.#complete && !wasComplete && this.mesh.peers.some(({ linked }) => linked);
    if (upgraded && this.#settings.autoUpgrade) this.#mode.usePeerConnection = true;
    this.#announcePaths();
    if (upgraded) this.#outlet.emit('upgrade');
    if (this.#complete && !this.#ready) {
      this.#ready = true;
      this.#outlet.emit('ready');
    }
  }

  #announcePaths(): void {
    for (const peer of this.mesh.rerouted()) this.#outlet.emit('transport', peer);
  }

  #nextTransferId(): number {
    this.#transferId = (this.#transferId + 1) >>> 0;
    return this.#transferId;
  }

  #fail(code: ErrorCode, message: string, details: ErrorDetails): void {
    this.#outlet.emit('peer-error', new P2PError(code, message, details));
  }
}
