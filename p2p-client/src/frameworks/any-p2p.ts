import type { Listener } from '../api/emitter.js';
import type { LibraryEvents } from '../api/events.js';
import type { EventListener, EventsMap } from '../api/types.js';
import type { P2P } from '../index.js';

/** What may not be there yet, or not on a server. */
export type Maybe<T> = T | null | undefined;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a P2P is invariant in its types
export type AnyP2P<Data = any, User = any> = P2P<any, Data, User>;

/** The name of an event of the library or of the other peers. */
export type EventName<Events extends EventsMap> = keyof LibraryEvents | (keyof Events & string);

/** What listens to an event of that name. */
export type ListenerOf<
  Events extends EventsMap,
  Data,
  User,
  Name extends EventName<Events>,
> = Name extends keyof LibraryEvents ? LibraryEvents<Data, User>[Name] : EventListener<Events[Name]>;

/** Listens to an event whose listener was checked before; returns a function that stops it. */
export function listen(p2p: Maybe<AnyP2P>, event: string, listener: Listener): (() => void) | undefined {
  return p2p?.on(event, listener as (...args: unknown[]) => void);
}
