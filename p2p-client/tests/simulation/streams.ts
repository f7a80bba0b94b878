import type { Progress } from '../../src/api/types.js';
import { seeded } from '../random.js';
import type { Seat } from './participant.js';
import { installToyBlob, ToyBlob } from './toy-blob.js';
import type { Client, World } from './world.js';

/* Blobs and streams that clients send each other: what brings their bytes, who reads them and how, and whether that is
 * what was promised. */

// Twice what a receiver asks for ahead
const MAX_BYTES = 2_000_000;
const SPARE_BYTES = 4_000;
const RANDOM = seeded(1);
const CONTENT = new Uint8Array(
  Uint32Array.from({ length: (MAX_BYTES + SPARE_BYTES) / 4 }, () => RANDOM() * 2 ** 32).buffer,
);

/** One end of a stream: a client in a room, as it was then. */
export interface End {
  readonly seat: Seat;
  readonly page: Client;
  readonly id: string;
}

/** A Blob or a stream as its sender sent it. */
interface Sent extends End {
  readonly name: string;
  /** Who was in the room, as far as its sender knew: nobody else gets any of it. */
  readonly addressed: readonly string[];
  readonly bytes: Uint8Array;
  /** Whether its source has come to an end, of whatever kind. */
  hasEnded: boolean;
  /** Whether its sender gave it up, or its source has failed. */
  isGivenUp: boolean;
}

/** What is sent with an event, what gives it up, and what is to be noted of it. */
interface Offer {
  readonly source: Blob | ReadableStream;
  readonly options: { readonly signal?: AbortSignal };
  readonly about: string;
}

/** What somebody has read of one. */
interface Reading extends End {
  readonly sent: Sent;
  loaded: number;
  state: 'open' | 'done' | 'failed' | 'cancelled';
}

/** The Blobs and streams of a life. */
export class Streams {
  readonly #world: World;
  readonly #note: (text: string) => void;
  // By the name of the event and the room
  readonly #sent = new Map<string, Sent>();
  readonly #readings: Reading[] = [];
  readonly #problems: string[] = [];
  #whenHealed: (() => void)[] = [];
  #isHealed = false;

  constructor(world: World, note: (text: string) => void) {
    this.#world = world;
    this.#note = note;
    installToyBlob(world);
  }

  /** Makes something that is sent with an event. */
  offer(seat: Seat, name: string, addressed: readonly string[]): Offer {
    const world = this.#world;
    const size = world.chance(0.1) ? 0 : world.int(world.chance(0.2) ? MAX_BYTES : 100_000);
    const start = world.int(SPARE_BYTES);
    const sent: Sent = {
      ...endOf(seat),
      name,
      addressed,
      bytes: CONTENT.subarray(start, start + size),
      hasEnded: false,
      isGivenUp: false,
    };
    this.#sent.set(seat.in + name, sent);
    const breaksAt = world.chance(0.1) ? world.int(size + 1) : Infinity;
    const source = world.chance(0.3) ? this.#blob(sent, breaksAt) : this.#stream(sent, breaksAt);
    const about = `, ${source instanceof Blob ? 'a Blob' : 'a stream'} of ${size} bytes`;
    return { source, options: world.chance(0.1) ? { signal: this.#signal(sent) } : {}, about };
  }

  #blob(sent: Sent, breaksAt: number): Blob {
    // Nobody is told when a Blob is not read any more
    sent.hasEnded = true;
    sent.isGivenUp = breaksAt < sent.bytes.length;
    return new ToyBlob([sent.bytes], { breaksAt }) as unknown as Blob;
  }

  #stream(sent: Sent, breaksAt: number): ReadableStream<unknown> {
    const world = this.#world;
    const { bytes, page } = sent;
    const pieceBytes = world.chance(0.1) ? 5_000 : 100_000;
    const isSlow = world.chance(0.4);
    const bringsNonsense = world.chance(0.3);
    let loaded = 0;
    const pull = async (controller: ReadableStreamDefaultController<unknown>): Promise<void> => {
      if (isSlow) await this.#pause(500, page);
      if (sent.hasEnded) return;
      const end = Math.min(loaded + world.int(pieceBytes), bytes.length, breaksAt);
      sent.isGivenUp ||= loaded === breaksAt;
      sent.hasEnded = loaded === breaksAt || loaded === bytes.length;
      if (!sent.hasEnded) controller.enqueue(bytes.slice(loaded, end));
      else if (!sent.isGivenUp) controller.close();
      else if (bringsNonsense) controller.enqueue('no bytes');
      else controller.error(new Error('the source has failed'));
      loaded = end;
    };
    const cancel = (): void => void (sent.hasEnded = true);
    return new ReadableStream({ pull, cancel }, { highWaterMark: world.int(2) });
  }

