import { report } from '../api/errors.js';
import type { Signal } from '../codec/wire.js';
import type { AnySocket } from '../session/session.js';
import { openLink, type Link, type LinkEvents } from './link.js';
import type { Member, RoomContext } from './member.js';
import {
  createPeerConnection,
  newOfferId,
  type Connections,
  type PeerConnection,
} from './peer-connection.js';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;

/** Opens the links of a mesh, and opens those anew that were lost. */
export interface Linker {
  /** Uses the ICE servers of this client as they are now, also for links that are open. */
  useIceServers(): void;
  /** Takes a signal of a member for a link, or for one that is to be. */
  signal(member: Member, offerId: string, signal: Signal): void;
  /** Opens a link, or with an offer's id the answering end of one. */
  open(member: Member, offerId?: string): void;
  /** Tries again at once, if it is for this end to begin. */
  retry(member: Member): void;
  /** The room is left. */
  leave(): void;
}

const shared = new WeakMap<AnySocket, Connections>();

/**
 * The connections that a room may use. Nobody sits in the middle of those of a room with a key, so it has its own: who
 * has made those of the others, no key has shown.
 */
function connectionsOf({ socket, settings }: RoomContext): Connections {
  const known = settings.key ? undefined : shared.get(socket);
  const connections = known ?? { all: new Set(), offered: new Map() };
  if (!settings.key) shared.set(socket, connections);
  return connections;
}

/**
 * @param members the members of the room, by their ids
 * @param planned the ids of those to hold a link with
 * @param changed is told when a link has opened, closed or broken
 */
