export {
  P2P,
  P2P as default,
  type PeerQuestion,
  type RoomQuestion,
  type RoomTarget,
  type Target,
  type VolatileTarget,
} from './api/p2p.js';
export { P2PError, type ErrorCode, type ErrorDetails } from './api/errors.js';
export type { LibraryEvents } from './api/events.js';
export type { Clock as Environment } from './api/clock.js';
export type { P2POptions } from './api/options.js';
export type {
  AckEvents,
  Answer,
  DefaultEvents,
  EventArgs,
  EventListener,
  EventsMap,
  LinkEnd,
  LinkInfo,
  MediaOptions,
  Path,
  Peer,
  PeerUser,
  PlainEvents,
  Progress,
  QuestionArgs,
  Sender,
} from './api/types.js';
