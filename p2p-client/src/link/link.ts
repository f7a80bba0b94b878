import { Channel } from './channel.js';
import { FrameType, type Frame } from '../codec/codec.js';
import { P2PError, report, type ErrorCode } from '../api/errors.js';
import type { EventSink } from '../api/event-sink.js';
import { Heartbeat } from './heartbeat.js';
import type { Signal } from '../codec/wire.js';
import { Media } from './media.js';
import { Negotiation } from './negotiation.js';
import type { Settings } from '../api/options.js';
import { hold, letGo } from '../session/page.js';
import { Timer } from '../api/timer.js';
import type { Peer } from '../api/types.js';

/** `interrupted` is a link that was open and may recover. */
export type LinkState = 'opening' | 'open' | 'interrupted' | 'closed';

/** What a link tells the mesh. */
export interface LinkEvents {
  signal(offerId: string, signal: Signal): void;
  /** `state` has changed. */
  changed(link: Link): void;
  received(link: Link, frame: Frame): void;
  /** There is room for more. */
  drained(): void;
  /** The time to the other end and back has been measured anew. */
  measured(): void;
  /** The link could not be opened, or was lost. */
  failed(error: P2PError): void;
}

/** What it takes to open a link. */
export interface LinkSetup {
  readonly peer: Peer;
  /** Whether it is for this end to make the first offer; it is the impolite one as well. */
  readonly initiator: boolean;
  /** The offer of the other end that this link answers, where there is one already. */
  readonly offerId: string | undefined;
  readonly RTCPeerConnection: typeof RTCPeerConnection;
  readonly rtcConfiguration: RTCConfiguration;
  readonly settings: Settings;
  readonly streams: Iterable<MediaStream>;
}

/** One `RTCPeerConnection` with one data channel: the link with one peer. */
export class Link {
  readonly channel: Channel;
  readonly #setup: LinkSetup;
  readonly #events: LinkEvents;
  readonly #sink: EventSink;
  readonly #pc: RTCPeerConnection;
  readonly #negotiation: Negotiation;
  readonly #media: Media;
  readonly #heartbeat: Heartbeat;
  #offerId: string | undefined;
  #state: LinkState = 'opening';
  #restarted = false;
  readonly #timer: Timer;

