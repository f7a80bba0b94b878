import { peekName } from '../codec/codec.js';
import { report } from '../api/errors.js';
import type { EventSink } from '../api/event-sink.js';
import type { Path } from '../api/types.js';
import { MAX_TRANSFERS } from './outgoing-transfer.js';

// Twice the paths, and those that were on their way when the path changed
const MAX_RECEIVED = 4 * MAX_TRANSFERS;
const MAX_REMEMBERED = 1_000;
// Both paths to one peer carry as much as an event may have; of several peers it may be this many times as much
const EVENTS_PER_PEER = 2;
const EVENTS_OF_ALL = 4;
// What a part costs at least, however few bytes are in it
const PART_BYTES = 64;

// Of each room, those who hold what is not complete
const holders = new WeakMap<EventSink, Set<IncomingTransfers>>();

interface Assembly {
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

/** Joins the parts that one peer sends, on whichever path. Whatever comes, it does not throw. */
export class IncomingTransfers {
  readonly #peerId: string;
  readonly #maxEventBytes: number;
  readonly #sink: EventSink;
  readonly #events: IncomingTransferEvents;
  readonly #assemblies = new Map<number, Assembly>();
  readonly #holders: Set<IncomingTransfers>;
  // After a change of the path a part may come again whose event is complete
  readonly #done = new Set<number>();

  constructor(peerId: string, maxEventBytes: number, sink: EventSink, events: IncomingTransferEvents) {
    this.#peerId = peerId;
    this.#maxEventBytes = maxEventBytes;
    this.#sink = sink;
    this.#events = events;
    this.#holders = holders.get(sink) ?? new Set();
    holders.set(sink, this.#holders);
  }

  /** What the parts of events take that are not complete. */
  get heldBytes(): number {
    let bytes = 0;
    for (const assembly of this.#assemblies.values()) bytes += assembly.heldBytes;
    return bytes;
  }

  /** Gives up the transfer that holds the most. */
  giveWay(): void {
    const [largest] = [...this.#assemblies].sort(([, a], [, b]) => b.heldBytes - a.heldBytes);
    if (!largest) return;
    const [id, { event }] = largest;
    this.#finish(id);
    this.#events.stop(id, 'too-large');
    this.#refuse('too-large', 'more of it waits than this client holds', event);
  }

  /** A part of an event has come. */
  part(id: number, total: number, offset: number, bytes: Uint8Array, path: Path): void {
    const assembly = this.#assemblies.get(id) ?? this.#begin(id, total, offset, bytes);
    // It has come before, or belongs to a transfer whose beginning has not
    if (!assembly || offset + bytes.length <= assembly.loaded) return;
    const { event, parts, loaded } = assembly;
    if (total !== assembly.total || offset > loaded || offset + bytes.length > total) {
      this.#finish(id);
      this.#refuse('bad-message', 'a peer sent a bad part', event);
      return;
    }
    // Only what has come is held: a peer's word for the total reserves no memory
    parts.push(offset < loaded ? bytes.subarray(loaded - offset) : bytes);
    assembly.loaded = offset + bytes.length;
    assembly.heldBytes += Math.max(bytes.length, PART_BYTES);
    const isComplete = assembly.loaded === total;
    if (isComplete) this.#finish(id);
    else this.#limit();
    if (!isComplete && !this.#assemblies.has(id)) return;
    this.#report(id, assembly);
    if (isComplete) this.#events.complete(parts, path);
  }

  /** The sender gave a transfer up. */
  abort(id: number): void {
    const assembly = this.#assemblies.get(id);
    this.#finish(id);
    if (assembly) this.#refuse('aborted', 'the sender gave an event up', assembly.event);
  }

  /** The sender is gone. */
  close(): void {
    for (const id of [...this.#assemblies.keys()]) this.abort(id);
  }

  #limit(): void {
    if (this.heldBytes > EVENTS_PER_PEER * this.#maxEventBytes) this.giveWay();
    const all = [...this.#holders].sort((a, b) => b.heldBytes - a.heldBytes);
    const heldBytes = all.reduce((sum, one) => sum + one.heldBytes, 0);
    // Who holds the most gives way: others are not to lose by what one peer sends
    if (heldBytes > EVENTS_OF_ALL * this.#maxEventBytes) all[0]?.giveWay();
  }

  #begin(id: number, total: number, offset: number, bytes: Uint8Array): Assembly | undefined {
    if (offset > 0 || this.#done.has(id)) return undefined;
    const event = peekName(bytes);
    if (total > this.#maxEventBytes) {
      this.#finish(id);
      this.#events.stop(id, 'too-large');
      this.#refuse('too-large', `an event of ${total} bytes is more than ${this.#maxEventBytes}`, event);
      return undefined;
    }
    const [oldest] = this.#assemblies.keys();
    // Our own senders keep the limit, so the oldest is one whose rest never comes
    if (oldest !== undefined && this.#assemblies.size >= MAX_RECEIVED) this.abort(oldest);
    const assembly: Assembly = { event, total, loaded: 0, heldBytes: 0, parts: [] };
    this.#assemblies.set(id, assembly);
    this.#holders.add(this);
    return assembly;
  }

  #finish(id: number): void {
    this.#assemblies.delete(id);
    if (this.#assemblies.size === 0) this.#holders.delete(this);
    this.#done.add(id);
    const [oldest] = this.#done;
    if (oldest !== undefined && this.#done.size > MAX_REMEMBERED) this.#done.delete(oldest);
  }

  #report(id: number, { event, loaded, total }: Assembly): void {
    const abort = (): void => {
      if (!this.#assemblies.has(id)) return;
      this.#finish(id);
      this.#events.stop(id);
      this.#refuse('aborted', 'this client gave an event up', event);
    };
    const peerId = this.#peerId;
    this.#sink.emit('progress', { id, event, direction: 'receive', peerId, loaded, total, abort });
  }

  #refuse(code: string, message: string, event: string): void {
    report(this.#sink, code, message, { peerId: this.#peerId, event: event || undefined });
  }
}
