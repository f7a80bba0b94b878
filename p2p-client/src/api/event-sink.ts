import type { LibraryEvents } from './events.js';
import type { Sender } from './types.js';

/** Where everything goes that the application is to hear. */
export interface EventSink {
  /** Emits an event of the library. */
  emit<K extends keyof LibraryEvents>(event: K, ...args: Parameters<LibraryEvents[K]>): void;
  /** Whether anybody listens to an event of the library, where it takes something to tell it. */
  hears(event: keyof LibraryEvents): boolean;
  /** Delivers an event of a peer. */
  receive(event: string, args: readonly unknown[], sender: Sender): void;
}
