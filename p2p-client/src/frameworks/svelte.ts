import { onMount } from 'svelte';
import { readable, writable, type Readable } from 'svelte/store';
import type { Listener } from '../api/emitter.js';
import type { P2POptions } from '../api/options.js';
import type { DefaultEvents, EventsMap, Peer, PeerUser } from '../api/types.js';
import type { P2P } from '../index.js';
import type { AnySocket } from '../session/session.js';
import { listen, type AnyP2P, type EventName, type ListenerOf, type Maybe } from './any-p2p.js';
import { share } from './membership.js';
import { peersOf, watchPeers } from './peer-list.js';

/**
 * Joins a room when the component is mounted, and leaves it when it is destroyed. Components that ask for one room on
 * one socket share one P2P, with the options of the first. For another room, put the component into `{#key room}`.
 *
 * @param socket a socket of socket.io-client; without one, as on a server, there is no P2P
 * @param options see {@link P2POptions}
 * @returns a store of the P2P; `undefined` until the component is mounted, and on a server
 */
export function useP2P<Events extends EventsMap = DefaultEvents, Data = unknown, User = PeerUser>(
  socket: Maybe<AnySocket>,
  options: P2POptions<Data> = {},
): Readable<P2P<Events, Data, User> | undefined> {
  const p2p = writable<P2P<Events, Data, User> | undefined>();
  onMount(() => {
    if (!socket) return undefined;
    const membership = share(socket, options);
    p2p.set(membership.p2p as unknown as P2P<Events, Data, User>);
    return () => {
      p2p.set(undefined);
      membership.release();
    };
  });
  return p2p;
}

/** A store of the other members of the room: another array when one of them has come, changed or left. */
export function peers<Data, User>(
  p2p: Maybe<AnyP2P<Data, User>> | Readable<Maybe<AnyP2P<Data, User>>>,
): Readable<readonly Peer<Data, User>[]> {
  return readable(peersOf<Data, User>(undefined), (set) => {
    let known: unknown;
    return follow(p2p, (now) => {
      const update = (): void => {
        const list = peersOf(now);
        // Stores take every object for another one
        if (list !== known) set((known = list));
      };
      update();
      return watchPeers(now, update);
    });
  });
}

/** Listens to an event of the library or of the other peers while the component is there. */
export function useEvent<Events extends EventsMap, Data, User, Name extends EventName<Events>>(
  p2p: Maybe<P2P<Events, Data, User>> | Readable<Maybe<P2P<Events, Data, User>>>,
  event: Name,
  listener: ListenerOf<Events, Data, User, Name>,
): void {
  onMount(() => follow(p2p, (now) => listen(now, event, listener as Listener)));
}

/** Does something with a P2P, or with each that a store has in turn. */
function follow<T extends AnyP2P>(
  source: Maybe<T> | Readable<Maybe<T>>,
  start: (p2p: Maybe<T>) => (() => void) | undefined,
): () => void {
  let stop: (() => void) | undefined;
  const take = (p2p: Maybe<T>): void => {
    stop?.();
    stop = start(p2p);
  };
  let unsubscribe: (() => void) | undefined;
  if (source && 'subscribe' in source) unsubscribe = source.subscribe(take);
  else take(source);
  return () => {
    unsubscribe?.();
    stop?.();
  };
}
