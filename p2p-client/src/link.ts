import { Channel } from './channel.js';
import type { EncodedEvent } from './codec.js';
import { P2PError, type ErrorCode } from './errors.js';
import type { Outlet } from './events.js';
import { Negotiation, type Signal } from './negotiation.js';
import type { Settings } from './options.js';
import type { Upload } from './transfer.js';
import type { Peer } from './types.js';

/** `interrupted` is a link that was open and may recover. */
export type LinkState = 'opening' | 'open' | 'interrupted' | 'closed';

/** What a link tells the mesh. */
export interface LinkEvents {
  signal(offerId: string, signal: Signal): void;
  /** `state` has changed. */
  changed(): void;
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
  readonly #setup: LinkSetup;
  readonly #events: LinkEvents;
  readonly #outlet: Outlet;
  readonly #pc: RTCPeerConnection;
  readonly #dc: RTCDataChannel;
  readonly #channel: Channel;
  readonly #negotiation: Negotiation;
  readonly #received = new WeakSet<MediaStream>();
  #offerId: string | undefined;
  #state: LinkState = 'opening';
  #restarted = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(setup: LinkSetup, events: LinkEvents, outlet: Outlet) {
    const { peer, initiator, settings } = setup;
    this.#setup = setup;
    this.#events = events;
    this.#outlet = outlet;
    this.#offerId = setup.offerId ?? (initiator ? randomId() : undefined);
    this.#pc = new setup.RTCPeerConnection(setup.rtcConfiguration);
    this.#negotiation = new Negotiation(
      this.#pc,
      !initiator,
      initiator && setup.offerId === undefined,
      (signal) => {
        if (this.#offerId !== undefined) events.signal(this.#offerId, signal);
      },
    );
    for (const stream of setup.streams) this.addStream(stream);
    this.#pc.addEventListener('track', ({ streams }) => {
      for (const stream of streams) this.#receiveStream(stream);
    });
    this.#pc.addEventListener('connectionstatechange', () => this.#followConnection());

    this.#dc = this.#pc.createDataChannel('p2p', { negotiated: true, id: 0 });
    this.#channel = new Channel(this.#dc, peer.id, settings.maxEventBytes, outlet);
    this.#dc.addEventListener('open', () => this.#followConnection());
    this.#dc.addEventListener('close', () => this.close());
    this.#startTimer(settings.connectTimeoutMs);
  }

  get state(): LinkState {
    return this.#state;
  }

  /** The name of the link in signals; `undefined` while this end waits for the first offer. */
  get offerId(): string | undefined {
    return this.#offerId;
  }

  /** Takes a signal of the other end; the first offer names the link. */
  signal(offerId: string, signal: unknown): void {
    this.#offerId ??= offerId;
    this.#negotiation.accept(signal).catch((cause: unknown) => {
      // A link that was closed meanwhile refuses everything
      if (this.#state === 'closed') return;
      this.#fail('bad-signal', 'WebRTC refused a signal', cause);
    });
  }

  /** Sends an event, now or when the link opens; `false` where too much waits already. */
  send(message: EncodedEvent, upload: Upload | undefined): boolean {
    return this.#channel.send(message, upload);
  }

  addStream(stream: MediaStream): void {
    const sent = new Set(this.#pc.getSenders().map(({ track }) => track));
    for (const track of stream.getTracks()) if (!sent.has(track)) this.#pc.addTrack(track, stream);
  }

  removeStream(stream: MediaStream): void {
    const tracks = new Set<MediaStreamTrack | null>(stream.getTracks());
    for (const sender of this.#pc.getSenders()) if (tracks.has(sender.track)) this.#pc.removeTrack(sender);
  }

  close(): void {
    if (this.#state === 'closed') return;
    clearTimeout(this.#timer);
    this.#pc.close();
    this.#enter('closed');
    this.#channel.close();
  }

  #followConnection(): void {
    const { connectionState } = this.#pc;
    if (this.#state === 'closed') return;
    if (connectionState === 'failed') {
      this.#recover();
    } else if (connectionState === 'disconnected') {
      if (this.#state === 'open') this.#enter('interrupted');
    } else if (
      this.#dc.readyState === 'open' &&
      (connectionState === 'connected' || this.#state === 'opening')
    ) {
      // The channel's own opening may be told before the connection's
      this.#restarted = false;
      clearTimeout(this.#timer);
      this.#enter('open');
    }
  }

  #recover(): void {
    if (this.#state === 'open') this.#enter('interrupted');
    if (this.#restarted) {
      this.#giveUp();
      return;
    }
    this.#restarted = true;
    // One end is enough, and it is the one that made the first offer
    if (this.#setup.initiator) this.#pc.restartIce();
    this.#startTimer(this.#setup.settings.iceTimeoutMs);
  }

  #giveUp(): void {
    const what = this.#state === 'opening' ? 'could not be opened' : 'was lost';
    this.close();
    this.#fail('link-failed', `the link ${what}`);
  }

  #fail(code: ErrorCode, message: string, cause?: unknown): void {
    this.#outlet.emit('peer-error', new P2PError(code, message, { peerId: this.#setup.peer.id, cause }));
  }

  #enter(state: LinkState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#channel.flow(state === 'open');
    this.#events.changed();
  }

  #startTimer(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#giveUp(), delayMs);
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

/** Not crypto.randomUUID(), which pages without HTTPS do not have. */
function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(3)), (word) => word.toString(36)).join('');
}
