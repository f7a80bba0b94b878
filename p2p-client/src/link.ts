import { Channel } from './channel.js';
import { FrameType, type Frame } from './codec.js';
import { P2PError, report, type ErrorCode } from './errors.js';
import type { Outlet } from './events.js';
import { Negotiation, type Signal } from './negotiation.js';
import type { Settings } from './options.js';
import type { Peer } from './types.js';

/** `interrupted` is a link that was open and may recover. */
export type LinkState = 'opening' | 'open' | 'interrupted' | 'closed';

/** What a link tells the mesh. */
export interface LinkEvents {
  signal(offerId: string, signal: Signal): void;
  /** `state` has changed. */
  changed(): void;
  received(frame: Frame): void;
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

const MAX_UNANSWERED_PINGS = 2;

/** One `RTCPeerConnection` with one data channel: the link with one peer. */
export class Link {
  readonly channel: Channel;
  readonly #setup: LinkSetup;
  readonly #events: LinkEvents;
  readonly #outlet: Outlet;
  readonly #pc: RTCPeerConnection;
  readonly #negotiation: Negotiation;
  readonly #received = new WeakSet<MediaStream>();
  #offerId: string | undefined;
  #state: LinkState = 'opening';
  #restarted = false;
  #timer: unknown;
  #pingTimer: unknown;
  #pingedAt = 0;
  #unanswered = 0;
  #roundTripMs: number | undefined;