  /** Has its sender give it up, maybe when it has all been sent. */
  #signal(sent: Sent): AbortSignal {
    const controller = new AbortController();
    const abort = (): void => {
      sent.isGivenUp = true;
      this.#note(`${sent.id} gives ${sent.name} up`);
      controller.abort();
    };
    this.#world.after(this.#world.int(4_000), abort, sent.page);
    return controller.signal;
  }

  /** Somebody hears an event with a Blob or a stream in it. */
  take(seat: Seat, from: string, name: string, value: Blob | ReadableStream<Uint8Array>): void {
    const sent = this.#sent.get(seat.in + name);
    if (!sent) {
      this.#problems.push(`${seat.id} hears ${name} of ${from} with a stream that nobody has sent`);
      return;
    }
    const reading: Reading = { ...endOf(seat), sent, loaded: 0, state: 'open' };
    this.#readings.push(reading);
    if (value instanceof ReadableStream) void this.#read(reading, value.getReader());
    else {
      this.#readBytes(reading, (value as unknown as ToyBlob).content);
      this.#readAll(reading);
    }
  }

  /** Reads at once, slowly, not before everything is well again, or not to the end. */
  async #read(reading: Reading, reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    const world = this.#world;
    const { page, sent } = reading;
    const isSlow = world.chance(0.3);
    const enough = world.chance(0.15) ? world.int(sent.bytes.length + 1) : Infinity;
    if (world.chance(0.1)) await this.#healed(page);
    try {
      while (reading.loaded < enough) {
        if (isSlow) await this.#pause(2_000, page);
        const { done, value } = await reader.read();
        if (done) {
          this.#readAll(reading);
          return;
        }
        this.#readBytes(reading, value);
      }
      this.#end(reading, 'cancelled');
      await reader.cancel('enough');
    } catch {
      this.#end(reading, 'failed');
    }
  }

  #readBytes(reading: Reading, bytes: Uint8Array): void {
    const { sent, loaded } = reading;
    reading.loaded += bytes.length;
    const wanted = sent.bytes.subarray(loaded, reading.loaded);
    if (Buffer.compare(bytes, wanted) !== 0) this.#problem(reading, `something else from ${loaded} on`);
  }

  #readAll(reading: Reading): void {
    const { sent, loaded } = reading;
    this.#end(reading, 'done');
    if (loaded !== sent.bytes.length) this.#problem(reading, `${loaded} bytes of ${sent.bytes.length}`);
  }

  #end(reading: Reading, state: Reading['state']): void {
    const { id, sent, loaded } = reading;
    reading.state = state;
    this.#note(`${id} has read ${loaded} bytes of ${sent.name}: ${state}`);
  }

  #problem({ id, sent }: Reading, text: string): void {
    this.#problems.push(`${id} reads of ${sent.name} of ${sent.id} ${text}`);
  }

  /** Whether an event has one in it. */
  has(seat: Seat, name: string): boolean {
    return this.#sent.has(seat.in + name);
  }

  /** Either end hears how far a Blob is, and may give it up. */
  progress(seat: Seat, { event, direction, loaded, total, abort }: Progress): void {
    const sent = this.#sent.get(seat.in + event);
    if (!sent) return;
    if (!(loaded <= total && total === sent.bytes.length))
      this.#problems.push(`${seat.id} is told ${loaded} of ${total} bytes of ${event}`);
    if (!this.#world.chance(0.02)) return;
    if (direction === 'send') sent.isGivenUp = true;
    else this.#readings.push({ ...endOf(seat), sent, loaded, state: 'cancelled' });
    abort();
  }

  /** Somebody is told that what it was sent is not to come. */
  failed(seat: Seat, name: string): void {
    const sent = this.#sent.get(seat.in + name);
    const isOwn = this.#readings.some(
      (one) => one.sent === sent && one.seat === seat && one.state === 'cancelled',
    );
    if (sent && !isOwn) this.#readings.push({ ...endOf(seat), sent, loaded: 0, state: 'failed' });
  }

  /** Nobody is slow any more, and whoever has read nothing so far does now. */
  heal(): void {
    this.#isHealed = true;
    for (const resume of this.#whenHealed.splice(0)) resume();
  }

  #healed(page: Client): Promise<void> {
    if (this.#isHealed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenHealed.push(() => void this.#world.after(0, resolve, page));
    });
  }

  #pause(maxMs: number, page: Client): Promise<void> {
    const ms = this.#isHealed ? 0 : this.#world.int(maxMs);
    return new Promise((resolve) => void this.#world.after(ms, resolve, page));
  }

  /**
   * What is not as it was promised.
   *
   * @param isHere whether somebody is still there in the page that it was in, and has lost nothing
   */
  problems(isHere: (end: End) => boolean): string[] {
    const problems = [...this.#problems];
    for (const { seat, page, id, sent, loaded, state } of this.#readings) {
      if (!isHere({ seat, page, id })) continue;
      const what = `${sent.name} of ${sent.id}, of which it has ${loaded} of ${sent.bytes.length} bytes`;
      if (state === 'open') problems.push(`${id} still waits for ${what}`);
      if (state === 'failed' && !mayFail(sent, id) && isHere(sent))
        problems.push(`${id} is told without a reason that it does not get ${what}`);
    }
    for (const sent of this.#sent.values())
      if (!sent.hasEnded && isHere(sent))
        problems.push(`the source of ${sent.name} of ${sent.id} stays open`);
    return problems;
  }
}

function endOf(seat: Seat): End {
  return { seat, page: seat.who.page, id: seat.lastId };
}

/** Whether somebody may not get something of a sender who is still there. */
function mayFail({ seat, id: from, name, addressed, isGivenUp }: Sent, by: string): boolean {
  // Of what is lost of its bytes alone the sender is told without the event's name
  return (
    isGivenUp || !addressed.includes(by) || ['', name].some((one) => seat.ledger.isReported(from, one, by))
  );
}
