/** What two library peers tell each other to open a link, and when one of them has closed it. */
export type Signal =
  | { readonly description: RTCSessionDescriptionInit }
  | { readonly candidate: RTCIceCandidateInit }
  | { readonly closed: true };

/** The "perfect negotiation" of WebRTC: both ends may change the session at any time, and one gives way. */
export class Negotiation {
  readonly #pc: RTCPeerConnection;
  readonly #polite: boolean;
  readonly #send: (signal: Signal) => void;
  readonly #early: RTCIceCandidateInit[] = [];
  #described = false;
  #makingOffer = false;
  #settingAnswer = false;
  #ignoringOffer = false;

  /**
   * @param polite whether this end gives way where two offers meet
   * @param starts whether the first offer is this end's
   */
  constructor(pc: RTCPeerConnection, polite: boolean, starts: boolean, send: (signal: Signal) => void) {
    this.#pc = pc;
    this.#polite = polite;
    this.#send = send;
    pc.addEventListener('negotiationneeded', () => {
      // The end that does not start has its media taken up by the session that the first offer opens
      if (starts || this.#described) void this.#offer();
    });
    pc.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate) send({ candidate: candidate.toJSON() });
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
    if (isOffer) await this.#sendDescription();
    for (const candidate of this.#early.splice(0)) await this.#addCandidate(candidate);
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
    await this.#pc.setLocalDescription();
    const description = this.#pc.localDescription;
    if (description) this.#send({ description: { type: description.type, sdp: description.sdp } });
  }
}
