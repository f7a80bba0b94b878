import type { Settings } from '../api/options.js';
import { createTimer } from '../api/timer.js';

const MAX_UNANSWERED = 2;
// On a slow network a ping waits behind what is being sent, and its answer behind what comes
const MAX_UNANSWERED_WHILE_BUSY = 6;
const BUSY_PINGS = 2;

/** What a heartbeat has its link do. */
export interface HeartbeatEvents {
  /** A ping is due. */
  ping(): void;
  /** The other end does not answer. */
  silent(): void;
}

export type Heartbeat = ReturnType<typeof createHeartbeat>;

/** Asks the other end of a link for signs of life: a frozen page keeps its connection, but reads nothing. */
export function createHeartbeat({ clock, pingIntervalMs }: Settings, events: HeartbeatEvents) {
  const timer = createTimer(clock);
  let pingedAt = 0;
  let unanswered = 0;
  // The pings that may still take longer: each ping counts it down
  let busy = 0;
  let roundTripMs: number | undefined;

  function beat(): void {
    if (unanswered >= (busy > 0 ? MAX_UNANSWERED_WHILE_BUSY : MAX_UNANSWERED)) events.silent();
    busy -= 1;
    unanswered += 1;
    pingedAt = clock.now();
    // Before the ping, which stops the heartbeat if it finds the link closed
    beatAfter(1);
    events.ping();
  }

  function beatAfter(intervals: number): void {
    timer.start(intervals * pingIntervalMs, beat);
  }

  return {
    /** The time to the other end and back; `undefined` before it was measured. */
    get roundTripMs(): number | undefined {
      return roundTripMs;
    },

    /**
     * Begins, but not with all links of a mesh at once, and not while others are being opened.
     *
     * @param isAwaited whether the other end waits for a first sign of life
     */
    start(isAwaited: boolean): void {
      if (isAwaited) beat();
      else beatAfter(clock.random());
    },

    stop: timer.stop,

    /** The other end has answered a ping. Nothing else shows that it reads what it is sent. */
    answered(): void {
      unanswered = 0;
      roundTripMs = clock.now() - pingedAt;
    },

    /** The network works again: the pings that were lost with it count no more. */
    forgive(): void {
      unanswered = 0;
    },

    /** The other end has confirmed something, so it lives: a ping may take its time behind what is on its way. */
    progressed(): void {
      busy = BUSY_PINGS;
    },
  };
}
