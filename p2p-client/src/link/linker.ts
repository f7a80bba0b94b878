import { report } from '../api/errors.js';
import type { Signal } from '../codec/wire.js';
import { newOfferId, openLink, type Link, type LinkEvents } from './link.js';
import type { Member, RoomContext } from './member.js';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;

/** Opens the links of a mesh, and opens those anew that were lost. */
export interface Linker {
  readonly rtcConfiguration: RTCConfiguration;
  /** Takes a signal of a member for a link, or for one that is to be. */
  signal(member: Member, offerId: string, signal: Signal): void;
  /** Opens a link, or with an offer's id the answering end of one. */
  open(member: Member, offerId?: string): void;
  /** Tries again at once, if it is for this end to begin. */
  retry(member: Member): void;
}

/**
 * @param planned the ids of the peers to hold a link with
 * @param changed is told when a link has opened, closed or broken
 */
export function createLinker(
  { settings, relay, sink, own }: RoomContext,
  planned: ReadonlySet<string>,
  changed: () => void,
): Linker {
  const { clock } = settings;

  /** Whether this client makes the offers to a member. */
  function initiates({ id }: Member): boolean {
    return own.id > id;
  }

  function open(member: Member, offerId?: string): void {
    const { RTCPeerConnection } = settings;
    if (!RTCPeerConnection) return;
    member.retry.stop();
    const replaced = member.link;
    forget(member);
    replaced?.close();
    // What is on its way by the old link counts no more
    member.outgoing.follow(undefined);
    const { id: peerId } = member;
    const initiator = initiates(member);
    const events = follow(member);
    try {
      const setup = {
        peerId,
        initiator,
        offerId,
        RTCPeerConnection,
        rtcConfiguration: linker.rtcConfiguration,
        settings,
        media: own.media,
      };
      member.link = openLink(setup, events, sink);
    } catch (cause) {
      lose(member);
      // Told later: the caller may be in the midst of opening the links of a plan
      queueMicrotask(() => {
        if (!planned.has(peerId)) return;
        // The other end is not to wait for the link
        const name = offerId ?? (initiator ? newOfferId(settings) : undefined);
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
    member.lastOfferId = member.link?.offerId ?? member.lastOfferId;
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

  const linker: Linker = {
    open,

    get rtcConfiguration() {
      return { iceServers: own.iceServers, ...settings.rtcConfiguration };
    },

    signal(member, offerId, signal) {
      const { link } = member;
      const awaitsOffer = link && !link.offerId;
      if (signal.closed) {
        // The other end could not even make the first offer: no signal has named the link yet
        if (link?.offerId === offerId || (awaitsOffer && member.lastOfferId !== offerId)) link.ended();
        return;
      }
      if (link?.offerId !== offerId) {
        // A late signal of an earlier link; or an offer that met our own, on which the impolite end insists
        const insists = initiates(member) && link?.state === 'opening';
        if (signal.description?.type !== 'offer' || insists) return;
        if (!awaitsOffer) open(member, offerId);
      }
      member.link?.signal(offerId, signal);
    },

    retry(member) {
      member.failures = 0;
      if (initiates(member)) open(member);
    },
  };
  return linker;
}
