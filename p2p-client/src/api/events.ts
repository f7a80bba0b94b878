import type { P2PError } from './errors.js';
import type { LinkInfo, Peer, PeerUser, Progress } from './types.js';

/** The events that the library itself emits. They are never sent to peers. */
export interface LibraryEvents<Data = unknown, User = PeerUser> {
  /** Once: the room is joined and every planned link is open, or there is none to open. */
  ready: () => void;
  /** Each time the last missing link has opened: the whole mesh can be used. */
  upgrade: () => void;
  /** A peer has joined the room, or was there before this client. */
  'peer-connect': (peer: Peer<Data, User>) => void;
  /**
   * A peer has other data now (`peer.data`) or another round-trip time (`peer.roundTripMs`), is plain no more, or
   * has lost its connection or is back (`peer.lost`).
   */
  'peer-update': (peer: Peer<Data, User>) => void;
  /** A peer has left the room. */
  'peer-disconnect': (peer: Peer<Data, User>) => void;
  /** The link with a peer has opened or closed (`peer.linked`), or events take another path (`peer.path`). */
  transport: (peer: Peer<Data, User>) => void;
  /** The link with a peer takes another way through the network, or its first: directly, or through a TURN server. */
  'link-change': (link: LinkInfo, peer: Peer<Data, User>) => void;
  /** Something could not be done. Without a listener it is written to the console. */
  'peer-error': (error: P2PError) => void;
  /** A linked peer has added a media stream; `kind` is the sender's word for it. */
  stream: (stream: MediaStream, peer: Peer<Data, User>, kind: string | undefined) => void;
  /** Some bytes of a large event were sent or have come. */
  progress: (progress: Progress) => void;
}

const LIBRARY_EVENTS = ['ready', 'upgrade', 'transport', 'link-change', 'stream', 'progress'];
const WIRE_EVENTS = [
  'peer-connect',
  'peer-update',
  'peer-disconnect',
  'peer-signal',
  'peer-error',
  'offers',
  'offer',
  'numClients',
];
const SOCKET_EVENTS = [
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
];

const RESERVED: ReadonlySet<string> = new Set([...LIBRARY_EVENTS, ...WIRE_EVENTS, ...SOCKET_EVENTS]);

/** Whether an application may neither send nor receive an event of this name. */
export function isReserved(event: string): boolean {
  return RESERVED.has(event) || event.startsWith('p2p:');
}
