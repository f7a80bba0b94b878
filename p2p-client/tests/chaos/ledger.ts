/** What must not be, and where there may be exceptions. */
export type Problem =
  /** It never came. */
  | 'lost'
  /** It came again. */
  | 'doubled'
  /** It came after what was sent later. */
  | 'disordered'
  /** Somebody was heard leaving who had not left. */
  | 'left'
  /** A session ended. */
  | 'session'
  /** A question had no answer, or another one. */
  | 'unanswered'
  /** The client was told of something else that could not be done. */
  | 'error'
  /** In the end somebody saw others in a room than those who are in it. */
  | 'presence';

export const PROBLEMS: readonly Problem[] = [
  'lost',
  'doubled',
  'disordered',
  'left',
  'session',
  'unanswered',
  'error',
  'presence',
];

const UNDER_WAY_MS = 2_000;
const SOON_MS = 200;

interface Sent {
  readonly number: number;
  readonly at: number;
  /** Whether the sender was there: what it sends while it is away waits at its end. */
  readonly live: boolean;
  heard: boolean;
}

/** What one member sends another in a room: everything that both the room and this one alone is sent. */
class Stream {
  last = -1;
  /** What is under way. */
  readonly waiting: Sent[] = [];
  /** What others have overtaken. */
  readonly missing = new Map<number, Sent>();
  /** What need not come, as the receiver was told that it had lost something. */
  readonly excused = new Map<number, Sent>();

  constructor(
    readonly room: string,
    readonly from: string,
    readonly to: string,
  ) {}
}

/** The room of a stream, which may be that of a file alone. */
function baseOf({ room }: Stream): string {
  return room.split(',')[0] ?? room;
}

/** From one fault to the next. */
export class Chapter {
  readonly counts = new Map<Problem, number>();
  deliveries = 0;
  /** What did not come and of which somebody was told, where Redis had lost it. */
  excused = 0;
  /** Until when the fault lasted. */
  mendedAt: number | undefined;
  get until(): number {
    return this.mendedAt ?? Infinity;
  }

  /** Whether afterwards everybody was back, and everything arrived soon. */
  isOver = false;
  /** The longest time that a client was away. */
  awayMs = 0;
  /** The longest time that an event, or an answer, had to wait. */
  waitMs = 0;

  constructor(
    readonly name: string,
    readonly detail: string,
    /** Whether sessions may end. */
    readonly forgets: boolean,
    readonly at: number,
  ) {}

  count(problem: Problem): number {
    return this.counts.get(problem) ?? 0;
  }
}

