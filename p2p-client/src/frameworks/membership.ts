import type { P2POptions } from '../api/options.js';
import { P2P } from '../index.js';
import type { AnySocket } from '../session/session.js';

/** A P2P of a component, as long as it wants it. */
export interface Membership {
  readonly p2p: P2P;
  /** The component does not need it any more; called once. */
  release(): void;
}

interface Shared {
  readonly p2p: P2P;
  users: number;
}

const sharedBySocket = new WeakMap<AnySocket, Map<string, Shared>>();

/**
 * The P2P for a room on a socket: components share one, as a socket takes no two for a room. It leaves when the last
 * of them has released it and none has asked for it in the same task: a component that is mounted anew at once, by
 * React's StrictMode or after its code was edited, stays in the room.
 */
export function share<Data>(socket: AnySocket, options: P2POptions<Data>): Membership {
  const rooms = sharedBySocket.get(socket) ?? new Map<string, Shared>();
  sharedBySocket.set(socket, rooms);
  const { room = '' } = options;
  const shared = rooms.get(room) ?? { p2p: new P2P(socket, options), users: 0 };
  rooms.set(room, shared);
  shared.users += 1;

  return {
    p2p: shared.p2p,

    release() {
      queueMicrotask(() => {
        shared.users -= 1;
        if (shared.users > 0) return;
        rooms.delete(room);
        shared.p2p.leave();
      });
    },
  };
}

/** Tells the others the option `data` where that is another now. */
export function tellData(p2p: P2P | undefined, { data }: P2POptions): void {
  if (p2p && data !== undefined && JSON.stringify(data) !== JSON.stringify(p2p.data)) p2p.data = data;
}
