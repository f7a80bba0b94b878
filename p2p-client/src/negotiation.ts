import type { Environment } from './environment.js';

/** What two library peers tell each other to open a link, and when one of them has closed it. */
export type Signal =
  | { readonly description: RTCSessionDescriptionInit }
  | { readonly candidate: RTCIceCandidateInit }
  | { readonly closed: true };

// The candidates of this machine are found at once, and a description that has them does for three signals
const FIRST_CANDIDATE_MS = 30;
const NEXT_CANDIDATE_MS = 1;

// Node.js has no document
const page: Partial<Pick<Window, 'document'>> = globalThis;

/** The "perfect negotiation" of WebRTC: both ends may change the session at any time, and one gives way. */
export class Negotiation {
  readonly #pc: RTCPeerConnection;
  readonly #environment: Environment;
  readonly #polite: boolean;
  readonly #send: (signal: Signal) => void;
  readonly #early: RTCIceCandidateInit[] = [];
  #described = false;
  #makingOffer = false;
  #settingAnswer = false;
  #ignoringOffer = false;
  // While a description waits for candidates
  #gathered: (() => void) | undefined;

  /**
   * @param polite whether this end gives way where two offers meet
   * @param starts whether the first offer is this end's
   */
  constructor(
    pc: RTCPeerConnection,
    environment: Environment,
    polite: boolean,
    starts: boolean,
    send: (signal: Signal) => void,
  ) {
    this.#pc = pc;
    this.#environment = environment;
    this.#polite = polite;
    this.#send = send;
    pc.addEventListener('negotiationneeded', () => {
      // The end that does not start has its media taken up by the session that the first offer opens
      if (starts || this.#described) void this.#offer();
    });
    pc.addEventListener('icecandidate', ({ candidate }) => {
      if (this.#gathered) environment.setTimeout(this.#gathered, NEXT_CANDIDATE_MS);
      else if (candidate) send({ candidate: candidate.toJSON() });
    });
  }

  /** Takes a signal of the other end; rejects if it is none or WebRTC refuses it. */
  async accept(signal: unknown): Promise<void> {
    const { description, candidate } = signal as { description?: unknown; candidate?: unknown };
    if (description) await this.#describe(description as RTCSessionDescriptionInit);
    else if (candidate) await this.#addCandidate(candidate);
    else throw new TypeError('no signal');
  }

  async #offer(): Promise<void> {
    try {
      this.#makingOffer = true;
      await this.#sendDescription();
    } catch {
      // Closed meanwhile, or an offer of the other end came first, and WebRTC asks again where that was not enough
    } finally {
      this.#makingOffer = false;
    }
  }

  async #describe(description: RTCSessionDescriptionInit): Promise<void> {
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
    await Promise.all([
      isOffer && this.#sendDescription(),
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
    await pc.setLocalDescription();
    const { signalingState } = pc;
    // Timers of a page that nobody looks at are a second late
    if (!page.document?.hidden) {
      await new Promise<void>((resolve) => {
        this.#gathered = resolve;
        this.#environment.setTimeout(resolve, FIRST_CANDIDATE_MS);
      });
      this.#gathered = undefined;
    }
    // Closed, or rolled back for an offer of the other end
    if (pc.signalingState !== signalingState) return;
    // eslint-disable-next-line @typescript-eslint/no-non-null-assertion -- it is what has been set
    const { type, sdp } = pc.localDescription!;
    this.#send({ description: { type, sdp } });
  }
}