  /** @throws whatever WebRTC throws where there can be no connection, or not with that configuration */
  constructor(setup: LinkSetup, events: LinkEvents, sink: EventSink) {
    const { initiator, settings } = setup;
    this.#setup = setup;
    this.#timer = new Timer(settings.clock);
    this.#events = events;
    this.#sink = sink;
    this.#offerId = setup.offerId ?? (initiator ? newOfferId(settings) : undefined);
    this.#heartbeat = new Heartbeat(settings, {
      ping: () => this.#ping(),
      silent: () => {
        if (this.#state === 'open') this.#enter('interrupted');
      },
    });
    this.#pc = new setup.RTCPeerConnection(setup.rtcConfiguration);
    try {
      const starts = initiator && setup.offerId === undefined;
      this.#negotiation = new Negotiation(this.#pc, settings.clock, !initiator, starts, {
        signal: (signal) => this.#signal(signal),
        failed: (cause) => this.#refuse(cause),
      });
      this.#media = new Media(this.#pc, (stream) => sink.emit('stream', stream, setup.peer));
      for (const stream of setup.streams) this.#media.add(stream);
      this.#pc.addEventListener('connectionstatechange', () => this.#follow());
      this.channel = this.#openChannel();
      if (starts) this.#negotiation.start();
    } catch (cause) {
      // A page can have so many of them only
      this.#pc.close();
      throw cause;
    }
    hold(this);
    this.#timer.start(settings.connectTimeoutMs, () => this.fail());
  }

  get state(): LinkState {
    return this.#state;
  }

  /** The name of the link in signals; `undefined` while this end waits for the first offer. */
  get offerId(): string | undefined {
    return this.#offerId;
  }

  /** The time to the other end and back; `undefined` before it was measured. */
  get roundTripMs(): number | undefined {
    return this.#heartbeat.roundTripMs;
  }

  /** Takes a signal of the other end; the first offer names the link. */
  signal(offerId: string, signal: Signal): void {
    this.#offerId ??= offerId;
    this.#negotiation.accept(signal).catch((cause: unknown) => {
      // A link that was closed meanwhile refuses everything
      if (this.#state === 'closed') return;
      // Closed by somebody else, which tells nobody at this end
      if (this.#pc.signalingState === 'closed') this.close();
      else {
        this.#report('bad-signal', 'WebRTC refused a signal', cause);
        // Without a description there is nothing to wait for; a candidate is one of several
        if (this.#state === 'opening' && signal.description) this.fail(cause);
      }
    });
  }

  /** Uses other ICE servers, or other credentials for them, when it looks for a way again. */
  configure(configuration: RTCConfiguration): void {
    try {
      this.#pc.setConfiguration(configuration);
    } catch {
      // The link goes on with those it has; what is wrong with these is told when the next link is made
    }
  }

  addStream(stream: MediaStream): void {
    try {
      this.#media.add(stream);
    } catch (cause) {
      this.#refuse(cause);
    }
  }

  removeStream(stream: MediaStream): void {
    try {
      this.#media.remove(stream);
    } catch {
      // Closed meanwhile, or a stack without media, which has sent none
    }
  }

  /**
   * Closes the link.
   *
   * @param tellsOther whether the other end is told, so that it need not find out by itself; not one that leaves
   */
  close(tellsOther = true): void {
    if (this.#state === 'closed') return;
    this.#timer.stop();
    this.#heartbeat.stop();
    this.#pc.close();
    letGo(this);
    if (tellsOther) this.#signal({ closed: true });
    this.#enter('closed');
  }

  /** The other end has closed the link; one that was never open has failed for this end as well. */
  ended(): void {
    if (this.#state === 'opening') this.fail(new Error('the other end could not open it'));
    else this.close();
  }

  /** Closes the link for a reason that the application is to hear. */
  fail(cause?: unknown): void {
    if (this.#state === 'closed') return;
    const what = this.#state === 'opening' ? 'could not be opened' : 'was lost';
    this.close();
    const { id } = this.#setup.peer;
    this.#events.failed(new P2PError('link-failed', `the link ${what}`, { peerId: id, cause }));
  }

  /** The other end has confirmed something. */
  progressed(): void {
    this.#heartbeat.progressed();
  }

  #openChannel(): Channel {
    const dc = this.#pc.createDataChannel('p2p', { negotiated: true, id: 0 });
    dc.addEventListener('open', () => this.#follow());
    dc.addEventListener('close', () => this.close());
    const events = {
      received: (frame: Frame) => this.#receive(frame),
      drained: () => this.#events.drained(),
      refused: (cause: unknown) => this.fail(cause),
      failed: (cause: unknown) => {
        this.#report('bad-message', 'a peer sent what is no message', cause);
        this.fail(cause);
      },
    };
    return new Channel(dc, events, () => this.#maxMessageSize);
  }

  /** The least that anybody says of it: not every stack tells in `sctp` what the other end takes. */
  get #maxMessageSize(): number {
    const described = this.#negotiation.maxMessageSize;
    const told = this.#pc.sctp?.maxMessageSize ?? 0;
    return told > 0 ? Math.min(told, described) : described;
  }

  #signal(signal: Signal): void {
    if (this.#offerId === undefined) return;
    try {
      this.#events.signal(this.#offerId, signal);
    } catch (cause) {
      // It is too large for the server, or the like
      if (!('closed' in signal)) this.fail(cause);
    }
  }

  /** WebRTC cannot do what it was asked: a link that works goes on as it is. */
  #refuse(cause: unknown): void {
    if (this.#state === 'open') this.#report('link-failed', 'the link cannot be changed', cause);
    else this.fail(cause);
  }

  #follow(): void {
    const { connectionState } = this.#pc;
    if (this.#state === 'closed') return;
    if (connectionState === 'failed' && this.#state === 'opening' && this.#restarted) this.fail();
    else if (connectionState === 'failed' || connectionState === 'disconnected') this.#recover();
    // The channel's own opening may be told before the connection's
    else if (this.channel.open && (connectionState === 'connected' || this.#state === 'opening')) {
      this.#restarted = false;
      this.#heartbeat.forgive();
      this.#timer.stop();
      this.#heard();
    }
  }

  /** Looks for another way through the network, once; the time for that is limited. */
  #recover(): void {
    if (this.#state === 'open') this.#enter('interrupted');
    if (this.#restarted) return;
    this.#restarted = true;
    this.#timer.start(this.#setup.settings.iceTimeoutMs, () => this.fail());
    // One end is enough, and it is the one that made the first offer
    if (!this.#setup.initiator) return;
    try {
      this.#pc.restartIce();
    } catch (cause) {
      this.fail(cause);
    }
  }

  #receive(frame: Frame): void {
    if (frame.type === FrameType.ping) this.channel.send(FrameType.pong, [frame.numbers[0]]);
    else if (frame.type === FrameType.pong) this.#answered();
    else this.#events.received(this, frame);
  }

  #answered(): void {
    this.#heartbeat.answered();
    if (this.#state === 'interrupted' && !this.#restarted) this.#enter('open');
    this.#events.measured();
  }

  #heard(): void {
    if (this.#state === 'opening') this.#heartbeat.start();
    this.#enter('open');
  }

  #ping(): void {
    if (this.channel.open) this.channel.send(FrameType.ping, [0]);
    else this.close();
  }

  #report(code: ErrorCode, message: string, cause: unknown): void {
    report(this.#sink, code, message, { peerId: this.#setup.peer.id, cause });
  }

  #enter(state: LinkState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#events.changed(this);
  }
}

/** Not crypto.randomUUID(), which pages without HTTPS do not have; an offer's id is a name, no secret. */
export function newOfferId({ clock }: Settings): string {
  return clock.random().toString(36);
}
