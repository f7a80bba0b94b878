import type { Clock } from '../api/clock.js';
import { createTimer } from '../api/timer.js';

/** What a page's life has to say to its connection. */
export interface PageEvents {
  /** The page may be about to go, or only a download begins. */
  leaving(): void;
  /** The page has not gone, or may be shown again as it is. */
  staying(): void;
  /** The page has gone for good. */
  left(): void;
  /**
   * The page is shown again, runs again, or is online again.
   *
   * @param restored whether it comes from the back/forward cache, which keeps no connection
   */
  awake(restored: boolean): void;
}

// How long a page that stays may be taken for one that goes
const STAY_MS = 1_000;

// The links that are open: no browser keeps a page with an RTCPeerConnection in its back/forward cache
const held = new Set<object>();

/** Says that a link is open, with which no browser keeps a page, until the link is let go. */
export function hold(link: object): void {
  held.add(link);
}

export function letGo(link: object): void {
  held.delete(link);
}

/**
 * Watches the life of the page that this client is in; without a page, as in Node.js, nothing ever happens.
 *
 * @returns stops watching
 */
export function watchPage(clock: Clock, events: PageEvents): () => void {
  const timer = createTimer(clock);
  const { document = {} } = globalThis as { document?: Partial<EventTarget> };

  const listeners: [target: Partial<EventTarget>, event: string, listener: (event: Event) => void][] = [
    [
      globalThis,
      'beforeunload',
      () => {
        // Firefox closes the connection before `pagehide`. The page of a download gets no `pagehide`: it stays
        timer.start(STAY_MS, () => events.staying());
        events.leaving();
      },
    ],
    [
      globalThis,
      'pagehide',
      (event) => {
        timer.stop();
        // Chromium says of a page with an open link that it is kept, and does not keep it
        if ((event as PageTransitionEvent).persisted && held.size === 0) events.staying();
        else events.left();
      },
    ],
    [globalThis, 'pageshow', (event) => (event as PageTransitionEvent).persisted && events.awake(true)],
    [globalThis, 'online', () => events.awake(false)],
    [document, 'resume', () => events.awake(false)],
  ];
  for (const [target, event, listener] of listeners) target.addEventListener?.(event, listener);

  return () => {
    timer.stop();
    for (const [target, event, listener] of listeners) target.removeEventListener?.(event, listener);
  };
}
