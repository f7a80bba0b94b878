import { report, type ErrorCode } from '../api/errors.js';
import type { EventSink } from '../api/event-sink.js';
import type { Settings } from '../api/options.js';
import { createTimer } from '../api/timer.js';
import type { LinkInfo } from '../api/types.js';
import { FrameType, type Frame } from '../codec/codec.js';
import type { Signal } from '../codec/wire.js';
import { hold, letGo } from '../session/page.js';
import { createChannel, type Channel } from './channel.js';
import { createHeartbeat, type Heartbeat } from './heartbeat.js';
import { createMedia, kindsOf, type SentMedia } from './media.js';
import { createNegotiation } from './negotiation.js';
import { createVolatileChannel, type VolatileChannel } from './volatile-channel.js';

/** `interrupted` is a link that was open and may recover. */
export type LinkState = 'opening' | 'open' | 'interrupted' | 'closed';

/** What a link tells the mesh. */
export interface LinkEvents {
  signal(offerId: string, signal: Signal): void;
  /** `state` has changed. */
  changed(link: Link): void;
  received(link: Link, frame: Frame): void;
  /** A volatile event has come. */
  receivedVolatile(number: number, event: Uint8Array): void;
  /** There is room for more. */
  drained(): void;
  /** The time to the other end and back has been measured anew. */
  measured(): void;
  /** The link could not be opened, or was lost. */
  failed(cause: unknown): void;
  /** The other end has added a media stream. */
  streamed(stream: MediaStream, kind: string | undefined): void;
}

/** What it takes to open a link. */
export interface LinkSetup {
  readonly peerId: string;
  /** Whether it is for this end to make the first offer; it is the impolite one as well. */
  readonly initiator: boolean;
  /** The offer of the other end that this link answers, where there is one already. */
  readonly offerId: string | undefined;
  readonly RTCPeerConnection: typeof RTCPeerConnection;
  readonly rtcConfiguration: RTCConfiguration;
  readonly settings: Settings;
  readonly media: SentMedia;
}

/** One `RTCPeerConnection` with one data channel: the link with one peer. */
export interface Link {
  readonly state: LinkState;
  /** The name of the link in signals; `undefined` while this end waits for the first offer. */
  readonly offerId: string | undefined;
  /** `undefined` while there is none: the end that answers waits with it for the offer. */
  readonly channel: Channel | undefined;
  /** Of a link that is open. */
  readonly volatileChannel: VolatileChannel;
  readonly heartbeat: Heartbeat;
  /** Takes a signal of the other end; the first offer names the link. */
  signal(offerId: string, signal: Signal): void;
  /** Uses other ICE servers, or other credentials for them, when it looks for a way again. */
  configure(configuration: RTCConfiguration): void;
  /** What the link is, as WebRTC tells; `undefined` while it is not open. */
  info(): Promise<LinkInfo | undefined>;
  /** The media that it is to carry are others now. */
  followMedia(): void;
  /**
   * Closes the link.
   *
   * @param tellsOther whether the other end is told, so that it need not find out by itself; not one that leaves
   */
  close(tellsOther?: boolean): void;
  /** The other end has closed the link; one that was never open has failed for this end as well. */
  ended(): void;
  /** Closes the link for a reason that the application is to hear. */
  fail(cause?: unknown): void;
}

/** @throws whatever WebRTC throws where there can be no connection, or not with that configuration */
export function openLink(setup: LinkSetup, events: LinkEvents, sink: EventSink): Link {
  const pc = new setup.RTCPeerConnection(setup.rtcConfiguration);
  try {
    return linkOver(pc, setup, events, sink);
  } catch (cause) {
    // Nobody else could close the connection, and a page can have only so many
    pc.close();
    throw cause;
  }
}

