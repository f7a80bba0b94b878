import { peekName } from '../codec/codec.js';
import { report } from '../api/errors.js';
import type { EventSink } from '../api/event-sink.js';
import type { Path } from '../api/types.js';
import { MAX_TRANSFERS } from './outgoing.js';

// MAX_TRANSFERS on each of two paths, and twice as many for those under way when the path changed
const MAX_RECEIVED = 4 * MAX_TRANSFERS;
const MAX_REMEMBERED = 1_000;
// How many times the largest event one peer's parts may take, and those of all peers together
const EVENTS_PER_PEER = 2;
const EVENTS_OF_ALL = 4;
// What a part costs at least, however few bytes are in it
const PART_BYTES = 64;

// Of each room, the peers that hold parts of events that are not complete
const holders = new WeakMap<EventSink, Set<Holder>>();

interface Holder {
  /** What the parts of events take that are not complete. */
  readonly heldBytes: number;
  /** Gives up the transfer that holds the most. */
  giveWay(): void;
}

interface Assembly {
  readonly id: number;
  readonly event: string;
  readonly total: number;
  loaded: number;
  heldBytes: number;
  readonly parts: Uint8Array[];
}

/** What a receiver of parts tells. */
export interface IncomingTransferEvents {
  /** An event is complete. */
  complete(parts: readonly Uint8Array[], path: Path): void;
  /** The rest of a transfer is not wanted, or cannot be taken, which `code` tells. */
  stop(id: number, code?: string): void;
}

export type IncomingTransfers = ReturnType<typeof createIncomingTransfers>;

/**
 * Joins the parts that one peer sends, on whichever path. Whatever comes, it does not throw.
 *
 * @param ended the transfers that have ended in the page before this one
 */
export function createIncomingTransfers(
  peerId: string,
  maxEventBytes: number,
  sink: EventSink,
  events: IncomingTransferEvents,
  ended: readonly number[] = [],
) {
  const assemblies = new Map<number, Assembly>();
  // The transfers that have ended: after a change of the path their parts may come again
  const done = new Set(ended);
  const holdersOfRoom = holders.get(sink) ?? new Set();
  holders.set(sink, holdersOfRoom);

  function giveWay(): void {
    const largest = largestOf(assemblies.values());
    if (largest) reject(largest, 'too much of it waits');
  }

  function limit(): void {
    if (receiver.heldBytes > EVENTS_PER_PEER * maxEventBytes) giveWay();
    // The peer that holds the most gives way: others are not to lose by what one peer sends
    if (bytesOf(holdersOfRoom) > EVENTS_OF_ALL * maxEventBytes) largestOf(holdersOfRoom)?.giveWay();
  }

  function begin(id: number, total: number, offset: number, bytes: Uint8Array): Assembly | undefined {
    if (offset > 0 || done.has(id)) return undefined;
    const assembly: Assembly = { id, event: peekName(bytes), total, loaded: 0, heldBytes: 0, parts: [] };
    if (total > maxEventBytes) {
      reject(assembly, `an event of ${total} bytes is too large`);
      return undefined;
    }
    const [oldest = id] = assemblies.keys();
    // Our own senders keep the limit, so the oldest is one whose rest never comes
    if (assemblies.size >= MAX_RECEIVED) abort(oldest);
    assemblies.set(id, assembly);
    holdersOfRoom.add(receiver);
    return assembly;
  }

  function finish(id: number): void {
    assemblies.delete(id);
    if (assemblies.size === 0) holdersOfRoom.delete(receiver);
    done.add(id);
    const [oldest = id] = done;
    if (done.size > MAX_REMEMBERED) done.delete(oldest);
  }

  /** The sender gave a transfer up. */
  function abort(id: number): void {
    const assembly = assemblies.get(id);
    if (assembly) give(assembly, 'aborted', 'the sender gave an event up');
    else finish(id);
  }

  function reject(assembly: Assembly, message: string): void {
    events.stop(assembly.id, 'too-large');
    give(assembly, 'too-large', message);
  }

  /** Gives a transfer up. */
  function give({ id, event }: Assembly, code: string, message: string): void {
    finish(id);
    report(sink, code, message, { peerId, event: event || undefined });
  }

  function progress(assembly: Assembly): void {
    const { id, event, loaded, total } = assembly;
    const abortOwn = (): void => {
      if (!assemblies.has(id)) return;
      events.stop(id);
      give(assembly, 'aborted', 'this client gave an event up');
    };
    sink.emit('progress', { id, event, direction: 'receive', peerId, loaded, total, abort: abortOwn });
  }

  const receiver = {
    abort,
    giveWay,

    get heldBytes(): number {
      return bytesOf(assemblies.values());
    },

    /** A part of an event has come. */
    part(id: number, total: number, offset: number, bytes: Uint8Array, path: Path): void {
      const assembly = assemblies.get(id) ?? begin(id, total, offset, bytes);
      const end = offset + bytes.length;
      // The part has come before, or its transfer's beginning has not come
      if (!assembly || end <= assembly.loaded) return;
      const { parts, loaded } = assembly;
      if (total !== assembly.total || offset > loaded || end > total) {
        give(assembly, 'bad-message', 'a peer sent a bad part');
        return;
      }
      // Memory is taken for what has come, never for the total that the peer announces
      parts.push(offset < loaded ? bytes.subarray(loaded - offset) : bytes);
      assembly.loaded = end;
      assembly.heldBytes += Math.max(bytes.length, PART_BYTES);
      const isComplete = end === total;
      if (isComplete) finish(id);
      else limit();
      // limit() may have given this transfer up
      if (isComplete || assemblies.has(id)) progress(assembly);
      if (isComplete) events.complete(parts, path);
    },

    /** The transfers that have ended, or do now that the page goes. */
    get ended(): number[] {
      return [...done, ...assemblies.keys()];
    },

    /** Tells the sender that nothing of it is wanted any more. Returns the names of the events. */
    refuseAll(): string[] {
      return [...assemblies.values()].map(({ id, event }) => {
        events.stop(id);
        return event;
      });
    },

    /** The sender is gone. */
    close(): void {
      for (const id of [...assemblies.keys()]) abort(id);
    },
  };
  return receiver;
}

function bytesOf(all: Iterable<{ readonly heldBytes: number }>): number {
  return [...all].reduce((sum, { heldBytes }) => sum + heldBytes, 0);
}

function largestOf<T extends { readonly heldBytes: number }>(all: Iterable<T>): T | undefined {
  return [...all].sort((a, b) => b.heldBytes - a.heldBytes)[0];
}
