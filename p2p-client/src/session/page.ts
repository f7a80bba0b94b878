import { Timer } from '../api/timer.js';
import type { Clock } from '../api/clock.js';

/** What a page's life has to say to its connection. */
export interface PageEvents {
  /** The page may be about to go, or only a download begins. */
  leaving(): void;
  /** It has not gone, or may be shown again as it is. */
  staying(): void;
  /** It has gone for good. */
  left(): void;
  /**
   * It is shown again, runs again, or is online again.
   *
   * @param restored whether it comes from the back/forward cache, which keeps no connection
   */
  awake(restored: boolean): void;
}

// How long a page that stays may be taken for one that goes
const STAY_MS = 1_000;

// The RTCPeerConnections that are open: no browser keeps a page with one in its back/forward cache
const held = new Set<object>();

/** Says that something is open with which no page is kept, until it is let go. */
export function hold(connection: object): void {
  held.add(connection);
}

export function letGo(connection: object): void {
  held.delete(connection);
}

/** The life of the page that a session is in; without one, as in Node.js, nothing ever happens. */
export class Page {
  readonly #events: PageEvents;
  readonly #listeners: [target: Partial<EventTarget>, event: string, listener: (event: Event) => void][];
  readonly #timer: Timer;

  constructor(clock: Clock, events: PageEvents) {
    this.#timer = new Timer(clock);
    this.#events = events;
    const { document = {} } = globalThis as { document?: Partial<EventTarget> };
    this.#listeners = [
      [globalThis, 'beforeunload', () => this.#mayGo()],
      [globalThis, 'pagehide', (event) => this.#hide(event as PageTransitionEvent)],
      [globalThis, 'pageshow', (event) => (event as PageTransitionEvent).persisted && events.awake(true)],
      [globalThis, 'online', () => events.awake(false)],
      [document, 'resume', () => events.awake(false)],
    ];
    for (const [target, event, listener] of this.#listeners) target.addEventListener?.(event, listener);
  }

  close(): void {
    this.#timer.stop();
    for (const [target, event, listener] of this.#listeners) target.removeEventListener?.(event, listener);
  }

  /** Firefox closes the connection of a page that goes before `pagehide`; a download goes nowhere. */
  #mayGo(): void {
    this.#timer.start(STAY_MS, () => this.#events.staying());
    this.#events.leaving();
  }

  #hide({ persisted }: PageTransitionEvent): void {
    this.#timer.stop();
    // Chromium says of a page with an open link that it is kept, and does not keep it
    if (persisted && held.size === 0) this.#events.staying();
    else this.#events.left();
  }
}
