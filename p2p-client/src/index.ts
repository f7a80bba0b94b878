export { P2P, P2P as default, type PeerQuestion, type RoomQuestion, type Target } from './p2p.js';
export { P2PError, type ErrorCode, type ErrorDetails } from './errors.js';
export type { LibraryEvents } from './events.js';
export type { Environment } from './environment.js';
export type { P2POptions } from './options.js';
export type {
  AckEvents,
  Answer,
  DefaultEvents,
  EventArgs,
  EventListener,
  EventsMap,
  Path,
  Peer,
  PlainEvents,
  Progress,
  QuestionArgs,
  Sender,
} from './types.js';
