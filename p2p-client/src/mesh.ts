import { report } from './errors.js';
import type { Outlet } from './events.js';
import { Link, type LinkEvents } from './link.js';
import { Member, type MemberEvents } from './member.js';
import type { Signal } from './negotiation.js';
import type { Settings } from './options.js';
import type { RelayPath } from './outgoing.js';
import type { MemberInfo } from './relay.js';
import type { Mode, Reach } from './route.js';
import type { Peer } from './types.js';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;

/** What the mesh tells the room. */
export interface MeshEvents {
  signal(peerId: string, offerId: string, signal: Signal): void;
  /** A link has opened, closed or broken, or the members or the plan are others now. */
  changed(): void;
}

/** The other members of the room and the links with those that the server planned. */
export class Mesh {
  readonly #settings: Settings;
  readonly #mode: Mode;
  readonly #relay: RelayPath;
  readonly #outlet: Outlet;
  readonly #events: MeshEvents;
  readonly #members = new Map<string, Member>();
  readonly #streams = new Set<MediaStream>();
  #planned = new Set<string>();
  #ownId = '';
  #iceServers: RTCIceServer[] = [];

  constructor(settings: Settings, mode: Mode, relay: RelayPath, outlet: Outlet, events: MeshEvents) {
    this.#settings = settings;
    this.#mode = mode;
    this.#relay = relay;
    this.#outlet = outlet;
    this.#events = events;
    if (settings.stream) this.#streams.add(settings.stream);
  }

  get peers(): Peer[] {
    return Array.from(this.#members.values(), ({ peer }) => peer);
  }

  /** The members with the ways to them. */
  get reach(): Reach[] {
    return Array.from(this.#members, ([id, { outgoing, link, gaveUp }]) => {
      const hasLink = link !== undefined && !gaveUp;
      return { id, path: outgoing.path, hasLink, mayLink: this.#planned.has(id) };
    });
  }

  /** Whether every planned link is open or was given up. */
  get complete(): boolean {
    return [...this.#planned].every((id) => {
      const member = this.#members.get(id);
      return member !== undefined && (member.gaveUp || member.peer.linked);
    });
  }

  /** This client has joined under this id. */
  begin(ownId: string): void {
    this.#ownId = ownId;
  }

