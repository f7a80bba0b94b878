import type { LinkState } from './link.js';

/** A member of the room, as far as its way matters. `undefined`: there is and will be no link. */
export interface Reach {
  readonly id: string;
  readonly link: LinkState | undefined;
}

/** Which paths may be used. */
export interface Mode {
  /** Whether events take the links that are open. */
  usePeerConnection: boolean;
  /** Whether events may pass the server. */
  useSockets: boolean;
}

/** To whom the server relays an event: to one peer, or to the room without some. */
export type RelayTarget = { readonly to: string } | { readonly skip?: readonly string[] };

/** The ways of one event. Every addressed member is in exactly one of them. */
export interface Route {
  readonly links: readonly string[];
  readonly relay: RelayTarget | undefined;
  readonly unreachable: readonly string[];
}

/** Decides how an event reaches the room, or the one peer in `to`. */
export function chooseRoute(members: readonly Reach[], mode: Mode, to?: string): Route {
  const addressed = to === undefined ? members : members.filter(({ id }) => id === to);
  if (!mode.useSockets) return routeByLinksOnly(addressed, to);

  const linked = addressed.filter(({ link }) => mode.usePeerConnection && link === 'open');
  const links = linked.map(({ id }) => id);
  if (links.length > 0 && links.length === addressed.length)
    return { links, relay: undefined, unreachable: [] };
  // Also where nobody is known: a handler on the server may listen
  const relay = to !== undefined ? { to } : links.length > 0 ? { skip: links } : {};
  return { links, relay, unreachable: [] };
}

/** A link that is not open yet, or interrupted, keeps the event until it is. */
function routeByLinksOnly(addressed: readonly Reach[], to: string | undefined): Route {
  const links: string[] = [];
  const unreachable: string[] = [];
  for (const { id, link } of addressed) {
    (link === undefined || link === 'closed' ? unreachable : links).push(id);
  }
  if (to !== undefined && addressed.length === 0) unreachable.push(to);
  return { links, relay: undefined, unreachable };
}
