import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { nextOf, Placeholders, type Step, type Vector } from './vectors.js';

/** A connection to the server that is tried; what it hears is a list of events with their arguments. */
export interface Line {
  readonly sid: string;
  /** The next event, or `undefined` if there is none in time. */
  next(said: readonly unknown[]): Promise<unknown[] | undefined>;
  send(event: string, args: unknown[]): void;
  /** Sends an event, and waits for the arguments of its acknowledgement. */
  ask(event: string, args: unknown[]): Promise<unknown[]>;
  /** Ends the connection, on purpose or not. */
  end(onPurpose: boolean): void;
}

/** Plays the clients of a vector against a server. */
export async function playClients(
  { steps }: Vector,
  connect: (auth: unknown) => Promise<Line>,
): Promise<void> {
  const placeholders = new Placeholders(() => randomBytes(32).toString('base64url'));
  const lines = new Map<string, Line>();
  try {
    for (const [index, step] of steps.entries()) await play(index, step);
    for (const [client, line] of lines)
      assert.equal(await line.next([]), undefined, `${client} hears what is not in the vector`);
  } finally {
    for (const line of lines.values()) line.end(true);
  }

  /** A server gives ids as it likes, and only the peer with the greater one reports of a link. */
  function isLessersReport(client: string, [event, header]: readonly unknown[]): boolean {
    if (event !== 'p2p:link') return false;
    const { to } = placeholders.valueOf(header) as { to: string };
    return String(placeholders.valueOf(`$${client}`)) < to;
  }

  async function play(index: number, step: Step): Promise<void> {
    const { client, connects, sends, answer, hears } = step;
    const where = `step ${index}, ${client}`;
    if (connects !== undefined) {
      const line = await connect(placeholders.valueOf(connects));
      placeholders.check(line.sid, step.sid, `${where}: sid`);
      lines.set(client, line);
    }
    const line = lines.get(client);
    if (!line) return;
    if (sends && !isLessersReport(client, sends)) {
      const [event, ...args] = placeholders.valueOf(sends) as [string, ...unknown[]];
      if (!answer) line.send(event, args);
      else placeholders.check(trimmed(await line.ask(event, args)), answer, `${where}: answer to ${event}`);
    }
    if (hears) placeholders.check(await line.next(hears), hears, `${where}: ${hears[0]}`);
    if (step.loses ?? step.leaves) {
      line.end(step.leaves ?? false);
      lines.delete(client);
    }
  }
}

/** Nothing may come as nothing, or as no value. */
function trimmed(args: unknown[]): unknown[] {
  return args.length === 1 && (args[0] === undefined || args[0] === null) ? [] : args;
}

/** A list of events to a client, as they have come. */
export class Inbox {
  readonly #events: unknown[][] = [];

  push(event: string, args: unknown[]): void {
    this.#events.push([event, ...args]);
  }

  next(said: readonly unknown[]): unknown[] | undefined {
    return nextOf(this.#events, said);
  }
}
