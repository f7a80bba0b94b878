import { useCallback, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { Listener } from '../api/emitter.js';
import type { P2POptions } from '../api/options.js';
import type { DefaultEvents, EventsMap, Peer, PeerUser } from '../api/types.js';
import type { P2P } from '../index.js';
import type { AnySocket } from '../session/session.js';
import { listen, type AnyP2P, type EventName, type ListenerOf, type Maybe } from './any-p2p.js';
import { share, tellData } from './membership.js';
import { peersOf, watchPeers } from './peer-list.js';

interface Running {
  readonly dependencies: readonly unknown[];
  readonly stop: (() => void) | undefined;
}

// React 18 warns of layout effects on the server, where neither runs
const useEarlyEffect = typeof window === 'undefined' ? useEffect : useLayoutEffect;

/**
 * Joins a room when the component is mounted, and leaves it when it is unmounted or has another room or socket.
 * Components that ask for one room on one socket share one P2P, with the options of the first.
 *
 * @param socket a socket of socket.io-client, the same one at each render; without one there is no P2P
 * @param options see {@link P2POptions}. Only another `room` joins anew; other `data` are told to the peers, and
 * all else holds as it was when the room was joined
 * @returns the P2P; `undefined` until the component is mounted, and on a server
 */
export function useP2P<Events extends EventsMap = DefaultEvents, Data = unknown, User = PeerUser>(
  socket: Maybe<AnySocket>,
  options: P2POptions<Data> = {},
): P2P<Events, Data, User> | undefined {
  const [p2p, setP2P] = useState<P2P>();
  useLasting(() => {
    if (!socket) return undefined;
    const membership = share(socket, options);
    setP2P(membership.p2p);
    return () => {
      setP2P(undefined);
      membership.release();
    };
  }, [socket, options.room ?? '']);
  useEffect(() => tellData(p2p, options), [p2p, JSON.stringify(options.data)]);
  return p2p as P2P<Events, Data, User> | undefined;
}

/** The other members of the room; the component renders anew when one of them has come, changed or left. */
export function usePeers<Data, User>(p2p: Maybe<AnyP2P<Data, User>>): readonly Peer<Data, User>[] {
  const subscribe = useCallback((changed: () => void) => watchPeers(p2p, changed), [p2p]);
  return useSyncExternalStore(
    subscribe,
    () => peersOf(p2p),
    () => peersOf<Data, User>(undefined),
  );
}

/** Listens to an event of the library or of the other peers, with the listener of the last render. */
export function useEvent<Events extends EventsMap, Data, User, Name extends EventName<Events>>(
  p2p: Maybe<P2P<Events, Data, User>>,
  event: Name,
  listener: ListenerOf<Events, Data, User, Name>,
): void {
  const newest = useRef<Listener>(undefined);
  useEarlyEffect(() => {
    newest.current = listener as Listener;
  });
  useLasting(() => listen(p2p, event, (...args) => newest.current?.(...args)), [p2p, event]);
}

/**
 * An effect that starts before the page can get another event, and goes on while React shows a fallback in place of
 * the component: what peers send in the meantime would be lost. So it starts as a layout effect and stops as a
 * passive one.
 */
function useLasting(start: () => (() => void) | undefined, dependencies: readonly unknown[]): void {
  const running = useRef<Running>(undefined);

  function stop(): void {
    const { current } = running;
    running.current = undefined;
    current?.stop?.();
  }

  function ensure(): Running {
    const { current } = running;
    if (current && dependencies.every((value, index) => Object.is(value, current.dependencies[index])))
      return current;
    stop();
    return (running.current = { dependencies, stop: start() });
  }

  useEarlyEffect(() => void ensure(), dependencies);
  useEffect(() => {
    const own = ensure();
    return () => {
      if (running.current === own) stop();
    };
  }, dependencies);
}
