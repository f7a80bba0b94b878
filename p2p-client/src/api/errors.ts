import type { EventSink } from './event-sink.js';

/**
 * What went wrong.
 *
 * From the server: `bad-request`, `not-a-member`, `unknown-peer`, `room-refused`, `too-large`,
 * `spoofed-sender`, `handler-failed`, `busy`, `rate-limited`, `room-full`, `unauthorized`, `token-expired` (this
 * client is disconnected and must connect anew). From the server, which has taken this client out of the room:
 *
 * - `removed`: this client alone
 * - `room-closed`: everybody
 * - `moved`: it lets this client into the room in `to`; join that with another `P2P` on the same socket
 *
 * From this client:
 *
 * - `connect-failed`: the socket cannot connect (`cause` has its error); told once, though it tries again
 * - `join-failed`: the server did not let this client in, or did not answer; the code of `cause` is `version` if it
 *   speaks another version of the protocol
 * - `not-a-member`: the event was emitted in a room that was left or refused
 * - `unreachable`: no link leads to `peerIds`, and the event may not pass the server
 * - `not-answered`: `peerId` left before it answered
 * - `link-failed`: the link to `peerId` could not be opened, was lost or does not take a stream; `cause` says why,
 *   and events go by relay
 * - `aborted`: a large event was cut off on its way to or from `peerId`
 * - `missed`: the event does not reach `peerIds`: too much waits for them already, or none of their connections
 *   outlived it
 * - `session-lost`: this client was away and comes back under a new id; `missed` tells how many
 *   events may not have arrived
 * - `timeout`: `peerIds` did not answer in time; `answers` has what the others said
 * - `too-large`: more bytes than a limit allows
 * - `bad-message`: `peerId` sent something that is not an event
 * - `bad-signal`: `peerId` sent a signal that WebRTC refuses
 * - `bad-key`: `peerId` has another key than this client, or one of the two has none: neither gets anything of the other
 * - `tampered`: what `peerId` has sent, encrypted, was changed on its way, or came again or late; it is not
 *   delivered. Of the empty `peerId`, which is the server, nothing is
 * - `incomplete`: something that `peerId` has sent before, encrypted, has not come: the server has kept it back, or has
 *   refused it
 */
export type ErrorCode =
  | 'aborted'
  | 'bad-key'
  | 'bad-message'
  | 'bad-request'
  | 'bad-signal'
  | 'busy'
  | 'connect-failed'
  | 'rate-limited'
  | 'handler-failed'
  | 'incomplete'
  | 'join-failed'
  | 'link-failed'
  | 'missed'
  | 'moved'
  | 'not-a-member'
  | 'not-answered'
  | 'removed'
  | 'room-closed'
  | 'room-full'
  | 'room-refused'
  | 'session-lost'
  | 'spoofed-sender'
  | 'tampered'
  | 'timeout'
  | 'token-expired'
  | 'too-large'
  | 'unauthorized'
  | 'unknown-peer'
  | 'unreachable'
  | (string & {});

/** What an error is about, where that is known. */
export interface ErrorDetails {
  /** The event that was concerned. */
  readonly event?: string | undefined;
  /** The peer that was concerned. */
  readonly peerId?: string | undefined;
  /** The peers that were concerned, where there can be several. */
  readonly peerIds?: readonly string[] | undefined;
  /** The room that the server has moved this client to. */
  readonly to?: string | undefined;
  /** How many events were concerned, where there can be several. */
  readonly missed?: number | undefined;
  /** The answers that came before a timeout, by peer id. */
  readonly answers?: ReadonlyMap<string, unknown> | undefined;
}

/** What a listener of `peer-error` gets, and what `emitWithAck` rejects with. */
export class P2PError extends Error implements ErrorDetails {
  override readonly name = 'P2PError';
  /** What went wrong, for programs. */
  declare readonly code: ErrorCode;
  declare readonly event?: string | undefined;
  declare readonly peerId?: string | undefined;
  declare readonly peerIds?: readonly string[] | undefined;
  declare readonly to?: string | undefined;
  declare readonly missed?: number | undefined;
  declare readonly answers?: ReadonlyMap<string, unknown> | undefined;

  constructor(code: ErrorCode, message: string, details?: ErrorDetails & { readonly cause?: unknown }) {
    super(message);
    this.code = code;
    Object.assign(this, details);
  }
}

/** Tells the application what could not be done. */
export function report(
  sink: EventSink,
  code: ErrorCode,
  message: string,
  details?: ErrorDetails & { readonly cause?: unknown },
): void {
  sink.emit('peer-error', new P2PError(code, message, details));
}
