import type { Clock } from '../api/clock.js';
import type { Signal } from '../codec/wire.js';

/** What a negotiation tells its link. */
export interface NegotiationEvents {
  /** The other end is to be told this. */
  signal(signal: Signal): void;
  /** An offer of the other end has been taken, and is about to be answered. */
  answering(): void;
  /** This end cannot describe itself. */
  failed(cause: unknown): void;
}

// A machine finds its own candidates at once: a description that waits for them saves two signals. With ten pages that
// link at once on two cores, half of them took more than 30 ms
const FIRST_CANDIDATE_MS = 100;
const NEXT_CANDIDATE_MS = 1;

export type Negotiation = ReturnType<typeof createNegotiation>;

/**
 * The "perfect negotiation" of WebRTC: both ends may change the session at any time, and one gives way.
 *
 * @param polite whether this end gives way where two offers meet
 * @param starts whether the first offer is this end's
 */
export function createNegotiation(
  pc: RTCPeerConnection,
  clock: Clock,
  polite: boolean,
  starts: boolean,
  events: NegotiationEvents,
) {
  const early: RTCIceCandidateInit[] = [];
  let described = false;
  let makingOffer = false;
  let settingAnswer = false;
  let ignoringOffer = false;
  // How many descriptions of the other end were looked at
  let remoteDescriptions = 0;
  let maxMessageSize: string | undefined;
  // While a description waits for candidates
  let gathered: (() => void) | undefined;

  async function offer(): Promise<void> {
    const before = remoteDescriptions;
    makingOffer = true;
    await sendDescription().catch((cause: unknown) => {
      // An offer of the other end has come first: WebRTC fires `negotiationneeded` again if that was not enough
      if (before === remoteDescriptions) fail(cause);
    });
    makingOffer = false;
  }

  function fail(cause: unknown): void {
    if (pc.signalingState !== 'closed') events.failed(cause);
  }

  async function describe(description: RTCSessionDescriptionInit): Promise<void> {
    remoteDescriptions += 1;
    const isOffer = description.type === 'offer';
    // An offer that was repeated is answered twice
    if (description.type === 'answer' && (settingAnswer || pc.signalingState === 'stable')) return;
    const free = !makingOffer && (pc.signalingState === 'stable' || settingAnswer);
    ignoringOffer = !polite && isOffer && !free;
    if (ignoringOffer) return;

    settingAnswer = description.type === 'answer';
    try {
      await pc.setRemoteDescription(description);
    } finally {
      settingAnswer = false;
    }
    described = true;
    [, maxMessageSize] = /^a=max-message-size:(\d+)/m.exec(description.sdp ?? '') ?? [];
    await Promise.all([
      isOffer && answer().catch(fail),
      ...early.splice(0).map((candidate) => addCandidate(candidate)),
    ]);
  }

  async function answer(): Promise<void> {
    events.answering();
    await sendDescription();
  }

  async function addCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    if (!described) {
      early.push(candidate);
      return;
    }
    try {
      await pc.addIceCandidate(candidate);
    } catch (error) {
      // The candidates of an offer that this end has ignored fit no description
      if (!ignoringOffer) throw error;
    }
  }

  async function sendDescription(): Promise<void> {
    // A description that still waits for candidates goes out first
    gathered?.();
    await describeLocally(pc);
    const { signalingState } = pc;
    // Node.js has none
    const { document } = globalThis as Partial<Pick<Window, 'document'>>;
    // Timers of a page that nobody looks at are a second late
    if (!document?.hidden) {
      await new Promise<void>((resolve) => {
        gathered = resolve;
        clock.setTimeout(resolve, FIRST_CANDIDATE_MS);
      });
      gathered = undefined;
    }
    // Closed, or rolled back for an offer of the other end
    if (pc.signalingState !== signalingState) return;
    tell();
  }

  /** Tells the other end how this one describes itself now. */
  function tell(): void {
    const { localDescription } = pc;
    if (localDescription)
      events.signal({ description: { type: localDescription.type, sdp: localDescription.sdp } });
  }

  pc.addEventListener('negotiationneeded', () => {
    // The end that does not start offers nothing before the first description: its media go into its answer
    const isFirst = starts && !makingOffer && pc.signalingState === 'stable';
    if (described || isFirst) void offer();
  });
  pc.addEventListener('icecandidate', ({ candidate }) => {
    if (gathered) clock.setTimeout(gathered, NEXT_CANDIDATE_MS);
    else if (candidate) events.signal({ candidate: candidate.toJSON() });
  });

  return {
    /** The bytes that a message may have, in the words of the other end's description, if it has any for that. */
    get maxMessageSize(): string | undefined {
      return maxMessageSize;
    },

    /** Sends what it has sent last, as that may be lost. */
    repeat: tell,

    /** Makes the first offer, once the session is set up. Not every stack asks for it by `negotiationneeded`. */
    start(): void {
      queueMicrotask(() => void offer());
    },

    /** Takes a signal of the other end; rejects if it is none or WebRTC refuses it. */
    async accept({ description, candidate }: Signal): Promise<void> {
      if (description) return describe(description);
      if (candidate) return addCandidate(candidate);
      throw new TypeError('no signal');
    },
  };
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