/** Compares what everybody has sent with what everybody hears, while it happens. */
export class Ledger {
  readonly chapters: Chapter[] = [];
  readonly #streams = new Map<string, Stream>();
  /** Those in which something waits, or has waited until a moment ago. */
  readonly #underWay = new Set<Stream>();
  readonly #starting = Date.now();
  /** How many events each has been told that it may have lost, by sender and room. */
  readonly #missed = new Map<string, number>();
  /** Who has come back as somebody new, and the ids that they had before. */
  readonly #former = new Set<string>();
  /** Who was heard leaving, to be judged in the end. */
  readonly #leavings: {
    id: string;
    owner: string;
    by: string;
    room: string;
    at: number;
    chapter: Chapter;
  }[] = [];
  #isClosed = false;
  readonly #endings: { by: string; room: string; at: number }[] = [];

  constructor(private readonly print: (line: string) => void) {}

  get chapter(): Chapter {
    const last = this.chapters.at(-1);
    if (!last) throw new Error('nothing has begun');
    return last;
  }

  begin(name: string, detail: string, forgets: boolean): Chapter {
    const chapter = new Chapter(name, detail, forgets, Date.now());
    this.chapters.push(chapter);
    return chapter;
  }

  /** The time since the start, as all lines have it. */
  time(at = Date.now()): string {
    return `${((at - this.#starting) / 1_000).toFixed(2)} s`;
  }

  problem(problem: Problem, what: string, chapter = this.chapter): void {
    if (this.#isClosed) return;
    chapter.counts.set(problem, chapter.count(problem) + 1);
    this.print(`${this.time()} ${problem} (${chapter.name}): ${what}`);
  }

  note(what: string): void {
    this.print(`${this.time()} ${what}`);
  }

  sent(room: string, from: string, number: number, receivers: readonly string[], live: boolean): void {
    const sent = { number, at: Date.now(), live, heard: false };
    for (const to of receivers) {
      const stream = this.#stream(room, from, to);
      stream.waiting.push(sent);
      this.#underWay.add(stream);
    }
  }

  heard(room: string, from: string, to: string, number: number): void {
    const stream = this.#stream(room, from, to);
    const { waiting, missing, excused } = stream;
    const about = `${from} -> ${to} in '${room}': ${number}, the last was ${stream.last}`;
    if (number <= stream.last) {
      const late = missing.get(number) ?? excused.get(number);
      if (!late) {
        this.problem('doubled', about);
        return;
      }
      // What was written off may come as long as it comes in order; this does not
      this.problem('disordered', `${about}; sent at ${this.time(late.at)}`);
      missing.delete(number);
      excused.delete(number);
      return;
    }
    this.chapter.deliveries += 1;
    stream.last = number;
    while (waiting[0] && waiting[0].number < number) this.#writeOff(stream);
    const sent = excused.get(number) ?? missing.get(number) ?? waiting[0];
    if (sent?.number !== number) {
      this.problem('error', `${about}: nobody has sent that`);
      return;
    }
    sent.heard = true;
    if (sent === waiting[0]) waiting.shift();
    missing.delete(number);
    excused.delete(number);
  }

  /** When the oldest of what is under way was sent. */
  oldest(): number {
    let oldest = Infinity;
    for (const stream of this.#underWay) {
      const [first] = stream.waiting;
      if (first) oldest = Math.min(oldest, first.at);
      else this.#underWay.delete(stream);
    }
    return oldest;
  }

  /** What is under way for long is not waited for any more: it may come yet. */
  writeOff(before: number): void {
    for (const stream of this.#streams.values())
      while (stream.waiting[0] && stream.waiting[0].at < before) this.#writeOff(stream);
  }

  #writeOff({ waiting, missing }: Stream): void {
    const sent = waiting.shift();
    if (sent) missing.set(sent.number, sent);
  }

  /** Somebody comes back as somebody new. */
  ended(room: string, by: string, formerId: string, missed: number): void {
    this.#former.add(formerId);
    this.#endings.push({ by, room, at: Date.now() });
    const key = `${room}\n${by}`;
    this.#missed.set(key, (this.#missed.get(key) ?? 0) + missed);
    // What it has sent until now may never arrive, also to those who are back already
    for (const stream of this.#streams.values())
      if (stream.from === by && baseOf(stream) === room)
        while (stream.waiting.length > 0) this.#writeOff(stream);
    const about = `${by} in '${room}', as ${formerId}, missed ${missed}`;
    if (this.chapter.forgets) this.note(`session-lost: ${about}`);
    else this.problem('session', about);
  }

  /** Somebody whose session had ended is in the room again: what was sent before then need not come. */
  joinedAgain(room: string, by: string): void {
    for (const stream of this.#streams.values()) {
      if (baseOf(stream) !== room || stream.to !== by) continue;
      while (stream.waiting.length > 0) this.#writeOff(stream);
      for (const [number, sent] of stream.missing) stream.excused.set(number, sent);
      stream.missing.clear();
    }
  }

  left(room: string, by: string, id: string, owner: string): void {
    this.#leavings.push({ id, owner, by, room, at: Date.now(), chapter: this.chapter });
  }

  /** The end: whatever has not come will not. */
  close(): void {
    this.writeOff(Infinity);
    this.#countLost();
    for (const { id, owner, by, room, at, chapter } of this.#leavings) {
      const isOwn = this.#endings.some(
        (end) => end.by === by && end.room === room && Math.abs(end.at - at) < 1_000,
      );
      if (isOwn || this.#former.has(id)) continue;
      this.problem(
        'left',
        `${by} heard at ${this.time(at)} that ${owner} had left '${room}' (${id})`,
        chapter,
      );
    }
    this.#isClosed = true;
  }

  /**
   * Whatever is missing is lost, unless somebody was told: the receiver that it was away for too long, which is
   * enough, or the sender that so many of its events may not have arrived. What nobody has heard the sender must
   * have been told of, whatever its receivers were told.
   */
  #countLost(): void {
    const missing = new Map<string, Map<Sent, string[]>>();
    for (const stream of this.#streams.values()) {
      const { from, to } = stream;
      // A file is one of what the sender is told of
      const key = `${baseOf(stream)}\n${from}`;
      const ofSender = missing.get(key) ?? new Map<Sent, string[]>();
      missing.set(key, ofSender);
      const unheard = [...stream.excused.values()].filter((sent) => this.#isForTheSender(sent));
      for (const sent of [...stream.missing.values(), ...unheard])
        ofSender.set(sent, [...(ofSender.get(sent) ?? []), to]);
      for (const { at } of stream.excused.values()) this.#chapterOf(at).excused += 1;
    }
    for (const [key, ofSender] of missing) {
      let told = this.#missed.get(key) ?? 0;
      const [room, from] = key.split('\n');
      for (const [{ number, at }, to] of ofSender) {
        const chapter = this.#chapterOf(at);
        if (told > 0 && chapter.forgets) {
          told -= 1;
          continue;
        }
        chapter.counts.set('lost', chapter.count('lost') + to.length);
        this.note(
          `lost (${chapter.name}): ${from} -> ${to.join()} in '${room}': ${number}, sent at ${this.time(at)}`,
        );
      }
    }
  }

  /**
   * Whether its sender must have been told of an event of which its receiver was told: nobody has heard it, and when
   * it was sent Redis was gone already.
   */
  #isForTheSender({ at, live, heard }: Sent): boolean {
    return (
      live && !heard && this.chapters.some((one) => one.forgets && at > one.at + SOON_MS && at < one.until)
    );
  }

  /** The fault during which something was sent. */
  #chapterOf(at: number): Chapter {
    // What is under way when a fault begins is its business
    return this.chapters.filter((chapter) => chapter.at <= at + UNDER_WAY_MS).at(-1) ?? this.chapter;
  }

  #stream(room: string, from: string, to: string): Stream {
    const key = `${room}\n${from}\n${to}`;
    const stream = this.#streams.get(key) ?? new Stream(room, from, to);
    this.#streams.set(key, stream);
    return stream;
  }
}
