import {
  getCurrentInstance,
  markRaw,
  onMounted,
  shallowReadonly,
  shallowRef,
  toRaw,
  toValue,
  watch,
  type MaybeRefOrGetter,
  type ShallowRef,
} from 'vue';
import type { Listener } from '../api/emitter.js';
import type { P2POptions } from '../api/options.js';
import type { DefaultEvents, EventsMap, Peer, PeerUser } from '../api/types.js';
import type { P2P } from '../index.js';
import type { AnySocket } from '../session/session.js';
import { listen, type AnyP2P, type EventName, type ListenerOf, type Maybe } from './any-p2p.js';
import { share, tellData } from './membership.js';
import { peersOf, watchPeers } from './peer-list.js';

// Peers send when they like: who is told later than at once has not heard it
const AT_ONCE = { immediate: true, flush: 'sync' } as const;

/**
 * Joins a room when the component is mounted, or at once outside a component, and leaves it when the scope is disposed
 * of or it has another room or socket. Components that ask for one room on one socket share one P2P, with the options
 * of the first.
 *
 * @param socket a socket of socket.io-client; without one there is no P2P
 * @param options see {@link P2POptions}. Only another `room` joins anew; other `data` are told to the peers, and
 * all else holds as it was when the room was joined
 * @returns the P2P; `undefined` until the component is mounted, and on a server
 */
export function useP2P<Events extends EventsMap = DefaultEvents, Data = unknown, User = PeerUser>(
  socket: MaybeRefOrGetter<Maybe<AnySocket>>,
  options: MaybeRefOrGetter<P2POptions<Data>> = {},
): Readonly<ShallowRef<P2P<Events, Data, User> | undefined>> {
  const p2p = shallowRef<P2P>();
  const isMounted = shallowRef(!getCurrentInstance());
  // Proxies of a socket, of options or of a P2P would not do
  const newest = (): P2POptions => toRaw(toValue(options));
  watch(
    [() => isMounted.value && toRaw(toValue(socket)), () => toValue(options).room ?? ''],
    ([now], _, onCleanup) => {
      if (!now) return;
      const membership = share(now, newest());
      p2p.value = markRaw(membership.p2p);
      onCleanup(() => {
        p2p.value = undefined;
        membership.release();
      });
    },
    AT_ONCE,
  );
  watch(
    () => JSON.stringify(toValue(options).data),
    () => tellData(p2p.value, newest()),
  );
  if (!isMounted.value) onMounted(() => (isMounted.value = true));
  return shallowReadonly(p2p) as Readonly<ShallowRef<P2P<Events, Data, User> | undefined>>;
}

/** The other members of the room: another array when one of them has come, changed or left. */
export function usePeers<Data, User>(
  p2p: MaybeRefOrGetter<Maybe<AnyP2P<Data, User>>>,
): Readonly<ShallowRef<readonly Peer<Data, User>[]>> {
  const peers = shallowRef<readonly Peer<Data, User>[]>([]);
  watch(
    () => toValue(p2p),
    (now, _, onCleanup) => {
      const update = (): void => void (peers.value = peersOf(now));
      onCleanup(watchPeers(now, update));
      update();
    },
    AT_ONCE,
  );
  return shallowReadonly(peers);
}

/** Listens to an event of the library or of the other peers until the scope is disposed of. */
export function useEvent<Events extends EventsMap, Data, User, Name extends EventName<Events>>(
  p2p: MaybeRefOrGetter<Maybe<P2P<Events, Data, User>>>,
  event: Name,
  listener: ListenerOf<Events, Data, User, Name>,
): void {
  watch(
    () => toValue(p2p),
    (now, _, onCleanup) => {
      const stop = listen(now, event, listener as Listener);
      if (stop) onCleanup(stop);
    },
    AT_ONCE,
  );
}
