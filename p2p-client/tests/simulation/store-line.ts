import type { SharedStore } from './store.js';
import type { Client, World } from './world.js';

/** A command that a server has given and whose reply it does not have. */
interface Command {
  readonly run: (store: SharedStore) => unknown;
  readonly done: (result: never) => void;
}

const MAX_LATENCY_MS = 4;
// How late a command of a connection that has ended may still be done
const STALLED_MS = 6_000;

/**
 * The connection of a server to the store. Commands are done in order, and again on the next connection as long as
 * there was no reply: then it is not known whether they were done.
 */
export class StoreLine {
  readonly #world: World;
  readonly #store: SharedStore;
  readonly #owner: Client;
  #pending: Command[] = [];
  // Ends with the connection
  #connection: { isOpen: boolean; last: number } = { isOpen: true, last: 0 };

  constructor(world: World, store: SharedStore, owner: Client) {
    this.#world = world;
    this.#store = store;
    this.#owner = owner;
  }

  get isOpen(): boolean {
    return this.#connection.isOpen;
  }

  call<T>(run: (store: SharedStore) => T, done: (result: T) => void): void {
    const command: Command = { run, done };
    this.#pending.push(command);
    if (this.isOpen) this.#send(command);
  }

  /** Ends the connection; what is on its way may be done, now or later, or not. */
  close(): void {
    this.#connection.isOpen = false;
  }

  open(): void {
    if (this.isOpen) return;
    this.#connection = { isOpen: true, last: 0 };
    for (const command of this.#pending) this.#send(command);
  }

  #send(command: Command): void {
    const connection = this.#connection;
    connection.last = Math.max(connection.last, this.#world.now + this.#latency());
    this.#world.at(connection.last, () => {
      if (!connection.isOpen) {
        if (this.#world.chance(0.5))
          this.#world.after(this.#world.int(STALLED_MS), () => void command.run(this.#store));
        return;
      }
      const result = command.run(this.#store);
      const replied = (): void => {
        // What a server has not read yet is lost with the connection
        if (connection !== this.#connection || !connection.isOpen) return;
        this.#pending.splice(this.#pending.indexOf(command), 1);
        command.done(result as never);
      };
      connection.last = Math.max(connection.last, this.#world.now + this.#latency());
      this.#world.at(connection.last, replied, this.#owner);
    });
  }

  #latency(): number {
    return 0.2 + this.#world.random() * (this.#world.chance(0.02) ? 300 : MAX_LATENCY_MS);
  }
}
