import type { EventSink } from '../api/event-sink.js';
import { whenAborted } from '../api/when-aborted.js';
import type { EncodedEvent } from '../codec/codec.js';

interface Leg {
  loaded: number;
  readonly cancel: () => void;
}

export type OutgoingTransfer = ReturnType<typeof createOutgoingTransfer>;

/**
 * A large event on its way, in parts, to one receiver or several.
 *
 * @param ended is told when this end gives the event up, or which receiver does not want it, and why
 * @param signal gives the event up
 */
export function createOutgoingTransfer(
  id: number,
  message: EncodedEvent,
  sink: EventSink,
  ended: (stoppedBy?: string, code?: string) => void,
  signal?: AbortSignal,
) {
  // By name: the id of a peer, or none for everyone that the relay reaches
  const legs = new Map<string | undefined, Leg>();
  // Empty for an answer
  const event = message.event ?? '';
  const total = message.bytes.length;
  let reported = 0;
  const forget = whenAborted(signal, abort);

  /** Gives the event up on all legs. */
  function abort(): void {
    const cancelled = [...legs.values()];
    if (cancelled.every(({ loaded }) => loaded === total)) return;
    forget();
    legs.clear();
    for (const { cancel } of cancelled) cancel();
    ended();
  }

  function report(): void {
    const loaded = Math.min(...[...legs.values()].map((leg) => leg.loaded));
    // Infinity where nobody is left to get it
    if (loaded >= total) forget();
    if (legs.size === 0 || loaded <= reported) return;
    reported = loaded;
    sink.emit('progress', { id, event, direction: 'send', loaded, total, abort });
  }

  /** A leg gets no more; the progress no longer depends on it. */
  function abandon(leg?: string): void {
    legs.delete(leg);
    report();
  }

  return {
    id,
    message,
    event,
    total,
    abort,
    abandon,

    /** Begins a leg, or takes it over. */
    begin(leg: string | undefined, loaded: number, cancel: () => void): void {
      legs.set(leg, { loaded, cancel });
    },

    /** Whether a leg is still to get it. */
    reaches: (leg: string): boolean => legs.has(leg),

    /** A leg has the bytes before `end` now, if there are so many. */
    advance(leg: string | undefined, end: number): void {
      const known = legs.get(leg);
      if (known) known.loaded = Math.max(known.loaded, Math.min(end, total));
      report();
    },

    /** A receiver does not want the rest. */
    stop(peerId: string, code?: string): void {
      abandon(peerId);
      ended(peerId, code);
    },
  };
}
