import type { LogEntry, LogItem, Notice, RoomMachine } from './room-machine.js';
import { isInJump, type Appended, type Jump, type Outcome, type SharedStore } from './store.js';
import type { StoreLine } from './store-line.js';
import type { World } from './world.js';

/** What a replica tells its server. */
export interface ReplicaEvents {
  /** An entry has been applied, and this is what members are told. */
  applied(replica: Replica, item: LogItem, notices: readonly Notice[]): void;
  loaded(replica: Replica): void;
  /** The log has lost entries, or all. */
  lost(replica: Replica): void;
}

interface Pending {
  readonly entry: LogEntry;
  readonly done: (outcome: Outcome) => void;
}

/** A room as one server follows it: its log, and what has become of the room by it. */
export class Replica {
  readonly room: string;
  /** Empty as long as nothing has happened in the room. */
  epoch = '';
  /** The offset of the last entry that was applied. */
  offset = 0;
  readonly #appender: string;
  readonly #world: World;
  readonly #line: StoreLine;
  readonly #events: ReplicaEvents;
  #machine: RoomMachine | undefined;
  #base: RoomMachine | undefined;
  #baseOffset = 0;
  #items: LogItem[] = [];
  #jumps: Jump[] = [];
  #isOver = false;
  #isReading = false;
  #number = 0;
  #queue: Pending[] = [];
  #isAppending = false;
  // What waits for an entry to be applied
  #waiting: { readonly offset: number; readonly run: () => void }[] = [];

  constructor(room: string, appender: string, world: World, line: StoreLine, events: ReplicaEvents) {
    this.room = room;
    this.#appender = appender;
    this.#world = world;
    this.#line = line;
    this.#events = events;
    line.call(
      (store) => store.load(room),
      ({ epoch, base, baseOffset, items, jumps }) => {
        this.epoch = epoch;
        this.#base = base;
        this.#machine = base.copy();
        this.#baseOffset = this.offset = baseOffset;
        this.#jumps = [...jumps];
        for (const item of items) this.#apply(item);
        events.loaded(this);
        this.#append();
      },
    );
  }

  get machine(): RoomMachine {
    if (!this.#machine) throw new Error(`${this.room} is not loaded`);
    return this.#machine;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get isLoaded(): boolean {
    return this.#machine !== undefined;
  }

  /** Appends an entry; `done` is not called if the log is lost. */
  append(entry: LogEntry, done: (outcome: Outcome) => void = () => undefined): void {
    if (this.#isOver) return;
    this.#queue.push({ entry, done });
    this.#append();
  }

  /** What a peer was told after an offset; `undefined` if that is not known any more. */
  since(peer: string, offset: number): Notice[] | undefined {
    const isThere = offset >= this.#baseOffset && offset <= this.offset && !isInJump(this.#jumps, offset);
    if (!isThere || !this.#base) return undefined;
    const machine = this.#base.copy();
    return this.#items.flatMap((item) => {
      const notices = machine.apply(item);
      return item.offset > offset
        ? notices.filter(({ to, event }) => to === peer && event !== 'p2p:links')
        : [];
    });
  }

  /** The entries after an offset that are about a peer. */
  about(peer: string, offset: number): LogEntry[] {
    return this.#items
      .filter((item) => item.offset > offset && item.entry.peer === peer)
      .map(({ entry }) => entry);
  }

  /** The channel has brought a batch. */
  published({ epoch, items }: Appended): void {
    if (this.isLoaded) this.#take(epoch, items);
  }

  /** Looks whether the channel has left something out. */
  look(): void {
    if (!this.isLoaded || this.#isReading || this.#isOver) return;
    this.#isReading = true;
    const { epoch, offset, room } = this;
    this.#line.call(
      (store: SharedStore) => store.read(room, epoch, offset),
      (read) => {
        this.#isReading = false;
        if (this.#isOver) return;
        // The channel may have brought meanwhile what a failover has dropped
        if (!read || isInJump(read.jumps, this.offset)) {
          this.#lose();
          return;
        }
        this.#jumps = [...read.jumps];
        for (const item of read.items) if (item.offset > this.offset) this.#apply(item);
        this.#settle();
      },
    );
  }

  #take(epoch: string, items: readonly LogItem[]): void {
    if (this.#isOver) return;
    if (this.epoch === '') this.epoch = epoch;
    if (epoch !== this.epoch) {
      this.#lose();
      return;
    }
    for (const item of items) {
      if (item.offset <= this.offset) continue;
      if (item.previous !== this.offset) {
        this.look();
        return;
      }
      if (item.offset > item.previous + 1) this.#jumps.push([item.previous, item.offset - 1]);
      this.#apply(item);
    }
    this.#settle();
  }

  #apply(item: LogItem): void {
    this.#items.push(item);
    this.offset = item.offset;
    this.#events.applied(this, item, this.machine.apply(item));
  }

  #settle(): void {
    const ready = this.#waiting.filter(({ offset }) => offset <= this.offset);
    this.#waiting = this.#waiting.filter(({ offset }) => offset > this.offset);
    for (const { run } of ready) run();
  }

  /** One batch at a time: what comes meanwhile goes together in the next. */
  #append(): void {
    if (this.#isAppending || this.#isOver || !this.isLoaded || this.#queue.length === 0) return;
    this.#isAppending = true;
    const batch = this.#queue.splice(0);
    const number = ++this.#number;
    const { epoch, room } = this;
    const fresh = `epoch ${this.#world.int(1_000_000)}`;
    const entries = batch.map(({ entry }) => entry);
    this.#line.call(
      (store) => store.append(room, this.#appender, number, epoch, fresh, entries, this.#world.now),
      (reply) => {
        this.#isAppending = false;
        if (this.#isOver) return;
        if (!reply || (this.epoch !== '' && this.epoch !== reply.epoch)) {
          this.#lose();
          return;
        }
        const run = (): void => {
          for (const [index, outcome] of reply.outcomes.entries()) batch[index]?.done(outcome);
        };
        this.#waiting.push({ offset: reply.head, run });
        this.#take(reply.epoch, reply.items);
        if (this.offset < reply.head) this.look();
        this.#append();
      },
    );
  }

  #lose(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#events.lost(this);
  }
}