export function createLinker(
  context: RoomContext,
  members: ReadonlyMap<string, Member>,
  planned: ReadonlySet<string>,
  changed: () => void,
): Linker {
  const { settings, relay, sink, own } = context;
  const { clock, room } = settings;
  const connections = connectionsOf(context);

  /** Whether this client makes the offers to a member. */
  function initiates({ id }: Member): boolean {
    return own.id > id;
  }

  /** The connections to a peer that this room may use; what the peer has opened for it on others is declined. */
  function usable({ id }: Member): PeerConnection[] {
    const known = [...connections.all].filter((one) => one.peerId === id && one.alive);
    for (const one of known) if (!one.fits(settings)) one.decline(room);
    return known.filter((one) => one.fits(settings));
  }

  /** The connection for another link with a member. */
  function choose(member: Member, offerId?: string): PeerConnection {
    const known = usable(member);
    const connection = offerId
      ? known.find((one) => !one.offerId)
      : (known.find((one) => one.offers(room)) ??
        // One that goes on for other rooms, while a link on it has failed twice, is of no use to this one
        known.find((one) => member.failures < 2 || one.offerId !== member.lastOfferId));
    const initiator = initiates(member);
    const setup = { peerId: member.id, initiator, offerId, settings, rtcConfiguration: rtcConfiguration() };
    return connection ?? createPeerConnection(setup, connections);
  }

  function rtcConfiguration(): RTCConfiguration {
    return { iceServers: own.iceServers, ...settings.rtcConfiguration };
  }

  /** A peer has opened a channel for this room. */
  function offered(connection: PeerConnection): void {
    const member = members.get(connection.peerId);
    // If a link with it is planned later, that takes it
    if (!member || !planned.has(member.id)) return;
    const { link } = member;
    if (link?.connection === connection && !link.channel) connection.give(link);
    else if (connection.fits(settings)) open(member, undefined, connection);
    else connection.decline(room);
  }

  function open(member: Member, offerId?: string, on?: PeerConnection): void {
    if (!settings.RTCPeerConnection) return;
    connections.offered.set(room, offered);
    member.retry.stop();
    const replaced = member.link;
    forget(member);
    // What is on its way by the old link counts no more
    member.outgoing.follow(undefined);
    const { id: peerId } = member;
    const events = follow(member);
    try {
      const connection = on ?? choose(member, offerId);
      member.link = openLink(connection, { settings, media: own.media }, events, sink);
      // Another one of this room on the same connection is not to close it
      replaced?.close();
      connection.begin(member.link);
    } catch (cause) {
      replaced?.close();
      lose(member);
      // Told later: the caller may be in the midst of opening the links of a plan
      queueMicrotask(() => {
        if (!planned.has(peerId)) return;
        // The other end is not to wait for the link
        const name = offerId ?? (initiates(member) ? newOfferId(settings) : undefined);
        if (name) events.signal(name, { closed: true });
        changed();
        events.failed(cause);
      });
    }
  }

  /** What the next link of a member tells. */
  function follow(member: Member): LinkEvents {
    const { id: peerId } = member;
    const begunAt = clock.now();
    // One of the two ends tells the server what became of it
    let told = !initiates(member);
    let wasOpen = false;
    let way = '';
    /** Tells the application of another way, if it wants to know. */
    const look = async (link: Link): Promise<void> => {
      const info = sink.hears('link-change') ? await link.info().catch(() => undefined) : undefined;
      const now = JSON.stringify([info?.local, info?.remote]);
      if (!info || now === way || member.link !== link) return;
      way = now;
      sink.emit('link-change', info, member.peer);
    };
    const tell = (isOpen: boolean): void => {
      if (!told) relay.report(peerId, isOpen, clock.now() - begunAt);
      told = true;
    };
    return {
      changed(link) {
        if (member.link !== link) return;
        if (link.state === 'open') {
          wasOpen = true;
          member.gaveUp = false;
          void look(link);
          tell(true);
        }
        if (link.state === 'closed') lose(member);
        changed();
      },
      signal: (offerId, signal) => relay.signal(peerId, offerId, signal),
      received(link, frame) {
        if (member.link === link) member.frame(frame);
      },
      receivedVolatile: (number, event) => member.takeVolatile(number, event),
      drained: () => member.outgoing.pump(),
      measured() {
        // An answered ping proves the link. One that opens and fails again is to be tried less and less often
        member.failures = 0;
        sink.emit('peer-update', member.peer);
        if (member.link) void look(member.link);
      },
      failed(cause) {
        tell(false);
        const text = wasOpen ? 'the link was lost' : 'the link could not be opened';
        // Told once, however often the link is tried again
        if (wasOpen || member.failures <= 1) report(sink, 'link-failed', text, { peerId, cause });
      },
      streamed: (stream, kind) => sink.emit('stream', stream, member.peer, kind),
    };
  }

  function forget(member: Member): void {
    member.lastOfferId = member.link?.connection.offerId ?? member.lastOfferId;
    member.link = undefined;
  }

  /** A link is closed; while it is planned it is tried again, by the end that makes the offer. */
  function lose(member: Member): void {
    const { id } = member;
    forget(member);
    member.gaveUp = planned.has(id);
    if (!member.gaveUp) return;
    const delayMs = Math.min(FIRST_RETRY_MS * 2 ** member.failures, LAST_RETRY_MS);
    member.failures += 1;
    if (!initiates(member)) return;
    member.retry.start(delayMs * (0.5 + clock.random()), () => {
      if (planned.has(id) && !member.link) open(member);
    });
  }

  return {
    open,

    useIceServers() {
      for (const { link } of members.values()) link?.connection.configure(rtcConfiguration());
    },

    signal(member, offerId, signal) {
      const { id, link } = member;
      // Also one that another room has made: the two ends need not agree on the room that they use for signals
      const named = [...connections.all].find((one) => one.peerId === id && one.offerId === offerId);
      if (named) {
        named.signal(room, offerId, signal);
        return;
      }
      const awaitsOffer = link && !link.connection.offerId;
      if (signal.closed) {
        // The other end could not even make the first offer: no signal has named the link yet
        if (awaitsOffer && member.lastOfferId !== offerId) link.ended();
        return;
      }
      // A late signal of an earlier link; or an offer that met our own, on which the impolite end insists
      const insists = initiates(member) && link?.state === 'opening';
      if (signal.description?.type !== 'offer' || insists) return;
      if (!awaitsOffer) open(member, offerId);
      member.link?.connection.signal(room, offerId, signal);
    },

    retry(member) {
      member.failures = 0;
      if (initiates(member)) open(member);
    },

    leave: () => connections.offered.delete(room),
  };
}
