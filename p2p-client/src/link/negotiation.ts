import type { Clock } from '../api/clock.js';
import type { Signal } from '../codec/wire.js';

/** What a negotiation tells its link. */
export interface NegotiationEvents {
  /** The other end is to be told this. */
  signal(signal: Signal): void;
  /** This end cannot describe itself. */
  failed(cause: unknown): void;
}

// The candidates of this machine are found at once, and a description that has them does for three signals
const FIRST_CANDIDATE_MS = 30;
const NEXT_CANDIDATE_MS = 1;

// Node.js has no document
const page: Partial<Pick<Window, 'document'>> = globalThis;

/** The "perfect negotiation" of WebRTC: both ends may change the session at any time, and one gives way. */
export class Negotiation {
  readonly #pc: RTCPeerConnection;
  readonly #clock: Clock;
  readonly #polite: boolean;
  readonly #events: NegotiationEvents;
  readonly #early: RTCIceCandidateInit[] = [];
  #described = false;
  #makingOffer = false;
  #settingAnswer = false;
  #ignoringOffer = false;
  // How many descriptions of the other end were looked at
  #remoteDescriptions = 0;
  #maxMessageSize = Infinity;
  // While a description waits for candidates
  #gathered: (() => void) | undefined;

  /**
   * @param polite whether this end gives way where two offers meet
   * @param starts whether the first offer is this end's
   */
  constructor(
    pc: RTCPeerConnection,
    clock: Clock,
    polite: boolean,
    starts: boolean,
    events: NegotiationEvents,
  ) {
    this.#pc = pc;
    this.#clock = clock;
    this.#polite = polite;
    this.#events = events;
    pc.addEventListener('negotiationneeded', () => {
      // The end that does not start has its media taken up by the session that the first offer opens
      const isFirst = starts && !this.#makingOffer && pc.signalingState === 'stable';
      if (this.#described || isFirst) void this.#offer();
    });
    pc.addEventListener('icecandidate', ({ candidate }) => {
      if (this.#gathered) clock.setTimeout(this.#gathered, NEXT_CANDIDATE_MS);
      else if (candidate) events.signal({ candidate: candidate.toJSON() });
    });
  }

  /** The bytes that a message may have, by the other end's description; `Infinity` where that does not limit them. */
  get maxMessageSize(): number {
    return this.#maxMessageSize;
  }

  /** Makes the first offer, once the session is set up. Not every stack asks for it by `negotiationneeded`. */
  start(): void {
    queueMicrotask(() => void this.#offer());
  }

  /** Takes a signal of the other end; rejects if it is none or WebRTC refuses it. */
  async accept({ description, candidate }: Signal): Promise<void> {
    if (description) await this.#describe(description);
    else if (candidate) await this.#addCandidate(candidate);
    else throw new TypeError('no signal');
  }

  async #offer(): Promise<void> {
    const remoteDescriptions = this.#remoteDescriptions;
    try {
      this.#makingOffer = true;
      await this.#sendDescription();
    } catch (cause) {
      // An offer of the other end may have come first, and WebRTC asks again where that was not enough
      if (remoteDescriptions === this.#remoteDescriptions) this.#fail(cause);
    } finally {
      this.#makingOffer = false;
    }
  }

  async #answer(): Promise<void> {
    try {
      await this.#sendDescription();
    } catch (cause) {
      this.#fail(cause);
    }
  }

  #fail(cause: unknown): void {
    if (this.#pc.signalingState !== 'closed') this.#events.failed(cause);
  }

  async #describe(description: RTCSessionDescriptionInit): Promise<void> {
    this.#remoteDescriptions += 1;
    const isOffer = description.type === 'offer';
    const free = !this.#makingOffer && (this.#pc.signalingState === 'stable' || this.#settingAnswer);
    this.#ignoringOffer = !this.#polite && isOffer && !free;
    if (this.#ignoringOffer) return;

    this.#settingAnswer = description.type === 'answer';
    try {
      await this.#pc.setRemoteDescription(description);
    } finally {
      this.#settingAnswer = false;
    }
    this.#described = true;
    const [, maxMessageSize] = /^a=max-message-size:(\d+)/m.exec(description.sdp ?? '') ?? [];
    // 0 is no limit, too
    this.#maxMessageSize = Number(maxMessageSize ?? 0) || Infinity;
    await Promise.all([
      isOffer && this.#answer(),
      ...this.#early.splice(0).map((candidate) => this.#addCandidate(candidate)),
    ]);
  }

  async #addCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    if (!this.#described) {
      this.#early.push(candidate);
      return;
    }
    try {
      await this.#pc.addIceCandidate(candidate);
    } catch (error) {
      // Candidates of an offer that was not taken fit nothing here
      if (!this.#ignoringOffer) throw error;
    }
  }

  async #sendDescription(): Promise<void> {
    const pc = this.#pc;
    // One that is still held back goes out first
    this.#gathered?.();
    await describeLocally(pc);
    const { signalingState } = pc;
    // Timers of a page that nobody looks at are a second late
    if (!page.document?.hidden) {
      await new Promise<void>((resolve) => {
        this.#gathered = resolve;
        this.#clock.setTimeout(resolve, FIRST_CANDIDATE_MS);
      });
      this.#gathered = undefined;
    }
    // Closed, or rolled back for an offer of the other end
    if (pc.signalingState !== signalingState) return;
    // eslint-disable-next-line @typescript-eslint/no-non-null-assertion -- it is what has been set
    const { type, sdp } = pc.localDescription!;
    this.#events.signal({ description: { type, sdp } });
  }
}

/** Sets the offer or the answer that fits, also where WebRTC is of before it could tell by itself. */
async function describeLocally(pc: RTCPeerConnection): Promise<void> {
  try {
    await pc.setLocalDescription();
  } catch (cause) {
    if ((cause as Partial<Error> | null)?.name !== 'TypeError') throw cause;
    const isAnswer = pc.signalingState === 'have-remote-offer';
    await pc.setLocalDescription(isAnswer ? await pc.createAnswer() : await pc.createOffer());
  }
}
