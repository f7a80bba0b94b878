import type { ErrorCode } from '../api/errors.js';
import type { Settings } from '../api/options.js';
import { createTimer } from '../api/timer.js';
import type { Kinds, Signal } from '../codec/wire.js';
import { hold, letGo } from '../session/page.js';
import { createReceivedMedia, type SentMedia } from './media.js';
import { createNegotiation } from './negotiation.js';
import type { VolatileChannel } from './volatile-channel.js';

/** `interrupted` is a link that was open and may recover. */
export type LinkState = 'opening' | 'open' | 'interrupted' | 'closed';

/** The link of a room, as the connection sees it that carries it. */
export interface CarriedLink {
  readonly room: string;
  readonly state: LinkState;
  /** What the streams are that its room sends, by their ids. */
  readonly kinds: Kinds;
  /** The pair that its channels are of; `undefined` while it has none. */
  readonly pair: string | undefined;
  /** `undefined` while it has none. */
  readonly volatileChannel: VolatileChannel | undefined;
  /** Gets a channel. */
  take(dc: RTCDataChannel, isVolatile: boolean, pair: string): void;
  /** Sends a signal to the other end, in this room. */
  sendSignal(offerId: string, signal: Signal): void;
  /** The connection has changed its state. */
  follow(): void;
  /** The connection is lost, and looked for. */
  interrupt(): void;
  /** The connection has failed. */
  lose(cause?: unknown): void;
  /** WebRTC cannot do what it was asked: a link that works goes on as it is. */
  refuse(cause: unknown): void;
  /** The other end has closed the connection. */
  ended(): void;
  /** The application has closed the connection. */
  close(): void;
  streamed(stream: MediaStream, kind: string | undefined): void;
  tell(code: ErrorCode, message: string, cause: unknown): void;
}

/** The connections from one socket to its peers, which the rooms of that socket share. */
export interface Connections {
  readonly all: Set<PeerConnection>;
  /** What each room does when a peer has opened a channel for it. */
  readonly offered: Map<string, (connection: PeerConnection) => void>;
}

/** What it takes to make a connection. */
export interface ConnectionSetup {
  readonly peerId: string;
  /** Whether it is for this end to make the first offer; it is the impolite one as well. */
  readonly initiator: boolean;
  /** The name of the connection, where the other end has made the first offer already. */
  readonly offerId: string | undefined;
  readonly rtcConfiguration: RTCConfiguration;
  readonly settings: Settings;
}

/** A channel that the other end has opened for a room, until the room takes it. */
interface OfferedChannel {
  readonly room: string;
  readonly pair: string;
  readonly isVolatile: boolean;
  readonly dc: RTCDataChannel;
}

/** The pair that is there at both ends without a word. */
export const FIRST_PAIR = '0';

const RELIABLE: RTCDataChannelInit = {};
const VOLATILE: RTCDataChannelInit = { ordered: false, maxRetransmits: 0 };

// Of a channel that the other end has opened: not every stack tells how it was, but each its label. A room's name is not
// longer
const LABEL = /^p2p(-volatile)?:([1-9]\d{0,9}):(.{0,128})$/s;

// More rooms than this two pages have in common only if one of them is up to something
const MAX_OFFERED = 256;

export type PeerConnection = ReturnType<typeof createPeerConnection>;

/**
 * One `RTCPeerConnection` to a peer, with the links of all rooms that the two share: two channels for each. Those of
 * the first room are there from the start, those of the others the end opens that makes the offers.
 *
 * @throws whatever WebRTC throws where there can be no connection, or not with that configuration
 */
