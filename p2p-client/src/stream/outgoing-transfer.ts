import type { EncodedEvent } from '../codec/codec.js';
import type { EventSink } from '../api/event-sink.js';
import type { Progress } from '../api/types.js';

/** The large events that one path carries to a peer at once; the others wait. */
export const MAX_TRANSFERS = 8;

interface Leg {
  loaded: number;
  readonly cancel: () => void;
}

/** A large event on its way, in parts, to one receiver or several. */
export class OutgoingTransfer {
  readonly id: number;
  readonly message: EncodedEvent;
  readonly #sink: EventSink;
  // By name: the id of a peer, or '' for everyone that the relay reaches
  readonly #legs = new Map<string, Leg>();
  readonly #ended: (stoppedBy?: string, code?: string) => void;
  #reported = 0;

  /** @param ended is told when this end gives the event up, or which receiver does not want it, and why */
  constructor(
    id: number,
    message: EncodedEvent,
    sink: EventSink,
    ended: (stoppedBy?: string, code?: string) => void,
  ) {
    this.id = id;
    this.message = message;
    this.#sink = sink;
    this.#ended = ended;
  }

  /** The name of the event, empty for an answer. */
  get event(): string {
    return this.message.event ?? '';
  }

  get total(): number {
    return this.message.bytes.length;
  }

  /** Begins a leg, or takes it over. */
  begin(leg: string, loaded: number, cancel: () => void): void {
    this.#legs.set(leg, { loaded, cancel });
  }

  /** Whether a leg is still to get it. */
  reaches(leg: string): boolean {
    return this.#legs.has(leg);
  }

  /** A leg has this many bytes now. */
  advance(leg: string, loaded: number): void {
    const known = this.#legs.get(leg);
    if (known) known.loaded = loaded;
    this.#report();
  }

  /** A leg gets no more; the progress no longer depends on it. */
  abandon(leg: string): void {
    this.#legs.delete(leg);
    this.#report();
  }

  /** A receiver does not want the rest. */
  stop(peerId: string, code?: string): void {
    this.abandon(peerId);
    this.#ended(peerId, code);
  }

  /** Gives the event up on all legs. */
  readonly abort = (): void => {
    const legs = [...this.#legs.values()];
    if (legs.every(({ loaded }) => loaded === this.total)) return;
    this.#legs.clear();
    for (const { cancel } of legs) cancel();
    this.#ended();
  };

  #report(): void {
    const loaded = Math.min(...Array.from(this.#legs.values(), (leg) => leg.loaded));
    if (this.#legs.size === 0 || loaded <= this.#reported) return;
    this.#reported = loaded;
    const { id, event, total, abort } = this;
    const progress: Progress = { id, event, direction: 'send', loaded, total, abort };
    this.#sink.emit('progress', progress);
  }
}
