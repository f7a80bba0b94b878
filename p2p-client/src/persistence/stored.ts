import type { Position } from '../codec/wire.js';
import type { Entry } from '../session/replay-buffer.js';
import type { StreamPositions } from '../link/member.js';

/** What a page knows of a room, for the next page to go on with. */
export interface StoredRoom {
  readonly positions: StreamPositions;
  /** The numbers of the last question, transfer and volatile event. */
  readonly numbers: readonly [ack: number, transfer: number, volatile: number];
  /** What the others know of this client. */
  readonly data?: unknown;
  /** The events that had come in part: they do not arrive. */
  readonly aborted: readonly (readonly [peerId: string, event: string])[];
}

/** What a page knows of its session, for the next page to go on with. */
export interface StoredSession {
  /** Its name, which is its secret. */
  readonly name: string;
  readonly received: number;
  readonly confirmed: number;
  readonly generation: number | undefined;
  readonly positions: readonly [room: string, position: Position][];
  readonly entries: readonly Entry[];
  readonly rooms: Readonly<Record<string, StoredRoom>>;
  /** For how long the server keeps it. */
  readonly windowMs: number;
}