  constructor(setup: LinkSetup, events: LinkEvents, outlet: Outlet) {
    const { initiator, settings } = setup;
    this.#setup = setup;
    this.#events = events;
    this.#outlet = outlet;
    this.#offerId = setup.offerId ?? (initiator ? offerId(settings) : undefined);
    this.#pc = new setup.RTCPeerConnection(setup.rtcConfiguration);
    const starts = initiator && setup.offerId === undefined;
    this.#negotiation = new Negotiation(this.#pc, settings.environment, !initiator, starts, (signal) =>
      this.#signal(signal),
    );
    for (const stream of setup.streams) this.addStream(stream);
    this.#pc.addEventListener('track', ({ streams }) => {
      for (const stream of streams) this.#receiveStream(stream);
    });
    this.#pc.addEventListener('connectionstatechange', () => this.#follow());

    const dc = this.#pc.createDataChannel('p2p', { negotiated: true, id: 0 });
    this.channel = new Channel(dc, {
      received: (frame) => this.#receive(frame),
      drained: () => events.drained(),
      failed: (cause) => this.#fail('bad-message', 'a peer sent a bad event', cause),
    });
    dc.addEventListener('open', () => this.#follow());
    dc.addEventListener('close', () => this.close());
    this.#startTimer(settings.connectTimeoutMs);
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
    return this.#roundTripMs;
  }

  /** Takes a signal of the other end; the first offer names the link. */
  signal(offerId: string, signal: unknown): void {
    this.#offerId ??= offerId;
    this.#negotiation.accept(signal).catch((cause: unknown) => {
      // A link that was closed meanwhile refuses everything
      if (this.#state === 'closed') return;
      // Closed by somebody else, which tells nobody at this end
      if (this.#pc.signalingState === 'closed') this.close();
      else this.#fail('bad-signal', 'WebRTC refused a signal', cause);
    });
  }

  /** Uses other ICE servers, or other credentials for them, when it looks for a way again. */
  configure(configuration: RTCConfiguration): void {
    this.#pc.setConfiguration(configuration);
  }

  addStream(stream: MediaStream): void {
    const sent = new Set(this.#pc.getSenders().map(({ track }) => track));
    for (const track of stream.getTracks()) if (!sent.has(track)) this.#pc.addTrack(track, stream);
  }

  removeStream(stream: MediaStream): void {
    const tracks = new Set<MediaStreamTrack | null>(stream.getTracks());
    for (const sender of this.#pc.getSenders()) if (tracks.has(sender.track)) this.#pc.removeTrack(sender);
  }

  /** Closes the link; the other end need not find out by itself. */
  close(): void {
    if (this.#state === 'closed') return;
    const { environment } = this.#setup.settings;
    environment.clearTimeout(this.#timer);
    environment.clearTimeout(this.#pingTimer);
    this.#pc.close();
    this.#signal({ closed: true });
    this.#enter('closed');
  }

  /** The other end has closed the link; one that was never open has failed for this end as well. */
  ended(): void {
    if (this.#state === 'opening') this.#giveUp();
    else this.close();
  }

  #signal(signal: Signal): void {
    if (this.#offerId !== undefined) this.#events.signal(this.#offerId, signal);
  }

  #follow(): void {
    const { connectionState } = this.#pc;
    if (this.#state === 'closed') return;
    if (connectionState === 'failed' && this.#state === 'opening' && this.#restarted) this.#giveUp();
    else if (connectionState === 'failed' || connectionState === 'disconnected') this.#recover();
    // The channel's own opening may be told before the connection's
    else if (this.channel.open && (connectionState === 'connected' || this.#state === 'opening')) {
      this.#restarted = false;
      this.#unanswered = 0;
      this.#setup.settings.environment.clearTimeout(this.#timer);
      this.#heard();
    }
  }

  /** Looks for another way through the network, once; the time for that is limited. */
  #recover(): void {
    if (this.#state === 'open') this.#enter('interrupted');
    if (this.#restarted) return;
    this.#restarted = true;
    // One end is enough, and it is the one that made the first offer
    if (this.#setup.initiator) this.#pc.restartIce();
    this.#startTimer(this.#setup.settings.iceTimeoutMs);
  }

  #receive(frame: Frame): void {
    const { environment } = this.#setup.settings;
    this.#unanswered = 0;
    if (this.#state === 'interrupted' && !this.#restarted) this.#heard();
    if (frame.type === FrameType.ping) this.channel.send(FrameType.pong, [frame.numbers[0]]);
    else if (frame.type === FrameType.pong) {
      this.#roundTripMs = environment.now() - this.#pingedAt;
      this.#events.measured();
    } else this.#events.received(frame);
  }

  #heard(): void {
    // Not all links of a mesh at once, and not while others are being opened
    if (this.#state === 'opening') this.#pingLater(this.#setup.settings.environment.random());
    this.#enter('open');
  }

  /** Asks for a sign of life: a frozen page keeps its connection, but reads nothing. */
  #ping(): void {
    const { environment } = this.#setup.settings;
    if (!this.channel.open) {
      this.close();
      return;
    }
    if (this.#unanswered >= MAX_UNANSWERED_PINGS && this.#state === 'open') this.#enter('interrupted');
    this.#unanswered += 1;
    this.#pingedAt = environment.now();
    this.channel.send(FrameType.ping, [0]);
    this.#pingLater(1);
  }

  #pingLater(intervals: number): void {
    const { environment, pingIntervalMs } = this.#setup.settings;
    this.#pingTimer = environment.setTimeout(() => this.#ping(), intervals * pingIntervalMs);
  }

  #giveUp(): void {
    const what = this.#state === 'opening' ? 'could not be opened' : 'was lost';
    this.close();
    const { id } = this.#setup.peer;
    this.#events.failed(new P2PError('link-failed', `the link ${what}`, { peerId: id }));
  }

  #fail(code: ErrorCode, message: string, cause?: unknown): void {
    report(this.#outlet, code, message, { peerId: this.#setup.peer.id, cause });
  }

  #enter(state: LinkState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#events.changed();
  }

  #startTimer(delayMs: number): void {
    const { environment } = this.#setup.settings;
    environment.clearTimeout(this.#timer);
    this.#timer = environment.setTimeout(() => this.#giveUp(), delayMs);
  }

  /** The tracks of a stream come one by one; it counts as new again after its last track was removed. */
  #receiveStream(stream: MediaStream): void {
    if (this.#received.has(stream)) return;
    this.#received.add(stream);
    stream.addEventListener('removetrack', () => {
      if (stream.getTracks().length === 0) this.#received.delete(stream);
    });
    this.#outlet.emit('stream', stream, this.#setup.peer);
  }
}

/** Not crypto.randomUUID(), which pages without HTTPS do not have; an offer's id is a name, no secret. */
function offerId({ environment }: Settings): string {
  return environment.random().toString(36);
}
