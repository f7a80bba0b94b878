import { report, type P2PError } from '../api/errors.js';
import type { Peer } from '../api/types.js';
import type { MemberInfo, Signal } from '../codec/wire.js';
import type { Reach } from '../stream/route.js';
import type { Link } from './link.js';
import type { Linker } from './linker.js';
import {
  createMember,
  type Member,
  type MemberEvents,
  type RoomContext,
  type StreamPositions,
} from './member.js';

/** What the mesh and its members tell the room. */
export interface MeshEvents extends MemberEvents {
  /** A link has opened, closed or broken, or the members or the plan are others now. */
  changed(): void;
}

export type Mesh = ReturnType<typeof createMesh>;

// A peer sends a few for each link
const MAX_EARLY = 1_000;

/** The other members of the room and the links with those that the server planned. */
export function createMesh(context: RoomContext, events: MeshEvents) {
  const members = new Map<string, Member>();
  // The ids of the peers to hold a link with
  const planned = new Set<string>();
  let peers: readonly Peer[] = Object.freeze([]);
  // What makes links is loaded while the socket connects; a client without WebRTC goes without
  let linker: Linker | undefined;
  let loading: Promise<void> | undefined;
  let told = false;
  // The signals that have come before
  const early: Parameters<typeof mesh.signal>[] = [];

  const links = (): Link[] => [...members.values()].flatMap(({ link }) => link ?? []);

  function load(): void {
    loading ??= import('./linker.js').then(
      ({ createLinker }) => {
        linker = createLinker(context, members, planned, () => events.changed());
        for (const signal of early.splice(0)) mesh.signal(...signal);
        reconcile();
      },
      (cause: unknown) => {
        loading = undefined;
        if (planned.size === 0) return;
        for (const id of planned) decline(id);
        for (const [id, offerId] of early.splice(0)) decline(id, offerId);
        // Told once, however often it is tried again
        if (!told) report(context.sink, 'link-failed', 'its code could not be loaded', { cause });
        told = true;
        events.changed();
      },
    );
  }

  /** There is no link without the linker: the other end is not to wait for it. */
  function decline(id: string, offerId = String(context.settings.clock.random())): void {
    const member = members.get(id);
    if (!member) return;
    member.gaveUp = true;
    context.relay.signal(id, offerId, { closed: true });
  }

  /** Opens the links that the plan names and closes the others. */
  function reconcile(): void {
    for (const [id, member] of members) {
      if (!planned.has(id)) {
        member.gaveUp = false;
        member.failures = 0;
        // The server, which carries no signals between the two any more, has told the other end
        member.link?.close(false);
      } else if (member.info.deaf) member.gaveUp = true;
      else if (!member.link && !member.gaveUp) linker?.open(member);
    }
    events.changed();
  }

  const mesh = {
    /** The members as the application sees them: another array where something has changed. */
    get peers(): readonly Peer[] {
      const now = [...members.values()].map(({ peer }) => peer);
      const isSame = now.length === peers.length && now.every((peer, index) => peer === peers[index]);
      return (peers = isSame ? peers : Object.freeze(now));
    },

    /** The ids of those who can take what this client sends. */
    get ids(): string[] {
      return mesh.reach().map(({ id }) => id);
    },

    /** The members with the ways to them, or the one. Asked for each event. */
    reach(to?: string): Reach[] {
      const reach: Reach[] = [];
      for (const { id, info, outgoing, link, gaveUp } of members.values())
        if (!info.deaf && (to ?? id) === id)
          reach.push({ id, path: outgoing.path, hasLink: !!link && !gaveUp, mayLink: planned.has(id) });
      return reach;
    },

    /** Whether every planned link is open or was given up. */
    get complete(): boolean {
      return [...planned].every((id) => {
        const member = members.get(id);
        return !!member && (member.gaveUp || member.linked);
      });
    },

    /** Whether any link is open. */
    get linked(): boolean {
      return [...members.values()].some(({ linked }) => linked);
    },

    /** Uses the ICE servers of this client as they are now, also for links that are open. */
    useIceServers(): void {
      linker?.useIceServers();
    },

    member: (id: string): Member | undefined => members.get(id),

    /** Adds a member, or learns more of one: a plain peer may become a library peer. */
    add(info: MemberInfo): Peer {
      const known = members.get(info.peerId);
      if (known) {
        known.info = info;
        return known.peer;
      }
      const member = createMember(info, context, events);
      members.set(info.peerId, member);
      reconcile();
      return member.peer;
    },

    /** Removes a member; returns it if there was one. */
    remove(id: string): Peer | undefined {
      const member = members.get(id);
      members.delete(id);
      planned.delete(id);
      member?.close();
      events.changed();
      return member?.peer;
    },

    /** Takes over the server's plan: the ids of all peers to hold a link with. */
    plan(ids: readonly string[]): void {
      planned.clear();
      if (context.settings.RTCPeerConnection) for (const id of ids) planned.add(id);
      if (planned.size > 0) load();
      reconcile();
    },

    /** Takes a signal of a peer. */
    signal(peerId: string, offerId?: string, signal?: Signal): void {
      const member = members.get(peerId);
      // The plan has changed since the peer sent the signal
      if (!member || !planned.has(peerId)) return;
      if (!linker && !loading) decline(peerId, offerId);
      else if (!linker) early.splice(MAX_EARLY - 1, 1, [peerId, offerId, signal]);
      else if (offerId && signal) linker.signal(member, offerId, signal);
      else report(context.sink, 'bad-signal', 'a peer sent a bad signal', { peerId });
    },

    /** The server did not pass a signal on. */
    signalRefused(error: P2PError): void {
      // Whoever has gone, or is to have no link any more, is told of otherwise
      if (error.code === 'unknown-peer') return;
      const link = members.get(error.peerId ?? '')?.link;
      if (link?.state === 'opening') link.fail(error);
      else context.sink.emit('peer-error', error);
    },

    /** Tries at once, without waiting, to link with a peer that is back, or with all if this client is back. */
    retry(id?: string): void {
      for (const [peerId, member] of members) {
        const isMeant = (id ?? peerId) === peerId && planned.has(peerId);
        if (!isMeant || member.link || member.info.deaf) continue;
        if (linker) linker.retry(member);
        else {
          member.gaveUp = false;
          load();
        }
      }
    },

    /** Has every link carry other media: changes what they are to carry, then the links. */
    changeMedia(change: (media: RoomContext['own']['media']) => void): void {
      change(context.own.media);
      for (const link of links()) link.followMedia();
    },

    /** Has every stream take the path that the links and the mode ask for now. */
    follow(): void {
      for (const [id, { outgoing, link }] of members) {
        const channel = link?.state === 'open' ? link.channel : undefined;
        // Nobody else's stream has left the relay
        if (planned.has(id) || outgoing.path === 'webrtc') outgoing.follow(channel);
      }
    },

    /** Gives all links up, as the page goes. Says where the streams go on. */
    suspend(): StreamPositions {
      return Object.fromEntries(
        [...members].map(([id, { outgoing, incoming, receiver }]) => {
          const ended = receiver?.ended ?? context.own.positions[id]?.[2] ?? [];
          return [id, [outgoing.suspend(), incoming.position, ended]];
        }),
      );
    },

    /** Has the relay take over from all links. */
    abandonLinks(): void {
      for (const { outgoing } of members.values()) outgoing.follow(undefined);
    },

    /** The peers whose path, or whether they are linked, is not what it was when this was last asked. */
    rerouted(): Peer[] {
      return [...members.values()].filter((member) => member.rerouted()).map(({ peer }) => peer);
    },

    /** Closes every link and forgets the members; returns them. */
    clear(): Peer[] {
      const all = [...members.values()];
      members.clear();
      planned.clear();
      linker?.leave();
      for (const member of all) member.close();
      return all.map(({ peer }) => peer);
    },
  };
  if (context.settings.RTCPeerConnection) load();
  return mesh;
}
