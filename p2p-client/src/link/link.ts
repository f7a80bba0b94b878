import { report, type ErrorCode } from '../api/errors.js';
import type { EventSink } from '../api/event-sink.js';
import type { Settings } from '../api/options.js';
import { createTimer } from '../api/timer.js';
import type { LinkInfo } from '../api/types.js';
import { FrameType, type Frame } from '../codec/codec.js';
import type { Signal } from '../codec/wire.js';
import { createChannel, type Channel } from './channel.js';
import { createHeartbeat, type Heartbeat } from './heartbeat.js';
import { createSentMedia, type SentMedia } from './media.js';
import { FIRST_PAIR, type CarriedLink, type LinkState, type PeerConnection } from './peer-connection.js';
import { createVolatileChannel, type VolatileChannel } from './volatile-channel.js';

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
  readonly settings: Settings;
  readonly media: SentMedia;
}

/** What a room has on its connection with one peer: two data channels, and the media of the room. */
export interface Link extends CarriedLink {
  readonly connection: PeerConnection;
  /** `undefined` while there is none: the end that answers waits with it for the offer. */
  readonly channel: Channel | undefined;
  /** `undefined` while there is none, and where the other end has none. */
  readonly volatileChannel: VolatileChannel | undefined;
  readonly heartbeat: Heartbeat;
  /** What the connection is, as WebRTC tells; `undefined` while it is not open. */
  info(): Promise<LinkInfo | undefined>;
  /** The media that it is to carry are others now. */
  followMedia(): void;
  /**
   * Closes the link.
   *
   * @param tellsOther whether the other end is told, so that it need not find out by itself; not one that leaves
   */
  close(tellsOther?: boolean): void;
  /** Closes the link for a reason that the application is to hear. */
  fail(cause?: unknown): void;
}

/**
 * Opens a link on a connection.
 *
 * @throws whatever WebRTC throws where there can be no channel
 */
export function openLink(
  connection: PeerConnection,
  { settings, media: sent }: LinkSetup,
  events: LinkEvents,
  sink: EventSink,
): Link {
  const { pc, peerId, initiator } = connection;
  const { clock, room, connectTimeoutMs } = settings;
  const timer = createTimer(clock);
  const dcs: RTCDataChannel[] = [];
  let state: LinkState = 'opening';
  let pair: string | undefined;
  let channel: Channel | undefined;
  let volatileChannel: VolatileChannel | undefined;
  // Whether the other end is known to have this link as well
  let isShared = false;

  function enter(next: LinkState): void {
    if (state === next) return;
    state = next;
    events.changed(link);
  }

  function close(tellsOther = true): void {
    if (state === 'closed') return;
    const { offerId } = connection;
    timer.stop();
    heartbeat.stop();
    if (connection.detach(link)) {
      if (tellsOther && offerId) tryToSignal(offerId);
    } else if (connection.alive) {
      media.stop();
      for (const dc of dcs) dc.close();
    }
    enter('closed');
  }

  function tryToSignal(offerId: string): void {
    try {
      events.signal(offerId, { closed: true });
    } catch {
      // More than the server takes: the other end finds out by itself
    }
  }

  function lose(cause?: unknown): void {
    if (state === 'closed') return;
    close();
    events.failed(cause);
  }

  function fail(cause?: unknown): void {
    // A connection that does not come about is none for the other rooms either
    if (connection.wasConnected) lose(cause);
    else connection.fail(cause);
  }

  function tell(code: ErrorCode, message: string, cause: unknown): void {
    report(sink, code, message, { peerId, cause });
  }

  function receive(frame: Frame): void {
    isShared = true;
    if (state === 'opening') follow();
    if (frame.type === FrameType.ping) channel?.send(FrameType.pong, [frame.numbers[0]]);
    else if (frame.type === FrameType.pong) {
      heartbeat.answered();
      if (state === 'interrupted' && !connection.recovering) enter('open');
      events.measured();
    } else events.received(link, frame);
  }

  /** Has the state follow what WebRTC says of the connection and the channel. */
  function follow(): void {
    const isOpening = state === 'opening';
    // The channel's own opening may be told before the connection's
    const isConnected = pc.connectionState === 'connected' || isOpening;
    if (state === 'closed' || !channel?.open || !isShared || !isConnected) return;
    heartbeat.forgive();
    timer.stop();
    // The end that has opened the channel waits for a sign that the other has it
    if (isOpening) heartbeat.start(pair !== FIRST_PAIR && !initiator);
    enter('open');
  }

  const heartbeat = createHeartbeat(settings, {
    ping: () => {
      if (channel?.open) channel.send(FrameType.ping, [0]);
      else close();
    },
    silent: () => link.interrupt(),
  });
  const media = createSentMedia(pc, sent, connection.streamOwners);

  const link: Link = {
    connection,
    room,
    heartbeat,
    close,
    fail,
    lose,
    follow,
    tell,

    get channel() {
      return channel;
    },

    get volatileChannel() {
      return volatileChannel;
    },

    get state() {
      return state;
    },

    get kinds() {
      return media.kinds;
    },

    get pair() {
      return pair;
    },

    take(dc, isVolatile, itsPair) {
      pair = itsPair;
      dcs.push(dc);
      if (isVolatile) {
        volatileChannel = createVolatileChannel(dc, (number, event) =>
          events.receivedVolatile(number, event),
        );
        return;
      }
      isShared = pair === FIRST_PAIR || !initiator;
      dc.addEventListener('open', connection.follow);
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
        connection.maxMessageSize,
      ]);
      follow();
    },

    sendSignal: (offerId, signal) => events.signal(offerId, signal),

    interrupt() {
      if (state === 'open') enter('interrupted');
    },

    ended() {
      // What has been opened for other rooms need not be opened for this one yet
      if (state === 'opening' && (channel || !connection.wasConnected))
        lose(new Error('the other end could not open it'));
      else close();
    },

    async info() {
      const { linkInfo } = await import('./link-info.js');
      return linkInfo(pc, heartbeat.roundTripMs);
    },

    followMedia() {
      try {
        media.follow();
      } catch (cause) {
        link.refuse(cause);
      }
    },

    refuse(cause) {
      if (state === 'open') tell('link-failed', 'the link cannot be changed', cause);
      else fail(cause);
    },

    streamed: (stream, kind) => events.streamed(stream, kind),
  };
  try {
    media.follow();
    connection.attach(link);
  } catch (cause) {
    // Nobody else could close the connection, and a page can have only so many
    connection.detach(link);
    throw cause;
  }
  timer.start(connectTimeoutMs, fail);
  return link;
}
