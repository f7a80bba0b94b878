export { P2P, P2P as default, type Target } from './p2p.js';
export { P2PError, type ErrorCode, type ErrorDetails } from './errors.js';
export type { LibraryEvents } from './events.js';
export type { P2POptions } from './options.js';
export type {
  DefaultEvents,
  EventArgs,
  EventListener,
  EventsMap,
  Path,
  Peer,
  Progress,
  Sender,
} from './types.js';
