import type { EncodedEvent } from './codec.js';
import { P2PError } from './errors.js';
import type { Outlet } from './events.js';
import { Link, type LinkEvents } from './link.js';
import type { Signal } from './negotiation.js';
import type { Settings } from './options.js';
import type { Mode, Reach } from './route.js';
import type { Upload } from './transfer.js';
import type { Path, Peer } from './types.js';

/** What the mesh tells the room. */
export interface MeshEvents {
  signal(peerId: string, offerId: string, signal: Signal): void;
  /** A link has opened, closed or broken, or the members or the plan are others now. */
  changed(): void;
}

interface Member {
  readonly peer: Peer;
  link: Link | undefined;
  // Whether a link was planned and has closed; another is made when the plan or the peer asks for one
  gaveUp: boolean;
  webrtc: boolean;
  knownWay: string;
}

/** The other members of the room and the links with those that the server planned. */
export class Mesh {
  readonly #settings: Settings;
  readonly #mode: Mode;
  readonly #outlet: Outlet;
  readonly #events: MeshEvents;
  readonly #members = new Map<string, Member>();
  readonly #streams = new Set<MediaStream>();
  #planned = new Set<string>();
  #ownId = '';
  #iceServers: RTCIceServer[] = [];

  constructor(settings: Settings, mode: Mode, outlet: Outlet, events: MeshEvents) {
    this.#settings = settings;
    this.#mode = mode;
    this.#outlet = outlet;
    this.#events = events;
    if (settings.stream) this.#streams.add(settings.stream);
  }

  get peers(): Peer[] {
    return Array.from(this.#members.values(), ({ peer }) => peer);
  }

  /** The members with the states of their links. */
  get reach(): Reach[] {
    return Array.from(this.#members, ([id, { link }]) => ({ id, link: link?.state }));
  }

  /** Whether every planned link is open or was given up. */
  get complete(): boolean {
    return [...this.#planned].every((id) => {
      const member = this.#members.get(id);
      return member !== undefined && (member.gaveUp || member.peer.linked);
    });
  }

  /** This client has joined under this id. */
  begin(ownId: string, iceServers: RTCIceServer[]): void {
    this.#ownId = ownId;
    this.#iceServers = iceServers;
  }

  /** Adds a member; returns it if it is new. */
  add(id: string, webrtc: boolean): Peer | undefined {
    const known = this.#members.get(id);
    if (known) {
      // A plain peer has become a library peer
      known.webrtc = webrtc;
      return undefined;
    }
    const member: Member = { peer: this.#view(id), link: undefined, gaveUp: false, webrtc, knownWay: '' };
    this.#members.set(id, member);
    member.knownWay = way(member.peer);
    this.#reconcile();
    return member.peer;
  }

  /** Removes a member; returns it if there was one. */
  remove(id: string): Peer | undefined {
    const member = this.#members.get(id);
    this.#members.delete(id);
    this.#planned.delete(id);
    member?.link?.close();
    this.#events.changed();
    return member?.peer;
  }

  /** Takes over the server's plan: the ids of all peers to hold a link with. */
  plan(ids: readonly string[]): void {
    this.#planned = new Set(this.#settings.RTCPeerConnection ? ids : []);
    this.#reconcile();
  }

  /** Takes a signal of a peer. */
  signal(peerId: string, offerId: unknown, signal: unknown): void {
    const member = this.#members.get(peerId);
    // The plan has changed since it was sent
    if (!member || !this.#planned.has(peerId)) return;
    if (typeof offerId !== 'string' || typeof signal !== 'object' || signal === null) {
      const error = new P2PError('bad-signal', 'a peer sent something that is no signal', { peerId });
      this.#outlet.emit('peer-error', error);
      return;
    }
    const { description } = signal as { description?: { type?: unknown } | null };
    if (member.link?.offerId !== offerId) {
      // Late, or an offer that met our own: this end is the impolite one and insists
      if (description?.type !== 'offer' || (this.#initiates(peerId) && member.link?.state === 'opening'))
        return;
      if (!member.link || member.link.offerId !== undefined) this.#open(member, offerId);
    }
    member.link?.signal(offerId, signal);
  }

  /** Sends an event over a peer's link; `false` where too much waits for it. */
  send(peerId: string, message: EncodedEvent, upload: Upload | undefined): boolean {
    return this.#members.get(peerId)?.link?.send(message, upload) ?? false;
  }

  addStream(stream: MediaStream): void {
    this.#streams.add(stream);
    for (const { link } of this.#members.values()) link?.addStream(stream);
  }

  removeStream(stream: MediaStream): void {
    this.#streams.delete(stream);
    for (const { link } of this.#members.values()) link?.removeStream(stream);
  }

  /** The peers whose path, or whether they are linked, is not what it was when this was last asked. */
  *rerouted(): Generator<Peer> {
    for (const member of [...this.#members.values()]) {
      if (way(member.peer) === member.knownWay) continue;
      member.knownWay = way(member.peer);
      yield member.peer;
    }
  }

  /** Closes every link and forgets the members; returns them. */
  clear(): Peer[] {
    const members = [...this.#members.values()];
    this.#members.clear();
    this.#planned.clear();
    for (const { link } of members) link?.close();
    return members.map(({ peer }) => peer);
  }

  /** Opens the links that the plan names and closes the others. */
  #reconcile(): void {
    for (const [id, member] of this.#members) {
      if (!this.#planned.has(id)) {
        member.gaveUp = false;
        member.link?.close();
      } else if (!member.link && !member.gaveUp) {
        this.#open(member);
      }
    }
    this.#events.changed();
  }

  #initiates(peerId: string): boolean {
    return this.#ownId > peerId;
  }

  /** Opens a link, or with an offer's id the answering end of one. */
  #open(member: Member, offerId?: string): void {
    const { RTCPeerConnection } = this.#settings;
    if (!RTCPeerConnection) return;
    const { id } = member.peer;
    const replaced = member.link;
    member.link = undefined;
    replaced?.close();
    const setup = {
      peer: member.peer,
      initiator: this.#initiates(id),
      offerId,
      RTCPeerConnection,
      rtcConfiguration: { iceServers: this.#iceServers, ...this.#settings.rtcConfiguration },
      settings: this.#settings,
      streams: this.#streams,
    };
    member.gaveUp = false;
    const events: LinkEvents = {
      changed: () => {
        if (link.state === 'closed' && member.link === link) {
          member.link = undefined;
          member.gaveUp = this.#planned.has(id);
        }
        this.#events.changed();
      },
      signal: (offerId, signal) => this.#events.signal(id, offerId, signal),
    };
    const link: Link = new Link(setup, events, this.#outlet);
    member.link = link;
  }

  #view(id: string): Peer {
    const webrtc = (): boolean => this.#members.get(id)?.webrtc ?? false;
    const linked = (): boolean => this.#members.get(id)?.link?.state === 'open';
    const mode = this.#mode;
    return Object.freeze({
      id,
      get webrtc(): boolean {
        return webrtc();
      },
      get linked(): boolean {
        return linked();
      },
      get path(): Path {
        return !mode.useSockets || (mode.usePeerConnection && linked()) ? 'webrtc' : 'relay';
      },
    });
  }
}

function way({ path, linked }: Peer): string {
  return `${path} ${String(linked)}`;
}
