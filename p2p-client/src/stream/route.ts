import type { Path } from '../api/types.js';

/** A member of the room, as far as its way matters. */
export interface Reach {
  readonly id: string;
  /** The path that the stream to it takes. */
  readonly path: Path;
  /** Whether there is a link, if only one that is being opened for the first time. */
  readonly hasLink: boolean;
  /** Whether there is to be a link. */
  readonly mayLink: boolean;
}

/** Which paths may be used. */
export interface Mode {
  /** Whether events take the links that are open. */
  usePeerConnection: boolean;
  /** Whether events may pass the server. */
  useSockets: boolean;
}

/** To whom the server relays an event: to one peer, or to the room without some. */
export interface RelayTarget {
  readonly to?: string;
  readonly skip?: readonly string[];
}

/** The ways of one event. */
export interface Route {
  /** Who gets it by a link, at once or when that is open again. */
  readonly links: readonly string[];
  readonly relay: RelayTarget | undefined;
  /** Who has no link now although the event may take no other way; who is in `links` too may get it later. */
  readonly unreachable: readonly string[];
}

/**
 * Decides how an event reaches the room, or the one peer in `to`.
 *
 * @param addressed the members that it is for
 */
export function chooseRoute(addressed: readonly Reach[], mode: Mode, to?: string): Route {
  const idsOf = (test: (member: Reach) => boolean): string[] => addressed.filter(test).map(({ id }) => id);

  if (!mode.useSockets) {
    const unreachable = idsOf(({ hasLink }) => !hasLink);
    if (to !== undefined && addressed.length === 0) unreachable.push(to);
    return { links: idsOf(({ mayLink }) => mayLink), relay: undefined, unreachable };
  }
  const links = idsOf(({ path }) => path === 'webrtc');
  const isLinked = links.length > 0 && links.length === addressed.length;
  // Also where nobody is known: a handler on the server may listen
  const target = to !== undefined ? { to } : links.length > 0 ? { skip: links } : {};
  return { links, relay: isLinked ? undefined : target, unreachable: [] };
}
