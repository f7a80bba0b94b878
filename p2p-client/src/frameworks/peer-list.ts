import type { Peer } from '../api/types.js';
import type { AnyP2P, Maybe } from './any-p2p.js';

const NOBODY: readonly never[] = Object.freeze([]);

/** The other members; nobody where there is no P2P, always the same array. */
export function peersOf<Data, User>(p2p: Maybe<AnyP2P<Data, User>>): readonly Peer<Data, User>[] {
  return p2p?.peers ?? NOBODY;
}

/** Calls back when `p2p.peers` may be another array; returns a function that stops it. */
export function watchPeers(p2p: Maybe<AnyP2P>, changed: () => void): () => void {
  const events = ['peer-connect', 'peer-update', 'peer-disconnect', 'transport'] as const;
  const stops = events.map((event) => p2p?.on(event, changed));
  return () => {
    for (const stop of stops) stop?.();
  };
}
