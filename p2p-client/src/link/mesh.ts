import { report, type P2PError } from '../api/errors.js';
import { Linker, type LinkerEvents } from './linker.js';
import { Member, type MemberEvents, type RoomContext } from './member.js';
import type { MemberInfo, Signal } from '../codec/wire.js';
import type { Reach } from '../stream/route.js';
import type { Peer } from '../api/types.js';

/** What the mesh and its members tell the room. */
export interface MeshEvents extends MemberEvents {
  signal(peerId: string, offerId: string, signal: Signal): void;
  /** A link has opened, closed or broken, or the members or the plan are others now. */
  changed(): void;
}

/** The other members of the room and the links with those that the server planned. */
export class Mesh implements LinkerEvents {
  readonly #context: RoomContext;
  readonly #events: MeshEvents;
  readonly #members = new Map<string, Member>();
  readonly #linker: Linker;
  #planned = new Set<string>();

  constructor(context: RoomContext, events: MeshEvents) {
    this.#context = context;
    this.#events = events;
    this.#linker = new Linker(context, this);
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
    this.#linker.ownId = ownId;
  }

  /** Uses these ICE servers from now on, also for links that are open. */
  useIceServers(iceServers: RTCIceServer[]): void {
    this.#linker.iceServers = iceServers;
    for (const { link } of this.#members.values()) link?.configure(this.#linker.rtcConfiguration);
  }

  member(id: string): Member | undefined {
    return this.#members.get(id);
  }

  /** Adds a member, or learns more of one: a plain peer may become a library peer. */
  add(info: MemberInfo): Peer {
    const known = this.#members.get(info.peerId);
    if (known) {
      known.learn(info);
      return known.peer;
    }
    const member = new Member(info, this.#context, this.#events);
    this.#members.set(info.peerId, member);
    this.#reconcile();
    return member.peer;
  }

  /** Removes a member; returns it if there was one. */
  remove(id: string): Peer | undefined {
    const member = this.#members.get(id);
    this.#members.delete(id);
    this.#planned.delete(id);
    if (member) member.close();
    this.#events.changed();
    return member?.peer;
  }

  /** Takes over the server's plan: the ids of all peers to hold a link with. */
  plan(ids: readonly string[]): void {
    this.#planned = new Set(this.#context.settings.RTCPeerConnection ? ids : []);
    this.#reconcile();
  }

  /** Takes a signal of a peer. */
  signal(peerId: string, offerId?: string, signal?: Signal): void {
    const member = this.#members.get(peerId);
    // The plan has changed since it was sent
    if (!member || !this.isPlanned(peerId)) return;
    if (offerId !== undefined && signal) this.#linker.signal(member, offerId, signal);
    else report(this.#context.sink, 'bad-signal', 'a peer sent a bad signal', { peerId });
  }

  isPlanned(peerId: string): boolean {
    return this.#planned.has(peerId);
  }

  sendSignal(peerId: string, offerId: string, signal: Signal): void {
    this.#events.signal(peerId, offerId, signal);
  }

  changed(): void {
    this.#events.changed();
  }

  /** The server did not pass a signal on. */
  signalRefused(error: P2PError): void {
    // Whoever has gone, or is to have no link any more, is told of otherwise
    if (error.code === 'unknown-peer') return;
    const link = this.#members.get(error.peerId ?? '')?.link;
    if (link?.state === 'opening') link.fail(error);
    else this.#context.sink.emit('peer-error', error);
  }

  /** Tries at once to link with a peer that is back, or with all if this client is: not when it is their turn. */
  retry(id?: string): void {
    for (const [peerId, member] of this.#members) {
      const isPlanned = (id ?? peerId) === peerId && this.#planned.has(peerId);
      if (isPlanned && !member.link) this.#linker.retry(member);
    }
  }

  addStream(stream: MediaStream): void {
    this.#linker.streams.add(stream);
    for (const { link } of this.#members.values()) link?.addStream(stream);
  }

  removeStream(stream: MediaStream): void {
    this.#linker.streams.delete(stream);
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
    for (const member of members) member.close();
    return members.map(({ peer }) => peer);
  }

  /** Opens the links that the plan names and closes the others. */
  #reconcile(): void {
    for (const [id, member] of this.#members) {
      if (!this.isPlanned(id)) {
        member.gaveUp = false;
        member.failures = 0;
        // The server, which carries no signals between the two any more, has told the other end
        member.link?.close(false);
      } else if (!member.link && !member.gaveUp) {
        this.#linker.open(member);
      }
    }
    this.#events.changed();
  }
}
