import { decodeEvent, peekName, type EncodedEvent } from './codec.js';
import { P2PError } from './errors.js';
import type { Outlet } from './events.js';
import type { Progress, Sender } from './types.js';

/** The transfers of one peer that are in flight on one path at once, when sending and when receiving. */
export const MAX_TRANSFERS = 16;

/** A large event on its way, in parts, to one receiver or several. */
export class Upload {
  readonly id: number;
  readonly message: EncodedEvent;
  readonly #outlet: Outlet;
  // By leg: the link to a peer, or the relay to everyone behind it
  readonly #loaded: Map<string, number>;
  #reported = 0;

  constructor(id: number, message: EncodedEvent, legs: readonly string[], outlet: Outlet) {
    this.id = id;
    this.message = message;
    this.#loaded = new Map(legs.map((leg) => [leg, 0]));
    this.#outlet = outlet;
  }

  get total(): number {
    return this.message.bytes.length;
  }

  /** A leg has this many bytes now. */
  advance(leg: string, loaded: number): void {
    this.#loaded.set(leg, loaded);
    this.#report();
  }

  /** A leg gets no more; the progress no longer depends on it. */
  abandon(leg: string): void {
    this.#loaded.delete(leg);
    this.#report();
  }

  #report(): void {
    const loaded = Math.min(...this.#loaded.values());
    if (this.#loaded.size === 0 || loaded <= this.#reported) return;
    this.#reported = loaded;
    const { id, total } = this;
    const progress: Progress = { id, event: this.message.event, direction: 'send', loaded, total };
    this.#outlet.emit('progress', progress);
  }
}

interface Assembly {
  readonly event: string;
  readonly total: number;
  loaded: number;
  // Undefined where the event is refused and its parts are only counted
  parts: Uint8Array[] | undefined;
}

/** Reads what one peer sends on one path. Whatever comes, it does not throw: bad bytes become a `peer-error`. */
export class Receiver {
  readonly #sender: Sender;
  readonly #maxEventBytes: number;
  readonly #outlet: Outlet;
  readonly #assemblies = new Map<number, Assembly>();

  constructor(sender: Sender, maxEventBytes: number, outlet: Outlet) {
    this.#sender = sender;
    this.#maxEventBytes = maxEventBytes;
    this.#outlet = outlet;
  }

  /** A whole event has come. */
  whole(bytes: Uint8Array): void {
    try {
      const { event, args } = decodeEvent(bytes);
      this.#outlet.receive(event, args, this.#sender);
    } catch (cause) {
      this.#refuse('bad-message', 'a peer sent bytes that are not an event', '', cause);
    }
  }

  /** Whether a transfer has begun and is not complete. */
  knows(id: number): boolean {
    return this.#assemblies.has(id);
  }

  /** A part of an event has come. */
  part(id: number, total: number, bytes: Uint8Array): void {
    const assembly = this.#assemblies.get(id) ?? this.#begin(id, total, bytes);
    const { event, parts } = assembly;
    if (total !== assembly.total || bytes.length === 0 || assembly.loaded + bytes.length > total) {
      this.#assemblies.delete(id);
      this.#refuse('bad-message', 'a peer sent a part that does not fit', event);
      return;
    }
    // Only what has come is held: a peer's word for the total reserves no memory
    parts?.push(bytes);
    assembly.loaded += bytes.length;
    const { loaded } = assembly;
    if (loaded === total) this.#assemblies.delete(id);
    if (!parts) return;
    this.#outlet.emit('progress', {
      id,
      event,
      direction: 'receive',
      peerId: this.#sender.id,
      loaded,
      total,
    });
    if (loaded === total) this.whole(join(parts, total));
  }

  /** The sender gave a transfer up. */
  abort(id: number): void {
    const assembly = this.#assemblies.get(id);
    this.#assemblies.delete(id);
    if (assembly?.parts) this.#refuse('aborted', 'the sender gave an event up', assembly.event);
  }

  /** The sender is gone. */
  close(): void {
    for (const id of [...this.#assemblies.keys()]) this.abort(id);
  }

  #begin(id: number, total: number, bytes: Uint8Array): Assembly {
    const event = peekName(bytes);
    const accepted = total <= this.#maxEventBytes;
    if (!accepted) {
      this.#refuse('too-large', `an event of ${total} bytes is more than ${this.#maxEventBytes}`, event);
    }
    const [oldest] = this.#assemblies.keys();
    // Our own senders keep the limit, so the oldest is one whose rest never comes
    if (oldest !== undefined && this.#assemblies.size >= MAX_TRANSFERS) this.abort(oldest);
    const assembly: Assembly = { event, total, loaded: 0, parts: accepted ? [] : undefined };
    this.#assemblies.set(id, assembly);
    return assembly;
  }

  #refuse(code: string, message: string, event: string, cause?: unknown): void {
    const error = new P2PError(code, message, { peerId: this.#sender.id, event: event || undefined, cause });
    this.#outlet.emit('peer-error', error);
  }
}

function join(parts: readonly Uint8Array[], total: number): Uint8Array {
  const whole = new Uint8Array(total);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
