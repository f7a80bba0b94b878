import { Timer } from '../api/timer.js';
import type { Settings } from '../api/options.js';

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

/** Asks the other end of a link for signs of life: a frozen page keeps its connection, but reads nothing. */
export class Heartbeat {
  readonly #settings: Settings;
  readonly #events: HeartbeatEvents;
  readonly #timer: Timer;
  #pingedAt = 0;
  #unanswered = 0;
  // Counts down with each ping
  #busy = 0;
  #roundTripMs: number | undefined;

  constructor(settings: Settings, events: HeartbeatEvents) {
    this.#settings = settings;
    this.#timer = new Timer(settings.clock);
    this.#events = events;
  }

  /** The time to the other end and back; `undefined` before it was measured. */
  get roundTripMs(): number | undefined {
    return this.#roundTripMs;
  }

  /** Begins, but not with all links of a mesh at once, and not while others are being opened. */
  start(): void {
    this.#beatAfter(this.#settings.clock.random());
  }

  stop(): void {
    this.#timer.stop();
  }

  /** A ping was answered. Nothing else does: what comes from an end does not show that it reads anything. */
  answered(): void {
    this.#unanswered = 0;
    this.#roundTripMs = this.#settings.clock.now() - this.#pingedAt;
  }

  /** The network works again: what was not answered before counts no more. */
  forgive(): void {
    this.#unanswered = 0;
  }

  /** The other end has confirmed something, so it lives: a ping may take its time behind what is on its way. */
  progressed(): void {
    this.#busy = BUSY_PINGS;
  }

  #beat(): void {
    const patience = this.#busy > 0 ? MAX_UNANSWERED_WHILE_BUSY : MAX_UNANSWERED;
    if (this.#unanswered >= patience) this.#events.silent();
    this.#busy -= 1;
    this.#unanswered += 1;
    this.#pingedAt = this.#settings.clock.now();
    // Before the ping, which may find the link closed
    this.#beatAfter(1);
    this.#events.ping();
  }

  #beatAfter(intervals: number): void {
    this.#timer.start(intervals * this.#settings.pingIntervalMs, () => this.#beat());
  }
}