export function createPeerConnection(
  { peerId, initiator, offerId: given, rtcConfiguration, settings }: ConnectionSetup,
  connections: Connections,
) {
  const { clock, iceTimeoutMs, RTCPeerConnection } = settings;
  // eslint-disable-next-line @typescript-eslint/no-non-null-assertion -- without it no link is planned
  const pc = new RTCPeerConnection!(rtcConfiguration);
  const starts = initiator && !given;
  const timer = createTimer(clock);
  const links = new Map<string, CarriedLink>();
  let offerId = starts ? newOfferId(settings) : given;
  // The room whose channels need no word
  let firstRoom: string | undefined;
  let offered: OfferedChannel[] = [];
  // Whether it was time for the channels of the first room
  let hasChannels = starts;
  // How many have been opened by a word
  let pairs = 0;
  let wasConnected = false;
  // Whether another way through the network is being looked for
  let recovering = false;

  /** The links, as a copy: one that is told something may close, or open another. */
  const all = (): CarriedLink[] => [...links.values()];

  function fail(cause?: unknown): void {
    for (const link of all()) link.lose(cause);
  }

  /** WebRTC cannot do what it was asked: links that work go on as they are. */
  function refuse(cause: unknown): void {
    const open = all().filter(({ state }) => state === 'open');
    for (const link of open.length > 0 ? open : all()) link.refuse(cause);
  }

  function sendSignal(signal: Signal): void {
    // In a room that the other end knows of as well
    const link = all().find(({ state }) => state !== 'opening') ?? all()[0];
    if (!offerId || !link) return;
    const kinds: Record<string, Kinds> = {};
    for (const one of all()) if (Object.keys(one.kinds).length > 0) kinds[one.room] = one.kinds;
    const saysKinds = signal.description && Object.keys(kinds).length > 0;
    try {
      link.sendSignal(offerId, saysKinds ? { ...signal, kinds } : signal);
    } catch (cause) {
      // The signal is too large for the server, for example
      fail(cause);
    }
  }

  /** Has the links follow what WebRTC says of the connection and the channels. */
  function follow(): void {
    const { connectionState } = pc;
    const isLost = connectionState === 'failed';
    if (isLost && recovering && !wasConnected) fail();
    else if (isLost || connectionState === 'disconnected') recover();
    else {
      if (connectionState === 'connected') {
        wasConnected = true;
        recovering = false;
        timer.stop();
      }
      for (const link of all()) link.follow();
    }
  }

  /** Looks for another way through the network, once; the time for that is limited. */
  function recover(): void {
    for (const link of all()) link.interrupt();
    if (recovering) return;
    recovering = true;
    timer.start(iceTimeoutMs, fail);
    // It is enough if one end restarts ICE: the one that made the first offer
    if (!initiator) return;
    try {
      pc.restartIce();
    } catch (cause) {
      fail(cause);
    }
  }

  /** Opens the two channels of a link: at both ends under known numbers, or by a word to the other end. */
  function openChannels(link: CarriedLink, pair: string): void {
    const open = (isVolatile: boolean): void => {
      const label = isVolatile ? 'p2p-volatile' : 'p2p';
      const how = isVolatile ? VOLATILE : RELIABLE;
      const dc =
        pair === FIRST_PAIR
          ? pc.createDataChannel(label, { ...how, negotiated: true, id: Number(isVolatile) })
          : pc.createDataChannel(`${label}:${pair}:${link.room}`, how);
      link.take(dc, isVolatile, pair);
    };
    open(false);
    try {
      open(true);
    } catch {
      // A stack that has no such channels goes without
    }
  }

  /**
   * To some stacks a new channel is the wish to make an offer, so the end that answers has taken that of the other end
   * before it opens any. node-datachannel would have made one at once, and hold on to the role in ICE that the other end
   * has as well (Firefox then waits for ever), and werift would make another as soon as it has answered.
   */
  function answering(): void {
    const link = hasChannels ? undefined : links.get(firstRoom ?? '');
    hasChannels = true;
    if (link) openChannels(link, FIRST_PAIR);
  }

  /** Gives a link what the other end has opened for its room: the newest pair. */
  function give(link: CarriedLink): void {
    for (const isVolatile of [false, true]) {
      const fitting = ofRoom(link.room).filter((one) => one.isVolatile === isVolatile);
      if (isVolatile && link.volatileChannel) continue;
      const one = fitting.filter(({ pair }) => (isVolatile ? pair === link.pair : !link.pair)).at(-1);
      if (!one) continue;
      offered = offered.filter((another) => another !== one);
      link.take(one.dc, isVolatile, one.pair);
    }
  }

  function ofRoom(room: string): OfferedChannel[] {
    return offered.filter((one) => one.room === room && one.dc.readyState === 'open');
  }

  const negotiation = createNegotiation(pc, clock, !initiator, starts, {
    signal: sendSignal,
    answering,
    failed: refuse,
  });
  const media = createReceivedMedia(pc, (room, stream, kind) => links.get(room)?.streamed(stream, kind));
  pc.addEventListener('connectionstatechange', follow);
  pc.addEventListener('datachannel', ({ channel: dc }) => {
    const [, volatile, pair, room] = LABEL.exec(dc.label) ?? [];
    offered = offered.filter((one) => one.dc.readyState === 'open');
    if (initiator || !pair || room === undefined || offered.length >= MAX_OFFERED) {
      dc.close();
      return;
    }
    offered.push({ room, pair, isVolatile: !!volatile, dc });
    const link = links.get(room);
    if (volatile && link) give(link);
    else connections.offered.get(room)?.(connection);
  });
  hold(pc);

  const connection = {
    pc,
    peerId,
    initiator,
    follow,
    fail,
    /** Which room's media each stream is of that this end sends, by its id. */
    streamOwners: new Map<string, SentMedia>(),

    /** The name of the connection in signals; `undefined` while this end waits for the first offer. */
    get offerId(): string | undefined {
      return offerId;
    },

    /** Whether nobody has closed it. */
    get alive(): boolean {
      return pc.signalingState !== 'closed';
    },

    get wasConnected(): boolean {
      return wasConnected;
    },

    get recovering(): boolean {
      return recovering;
    },

    get maxMessageSize(): string | undefined {
      return negotiation.maxMessageSize;
    },

    /** Whether it is one that a room would make with these settings. */
    fits(its: Settings): boolean {
      const [one, other] = [its, settings].map(({ rtcConfiguration: own }) => JSON.stringify(own));
      return one === other && its.RTCPeerConnection === RTCPeerConnection;
    },

    /** Whether the other end has opened a channel for a room that has not taken it. */
    offers: (room: string): boolean => ofRoom(room).some(({ isVolatile }) => !isVolatile),

    /** Carries a link from now on, in the place of the one there was of its room. */
    attach(link: CarriedLink): void {
      const isFirst = starts && firstRoom === undefined;
      if (isFirst) firstRoom = link.room;
      links.set(link.room, link);
      connections.all.add(connection);
      if (initiator && firstRoom !== undefined) openChannels(link, isFirst ? FIRST_PAIR : String(++pairs));
      if (isFirst) negotiation.start();
    },

    give,

    /** Gives a link what has come for its room before it was there. */
    begin(link: CarriedLink): void {
      media.repeat(link.room);
      give(link);
    },

    /** Does not take the channels that the other end has opened for a room. */
    decline(room: string): void {
      for (const { dc } of ofRoom(room)) dc.close();
    },

    /**
     * Carries a link no more. Without links the connection is closed.
     *
     * @returns whether it has been closed by that
     */
    detach(link: CarriedLink): boolean {
      if (links.get(link.room) === link) links.delete(link.room);
      if (links.size > 0) {
        // An offer that went by the room may be lost with it
        if (pc.signalingState === 'have-local-offer') negotiation.repeat();
        return false;
      }
      timer.stop();
      pc.close();
      letGo(pc);
      return connections.all.delete(connection);
    },

    /** Takes a signal of the other end, which has come in a room; the first one names the connection. */
    signal(room: string, id: string, signal: Signal): void {
      offerId ??= id;
      firstRoom ??= room;
      if (signal.closed) {
        for (const link of all()) link.ended();
        return;
      }
      if (signal.description) media.learn(signal.kinds);
      negotiation.accept(signal).catch((cause: unknown) => {
        // The application may have closed the RTCPeerConnection: that fires no event
        if (!connection.alive) for (const link of all()) link.close();
        else {
          links.get(room)?.tell('bad-signal', 'WebRTC refused a signal', cause);
          // Without a description there is nothing to wait for; a candidate is one of several
          if (signal.description && !wasConnected) fail(cause);
        }
      });
    },

    /** Uses other ICE servers, or other credentials for them, when it looks for a way again. */
    configure(configuration: RTCConfiguration): void {
      try {
        pc.setConfiguration(configuration);
      } catch {
        // It goes on with the servers it has. The next one tells what is wrong with the new ones
      }
    },
  };
  return connection;
}

/** Not crypto.randomUUID(), which pages without HTTPS do not have; an offer's id is a name, no secret. */
export function newOfferId({ clock }: Settings): string {
  return clock.random().toString(36);
}
