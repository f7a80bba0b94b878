import { ABOVE_0, check, hasMethods, STRING } from './check.js';
import { isReserved } from './events.js';
import type { Room } from './room.js';

/** How an event is to be sent. */
export interface EmitOptions {
  /** The one peer that it is for, if not everybody in the room. */
  readonly to?: string | undefined;
  /** The time for its answers, in milliseconds. */
  readonly timeoutMs?: number;
  /** Gives it up, or its answer. */
  readonly signal?: AbortSignal;
  /** Whether it goes now or never. */
  readonly isVolatile?: boolean;
}

/** An event that is to be sent: to whom and how is said first, then its name and its arguments. */
export class Emission {
  readonly #room: Room;
  readonly #options: EmitOptions;

  constructor(room: Room, options: EmitOptions = {}) {
    this.#room = room;
    this.#options = options;
  }

  emit(event: string, ...args: unknown[]): this {
    this.#room.send(checkedName(event), args, this.#options);
    return this;
  }

  /** @throws TypeError if the event is volatile: nobody would know whether it is to be answered */
  emitWithAck(event: string, ...args: unknown[]): Promise<unknown> {
    if (this.#options.isVolatile) throw new TypeError('a volatile event has no answer');
    return this.#room.ask(checkedName(event), args, this.#options);
  }

  /** @throws TypeError if that is no peer's id */
  to(peerId: string): Emission {
    const isPeerId = (value: unknown): boolean => typeof value === 'string' && value !== '';
    return this.#with({ to: check('the argument of to()', peerId, [isPeerId, "a peer's id"]) });
  }

  /** @throws TypeError if that is no number above 0 */
  timeout(timeoutMs: number): Emission {
    return this.#with({ timeoutMs: check('timeout', timeoutMs, ABOVE_0) });
  }

  /** @throws TypeError if that is no AbortSignal */
  signal(signal: AbortSignal): Emission {
    const isSignal = (value: unknown): boolean => hasMethods(value, ['throwIfAborted']);
    return this.#with({ signal: check('the argument of signal()', signal, [isSignal, 'an AbortSignal']) });
  }

  get volatile(): Emission {
    return this.#with({ isVolatile: true });
  }

  #with(options: EmitOptions): Emission {
    return new Emission(this.#room, { ...this.#options, ...options });
  }
}

function checkedName(event: string): string {
  check("an event's name", event, STRING);
  if (isReserved(event)) throw new TypeError(`'${event}' is a reserved event`);
  return event;
}
