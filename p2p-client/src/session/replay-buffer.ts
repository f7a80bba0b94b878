import type { EncodedEvent } from '../codec/codec.js';
import { createByteQueue } from '../stream/byte-queue.js';

// How many connections an event may end that is first in line: those that could not read it, and all
const MAX_FAILURES = 2;
const MAX_TRIES = 5;

/** The first argument of an event to the server. */
export interface Header {
  readonly room?: string;
  readonly to?: string | undefined;
  readonly toPeerId?: string;
  /** The number of a transfer. */
  readonly id?: number;
  /** The event that a part is of. */
  readonly event?: string;
  readonly [other: string]: unknown;
}

/** An event of the protocol, to the server. */
export interface Entry {
  readonly event: string;
  readonly header: Header;
  readonly args: () => readonly unknown[];
  readonly message: EncodedEvent | undefined;
}

/** What was not confirmed when a session ended. */
export interface Lost {
  /** Events to the room that were never sent: they may go out in the next session. */
  readonly waiting: EncodedEvent[];
  /** How many other events may not have arrived. */
  missed: number;
}

/** What a session has sent and the server has not confirmed: the next connection begins with it. */
export function createReplayBuffer(before = 0) {
  const queue = createByteQueue<Entry>();
  // How many events the server has confirmed, and how many of those in the queue were ever transmitted
  let confirmed = before;
  let transmitted = 0;
  // How many connections have ended with the event that is first in line, and how many because of what was sent
  let tries = 0;
  let failures = 0;

  /** Takes out what is first in line. */
  function shift(): Entry | undefined {
    tries = failures = 0;
    return queue.shift();
  }

  return {
    entries: queue.items,

    /** The session is over: what a room loses with it. */
    lostOf(room: string): Lost {
      const lost: Lost = { waiting: [], missed: 0 };
      for (const [index, { header, message }] of queue.items().entries()) {
        if (!message || header.room !== room) continue;
        const { to, skip } = header;
        if (index >= transmitted && !(to ?? (skip as string[] | undefined)?.[0])) lost.waiting.push(message);
        else lost.missed += 1;
      }
      return lost;
    },

    /** How many events the server has confirmed. */
    get confirmed(): number {
      return confirmed;
    },

    /** The bytes that wait for the server, or for its confirmation. */
    get bytes(): number {
      return queue.bytes;
    },

    push(entry: Entry, bytes: number, isTransmitted: boolean): void {
      queue.push(entry, bytes);
      if (isTransmitted) transmitted += 1;
    },

    /** The server has this many events. */
    confirm(count = 0): void {
      if (count > confirmed + transmitted) return;
      while (confirmed < count) {
        shift();
        confirmed += 1;
        transmitted -= 1;
      }
    },

    /**
     * There is a connection again, on which all entries are to be transmitted.
     *
     * @param failed whether the server could not read what was sent on the last one
     * @param keepsNumbers whether an entry that is given up keeps its number, as if it were confirmed
     * @returns an entry that is to be transmitted no more, as it ended one connection after another
     */
    resume(failed: boolean, keepsNumbers: boolean): Entry | undefined {
      if (transmitted > 0) {
        tries += 1;
        failures += Number(failed);
      }
      const hopeless = failures >= MAX_FAILURES || tries >= MAX_TRIES ? shift() : undefined;
      if (hopeless && keepsNumbers) confirmed += 1;
      transmitted = queue.size;
      return hopeless;
    },
  };
}
