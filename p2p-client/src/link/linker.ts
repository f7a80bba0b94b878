import { P2PError } from '../api/errors.js';
import { Link, newOfferId, type LinkEvents } from './link.js';
import type { Member, RoomContext } from './member.js';
import type { Signal } from '../codec/wire.js';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;

/** What the linker asks and tells its mesh. */
export interface LinkerEvents {
  sendSignal(peerId: string, offerId: string, signal: Signal): void;
  /** Whether there is to be a link with a peer. */
  isPlanned(peerId: string): boolean;
  /** A link has opened, closed or broken. */
  changed(): void;
}

/** Opens the links of a mesh, and opens those anew that were lost. */
export class Linker {
  /** This client's id in the room. */
  ownId = '';
  iceServers: RTCIceServer[] = [];
  /** The streams that every link is to carry. */
  readonly streams = new Set<MediaStream>();
  readonly #context: RoomContext;
  readonly #events: LinkerEvents;

  constructor(context: RoomContext, events: LinkerEvents) {
    this.#context = context;
    this.#events = events;
    const { settings } = context;
    if (settings.stream) this.streams.add(settings.stream);
  }

  get rtcConfiguration(): RTCConfiguration {
    return { iceServers: this.iceServers, ...this.#context.settings.rtcConfiguration };
  }

  /** Takes a signal of a member for a link, or for one that is to be. */
  signal(member: Member, offerId: string, signal: Signal): void {
    const { description, closed } = signal;
    const { link } = member;
    const awaitsOffer = link !== undefined && link.offerId === undefined;
    if (closed) {
      // The end that is to make the first offer may not even come to that
      if (link?.offerId === offerId || (awaitsOffer && member.lastOfferId !== offerId)) link.ended();
      return;
    }
    if (link?.offerId !== offerId) {
      // Late, or an offer that met our own: this end is the impolite one and insists
      const insists = this.#initiates(member) && link?.state === 'opening';
      if (description?.type !== 'offer' || insists) return;
      if (!awaitsOffer) this.open(member, offerId);
    }
    member.link?.signal(offerId, signal);
  }

  /** Opens a link, or with an offer's id the answering end of one. */
  open(member: Member, offerId?: string): void {
    const { RTCPeerConnection } = this.#context.settings;
    if (!RTCPeerConnection) return;
    member.retry.stop();
    const replaced = member.link;
    member.link = undefined;
    member.lastOfferId = replaced?.offerId ?? member.lastOfferId;
    replaced?.close();
    // What is on its way by the old link counts no more
    member.outgoing.follow(undefined);
    const setup = {
      peer: member.peer,
      initiator: this.#initiates(member),
      offerId,
      RTCPeerConnection,
      rtcConfiguration: this.rtcConfiguration,
      settings: this.#context.settings,
      streams: this.streams,
    };
    const events = this.#follow(member);
    try {
      member.link = new Link(setup, events, this.#context.sink);
    } catch (cause) {
      this.#lose(member);
      // Later, as it is told of links that fail later: the caller may be in the midst of opening others
      queueMicrotask(() => this.#tellFailure(member, offerId, cause, events));
    }
  }

  /** Tries again at once, if it is for this end to begin. */
  retry(member: Member): void {
    member.failures = 0;
    if (this.#initiates(member)) this.open(member);
  }

  #initiates({ peer }: Member): boolean {
    return this.ownId > peer.id;
  }

  /** What the next link of a member tells. */
  #follow(member: Member): LinkEvents {
    const { peer } = member;
    const { clock } = this.#context.settings;
    const begunAt = clock.now();
    // Of two ends one is enough
    let told = !this.#initiates(member);
    let wasOpen = false;
    const tell = (open: boolean): void => {
      if (!told) this.#context.relay.report(peer.id, open, clock.now() - begunAt);
      told = true;
    };
    return {
      changed: (link) => {
        if (member.link !== link) return;
        if (link.state === 'open') {
          wasOpen = true;
          member.gaveUp = false;
          tell(true);
        }
        if (link.state === 'closed') this.#lose(member);
        this.#events.changed();
      },
      signal: (offerId, signal) => this.#events.sendSignal(peer.id, offerId, signal),
      received: (link, frame) => {
        if (member.link === link) member.frame(frame);
      },
      drained: () => member.outgoing.pump(),
      measured: () => {
        // Only now it has proved itself: one that opens and fails again and again is to be tried less and less
        member.failures = 0;
        this.#context.sink.emit('peer-update', peer);
      },
      failed: (error) => {
        tell(false);
        // Once, however often it is tried again
        if (wasOpen || member.failures <= 1) this.#context.sink.emit('peer-error', error);
      },
    };
  }

  /** A link could not even be made; the other end is not to wait for it. */
  #tellFailure(member: Member, offerId: string | undefined, cause: unknown, events: LinkEvents): void {
    const { id } = member.peer;
    if (!this.#events.isPlanned(id)) return;
    const name = offerId ?? (this.#initiates(member) ? newOfferId(this.#context.settings) : undefined);
    if (name !== undefined) events.signal(name, { closed: true });
    this.#events.changed();
    events.failed(new P2PError('link-failed', 'the link could not be opened', { peerId: id, cause }));
  }

  /** A link is closed; while it is planned it is tried again, by the end that makes the offer. */
  #lose(member: Member): void {
    const { id } = member.peer;
    member.lastOfferId = member.link?.offerId ?? member.lastOfferId;
    member.link = undefined;
    member.gaveUp = this.#events.isPlanned(id);
    if (!member.gaveUp) return;
    const delayMs = Math.min(FIRST_RETRY_MS * 2 ** member.failures, LAST_RETRY_MS);
    member.failures += 1;
    if (!this.#initiates(member)) return;
    member.retry.start(delayMs * (0.5 + this.#context.settings.clock.random()), () => {
      if (this.#events.isPlanned(id) && !member.link) this.open(member);
    });
  }
}