function linkOver(pc: RTCPeerConnection, setup: LinkSetup, events: LinkEvents, sink: EventSink): Link {
  const { initiator, settings, peerId } = setup;
  const starts = initiator && !setup.offerId;
  const timer = createTimer(settings.clock);
  let offerId = starts ? newOfferId(settings) : setup.offerId;
  let state: LinkState = 'opening';
  let channel: Channel | undefined;
  let volatileChannel!: VolatileChannel;
  // Whether another way through the network is being looked for
  let restarted = false;

  function enter(next: LinkState): void {
    if (state === next) return;
    state = next;
    events.changed(link);
  }

  function close(tellsOther = true): void {
    if (state === 'closed') return;
    timer.stop();
    heartbeat.stop();
    pc.close();
    letGo(pc);
    if (tellsOther) sendSignal({ closed: true });
    enter('closed');
  }

  function fail(cause?: unknown): void {
    if (state === 'closed') return;
    close();
    events.failed(cause);
  }

  /** WebRTC cannot do what it was asked: a link that works goes on as it is. */
  function refuse(cause: unknown): void {
    if (state === 'open') tell('link-failed', 'the link cannot be changed', cause);
    else fail(cause);
  }

  function tell(code: ErrorCode, message: string, cause: unknown): void {
    report(sink, code, message, { peerId, cause });
  }

  function sendSignal(signal: Signal): void {
    if (!offerId) return;
    try {
      const kinds = signal.description && kindsOf(setup.media);
      events.signal(offerId, kinds ? { ...signal, kinds } : signal);
    } catch (cause) {
      // The signal is too large for the server, for example
      if (!('closed' in signal)) fail(cause);
    }
  }

  function receive(frame: Frame): void {
    if (frame.type === FrameType.ping) channel?.send(FrameType.pong, [frame.numbers[0]]);
    else if (frame.type === FrameType.pong) {
      heartbeat.answered();
      if (state === 'interrupted' && !restarted) enter('open');
      events.measured();
    } else events.received(link, frame);
  }

  /**
   * To some stacks a new channel is the wish to make an offer, so the end that answers has taken that of the other end
   * before it opens any. node-datachannel would have made one at once, and hold on to the role in ICE that the other end
   * has as well (Firefox then waits for ever), and werift would make another as soon as it has answered.
   */
  function openChannels(): void {
    if (channel) return;
    const dc = pc.createDataChannel('p2p', { negotiated: true, id: 0 });
    dc.addEventListener('open', follow);
    dc.addEventListener('close', () => close());
    const channelEvents = {
      received: receive,
      drained: () => events.drained(),
      refused: fail,
      failed: (cause: unknown) => {
        tell('bad-message', 'a peer sent a bad message', cause);
        fail(cause);
      },
    };
    channel = createChannel(dc, channelEvents, () => [
      // Not every stack tells in `sctp` what the other end takes
      pc.sctp?.maxMessageSize,
      negotiation.maxMessageSize,
    ]);
    volatileChannel = createVolatileChannel(pc, (number, event) => events.receivedVolatile(number, event));
  }

  /** Has the state follow what WebRTC says of the connection and the channel. */
  function follow(): void {
    const { connectionState } = pc;
    if (state === 'closed') return;
    if (connectionState === 'failed' && state === 'opening' && restarted) fail();
    else if (connectionState === 'failed' || connectionState === 'disconnected') recover();
    // The channel's own opening may be told before the connection's
    else if (channel?.open && (connectionState === 'connected' || state === 'opening')) {
      restarted = false;
      heartbeat.forgive();
      timer.stop();
      if (state === 'opening') heartbeat.start();
      enter('open');
    }
  }

  /** Looks for another way through the network, once; the time for that is limited. */
  function recover(): void {
    if (state === 'open') enter('interrupted');
    if (restarted) return;
    restarted = true;
    timer.start(settings.iceTimeoutMs, fail);
    // It is enough if one end restarts ICE: the one that made the first offer
    if (!initiator) return;
    try {
      pc.restartIce();
    } catch (cause) {
      fail(cause);
    }
  }

  const heartbeat = createHeartbeat(settings, {
    ping: () => {
      if (channel?.open) channel.send(FrameType.ping, [0]);
      else close();
    },
    silent: () => {
      if (state === 'open') enter('interrupted');
    },
  });
  const negotiation = createNegotiation(pc, settings.clock, !initiator, starts, {
    signal: sendSignal,
    answering: openChannels,
    failed: refuse,
  });
  const media = createMedia(pc, setup.media, (stream, kind) => events.streamed(stream, kind));
  media.follow();
  pc.addEventListener('connectionstatechange', follow);
  if (starts) {
    openChannels();
    negotiation.start();
  }
  hold(pc);
  timer.start(settings.connectTimeoutMs, fail);

  const link: Link = {
    heartbeat,
    close,
    fail,

    get channel() {
      return channel;
    },

    get volatileChannel() {
      return volatileChannel;
    },

    get state() {
      return state;
    },

    get offerId() {
      return offerId;
    },

    signal(id, signal) {
      offerId ??= id;
      if (signal.description) media.learn(signal.kinds);
      negotiation.accept(signal).catch((cause: unknown) => {
        // The application may have closed the RTCPeerConnection: that fires no event
        if (pc.signalingState === 'closed') close();
        else if (state !== 'closed') {
          tell('bad-signal', 'WebRTC refused a signal', cause);
          // Without a description there is nothing to wait for; a candidate is one of several
          if (state === 'opening' && signal.description) fail(cause);
        }
      });
    },

    configure(configuration) {
      try {
        pc.setConfiguration(configuration);
      } catch {
        // The link goes on with the servers it has. The next link tells what is wrong with the new ones
      }
    },

    async info() {
      const { linkInfo } = await import('./link-info.js');
      return linkInfo(pc, heartbeat.roundTripMs);
    },

    followMedia() {
      try {
        media.follow();
      } catch (cause) {
        refuse(cause);
      }
    },

    ended() {
      if (state === 'opening') fail(new Error('the other end could not open it'));
      else close();
    },
  };
  return link;
}

/** Not crypto.randomUUID(), which pages without HTTPS do not have; an offer's id is a name, no secret. */
export function newOfferId({ clock }: Settings): string {
  return clock.random().toString(36);
}
