import type { P2PError } from '../../src/index.js';
import { randomInt } from '../random.js';
import { answerOf, type Client, type Failure, type Place } from './client.js';
import type { Ledger } from './ledger.js';
import type { Visitor } from './visitor.js';

const ANSWER_TIMEOUT_MS = 120_000;
const FILE_BYTES = 300_000;
/** What is heard because others' sessions, or this one's, have ended. */
const OF_OTHERS: ReadonlySet<string> = new Set(['unknown-peer', 'not-a-member', 'aborted']);

/** A member's place in one room. */
export interface Seat {
  readonly room: string;
  /** Who has it. */
  readonly name: string;
  readonly place: Place;
  /** The id that it has, or had last. */
  id: string | undefined;
  /** How many events it has sent here. */
  sent: number;
}

/** Who is who, and who is in which room. */
export class Company {
  readonly members: Member[] = [];
  readonly visitors = new Set<Visitor>();
  /** The names of those who have left. */
  readonly departed = new Set<string>();
  readonly #rooms = new Map<string, Seat[]>();

  take(seat: Seat): void {
    const { room } = seat;
    this.#rooms.set(room, [...this.seats(room), seat]);
  }

  seats(room: string): readonly Seat[] {
    return this.#rooms.get(room) ?? [];
  }
}

/** A client in some rooms that says something now and then, and writes down what it hears. */
export class Member {
  readonly seats: Seat[];
  /** When it has asked what is not answered yet. */
  readonly #questions = new Set<{ readonly at: number }>();
  #files = 0;
  #hereAt: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    readonly name: string,
    private readonly client: Client,
    rooms: readonly string[],
    private readonly company: Company,
    private readonly ledger: Ledger,
    private readonly random: () => number,
  ) {
    this.seats = rooms.map((room) => this.#sit(room));
  }

  /** Whether it is connected and in all its rooms. */
  get isHere(): boolean {
    return this.client.isConnected && this.seats.every(({ place }) => place.peerId !== undefined);
  }

  /** For how long it is away by now. */
  get awayMs(): number {
    return this.#hereAt === undefined ? 0 : Date.now() - this.#hereAt;
  }

  get oldestQuestion(): number {
    return Math.min(Infinity, ...[...this.#questions].map(({ at }) => at));
  }

  /** Begins to say something, so many times a second. */
  speak(rate: number): void {
    const pauseMs = 1_000 / rate;
    const next = (): void => {
      this.#timer = setTimeout(next, pauseMs * (0.5 + this.random()));
      this.#say();
    };
    this.#timer = setTimeout(next, pauseMs * this.random());
  }

  hush(): void {
    clearTimeout(this.#timer);
  }

  /** Its connection is lost, and neither end has wanted that. */
  cut(): void {
    this.client.cut();
  }

  /** Sends the few something large, in parts. */
  sendFile(): void {
    const seat = this.seats.at(-1);
    if (!seat) return;
    const others = this.company.seats(seat.room).filter((other) => other !== seat);
    const number = ++this.#files;
    const receivers = others.map((other) => other.name);
    this.ledger.sent(fileStream(seat.room, number), this.name, number, receivers, this.isHere);
    seat.place.sendFile(number, FILE_BYTES);
  }

  leave(): void {
    this.hush();
    this.client.leave();
  }

  #sit(room: string): Seat {
    const { ledger, company, name } = this;
    const place = this.client.join(room, {
      note: (from, number) => ledger.heard(room, from, name, number),
      file(from, number, bytes) {
        if (bytes !== FILE_BYTES) ledger.problem('error', `${name} has got ${bytes} bytes of a file`);
        ledger.heard(fileStream(room, number), from, name, number);
      },
      gone(id, owner) {
        if (!company.departed.has(owner)) ledger.left(room, name, id, owner);
      },
      failed: (failure) => this.#fail(seat, failure),
    });
    const seat: Seat = { room, name, place, id: undefined, sent: 0 };
    company.take(seat);
    return seat;
  }

  /** Looks who it is now: nothing tells that it has joined a room again. */
  look(): void {
    for (const seat of this.seats) this.#look(seat);
    if (this.isHere) this.#hereAt = Date.now();
  }

  #look(seat: Seat): void {
    const { peerId } = seat.place;
    if (peerId === undefined || peerId === seat.id) return;
    if (seat.id !== undefined) this.ledger.joinedAgain(seat.room, this.name);
    seat.id = peerId;
  }

  #fail(seat: Seat, failure: Failure): void {
    const { code, message, missed = 0, event = '', peerId = '' } = failure;
    const { chapter } = this.ledger;
    if (code === 'session-lost') {
      this.ledger.ended(seat.room, this.name, seat.id ?? '?', missed);
    } else if (code === 'connect-failed') {
      // It tries again
    } else if (chapter.forgets && OF_OTHERS.has(code)) {
      this.ledger.note(`${this.name} in '${seat.room}': ${code} ${event} ${peerId}`);
    } else {
      this.ledger.problem('error', `${this.name} in '${seat.room}': ${code}: ${message} ${event} ${peerId}`);
    }
  }

  #say(): void {
    this.look();
    const [everybody, few = everybody] = this.seats;
    const seat = randomInt(this.random, 3) === 0 ? everybody : few;
    if (!seat) return;
    const others = this.company.seats(seat.room).filter((other) => other !== seat);
    const target = others[randomInt(this.random, others.length)];
    const number = ++seat.sent;
    const kind = randomInt(this.random, 8);
    const { place, room } = seat;
    const { name } = this;
    const isKnown = target?.id !== undefined && place.peers.some(({ id }) => id === target.id);
    if (kind < 3 && isKnown && target.id !== undefined) {
      this.ledger.sent(room, name, number, [target.name], this.isHere);
      if (kind === 0) this.#ask(seat, target, number);
      else place.tell(target.id, number);
      return;
    }
    const receivers = others.map((other) => other.name);
    this.ledger.sent(room, name, number, receivers, this.isHere);
    place.say(kind === 3 ? 'peer-msg' : 'note', number);
  }

  #ask({ place, room }: Seat, target: Seat, number: number): void {
    const { id = '' } = target;
    const question = { at: Date.now() };
    this.#questions.add(question);
    const about = `${this.name} asked ${target.name} in '${room}' at ${this.ledger.time()}`;
    const { chapter } = this.ledger;
    place
      .ask(id, number, ANSWER_TIMEOUT_MS)
      .then(
        (said) => {
          if (said !== answerOf(target.name, number))
            this.ledger.problem('unanswered', `${about}: '${said}'`, chapter);
        },
        (error: unknown) => {
          const { code = '' } = error as Partial<P2PError>;
          if (chapter.forgets || this.ledger.chapter.forgets) this.ledger.note(`${about}: ${code}`);
          else this.ledger.problem('unanswered', `${about}: ${code}`, chapter);
        },
      )
      .finally(() => this.#questions.delete(question));
  }
}

/** Large events come in whichever order their last parts come in: each has a stream of its own. */
function fileStream(room: string, number: number): string {
  return `${room}, file ${number}`;
}