  /** Uses these ICE servers from now on, also for links that are open. */
  useIceServers(iceServers: RTCIceServer[]): void {
    this.#iceServers = iceServers;
    for (const { link } of this.#members.values()) link?.configure(this.#rtcConfiguration);
  }

  member(id: string): Member | undefined {
    return this.#members.get(id);
  }

  /** Adds a member; returns it if it is new. */
  add(info: MemberInfo, events: MemberEvents): Peer | undefined {
    const known = this.#members.get(info.peerId);
    if (known) {
      // A plain peer has become a library peer
      known.webrtc = info.webrtc;
      known.data = info.data;
      return undefined;
    }
    const member = new Member(info, this.#settings, this.#mode, this.#relay, this.#outlet, events);
    this.#members.set(info.peerId, member);
    this.#reconcile();
    return member.peer;
  }

  /** Removes a member; returns it if there was one. */
  remove(id: string): Peer | undefined {
    const member = this.#members.get(id);
    this.#members.delete(id);
    this.#planned.delete(id);
    if (member) this.#close(member);
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
      report(this.#outlet, 'bad-signal', 'a peer sent a bad signal', { peerId });
      return;
    }
    const { description, closed } = signal as { description?: { type?: unknown } | null; closed?: unknown };
    if (member.link?.offerId !== offerId) {
      // Late, or an offer that met our own: this end is the impolite one and insists
      if (description?.type !== 'offer' || (this.#initiates(peerId) && member.link?.state === 'opening'))
        return;
      if (!member.link || member.link.offerId !== undefined) this.#open(member, offerId);
    }
    if (closed === true) member.link?.ended();
    else member.link?.signal(offerId, signal);
  }

  addStream(stream: MediaStream): void {
    this.#streams.add(stream);
    for (const { link } of this.#members.values()) link?.addStream(stream);
  }

  removeStream(stream: MediaStream): void {
    this.#streams.delete(stream);
    for (const { link } of this.#members.values()) link?.removeStream(stream);
  }

  /** Has every stream take the path that the links and the mode ask for now. */
  follow(): void {
    for (const [id, { outgoing, link }] of this.#members) {
      const channel = link?.state === 'open' ? link.channel : undefined;
      // Nobody else's stream has left the relay
      if (this.#planned.has(id) || outgoing.path === 'webrtc') outgoing.follow(channel);
    }
  }

  /** Has the relay take over from all links. */
  abandonLinks(): void {
    for (const { outgoing } of this.#members.values()) outgoing.follow(undefined);
  }

  /** The peers whose path, or whether they are linked, is not what it was when this was last asked. */
  rerouted(): Peer[] {
    return [...this.#members.values()].filter((member) => member.rerouted()).map(({ peer }) => peer);
  }

  /** Closes every link and forgets the members; returns them. */
  clear(): Peer[] {
    const members = [...this.#members.values()];
    this.#members.clear();
    this.#planned.clear();
    for (const member of members) this.#close(member);
    return members.map(({ peer }) => peer);
  }

  get #rtcConfiguration(): RTCConfiguration {
    return { iceServers: this.#iceServers, ...this.#settings.rtcConfiguration };
  }

  #close(member: Member): void {
    this.#settings.environment.clearTimeout(member.retryTimer);
    member.close();
  }

  /** Opens the links that the plan names and closes the others. */
  #reconcile(): void {
    for (const [id, member] of this.#members) {
      if (!this.#planned.has(id)) {
        member.gaveUp = false;
        member.failures = 0;
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
    const { RTCPeerConnection, environment } = this.#settings;
    if (!RTCPeerConnection) return;
    environment.clearTimeout(member.retryTimer);
    const { id } = member.peer;
    const replaced = member.link;
    member.link = undefined;
    replaced?.close();
    // What is on its way by the old link counts no more
    member.outgoing.follow(undefined);
    const setup = {
      peer: member.peer,
      initiator: this.#initiates(id),
      offerId,
      RTCPeerConnection,
      rtcConfiguration: this.#rtcConfiguration,
      settings: this.#settings,
      streams: this.#streams,
    };
    const current = (): boolean => member.link === link;
    const begunAt = environment.now();
    // Of two ends one is enough
    let told = !setup.initiator;
    const tell = (open: boolean): void => {
      if (!told) this.#relay.report(id, open, environment.now() - begunAt);
      told = true;
    };
    const events: LinkEvents = {
      changed: () => {
        if (!current()) return;
        if (link.state === 'open') {
          member.failures = 0;
          member.gaveUp = false;
          tell(true);
        }
        if (link.state === 'closed') this.#lose(member);
        this.#events.changed();
      },
      signal: (offerId, signal) => this.#events.signal(id, offerId, signal),
      received: (frame) => {
        if (current()) member.frame(frame);
      },
      drained: () => member.outgoing.pump(),
      measured: () => this.#outlet.emit('peer-update', member.peer),
      failed: (error) => {
        tell(false);
        // Once, however often it is tried again
        if (member.failures <= 1) this.#outlet.emit('peer-error', error);
      },
    };
    const link: Link = new Link(setup, events, this.#outlet);
    member.link = link;
  }

  /** A link is closed; while it is planned it is tried again, by the end that makes the offer. */
  #lose(member: Member): void {
    const { id } = member.peer;
    const { environment } = this.#settings;
    member.link = undefined;
    member.gaveUp = this.#planned.has(id);
    if (!member.gaveUp) return;
    const delayMs = Math.min(FIRST_RETRY_MS * 2 ** member.failures, LAST_RETRY_MS);
    member.failures += 1;
    if (!this.#initiates(id)) return;
    member.retryTimer = environment.setTimeout(
      () => {
        if (this.#planned.has(id) && !member.link) this.#open(member);
      },
      delayMs * (0.5 + environment.random()),
    );
  }
}
