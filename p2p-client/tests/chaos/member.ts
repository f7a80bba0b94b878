import { io, type Socket } from 'socket.io-client';
import { P2P, type P2PError, type Peer } from '../../src/index.js';
import { randomInt } from '../random.js';
import type { Ledger } from './ledger.js';
import type { Visitor } from './visitor.js';

const ANSWER_TIMEOUT_MS = 120_000;
const FILE_BYTES = 300_000;
/** What is heard because others' sessions, or this one's, have ended. */
const OF_OTHERS: ReadonlySet<string> = new Set(['unknown-peer', 'not-a-member', 'aborted']);

interface Events {
  note(from: string, number: number): void;
  file(from: string, number: number, bytes: ArrayBuffer | Uint8Array): void;
  'peer-msg'(message: { name: string; text: string }): void;
  question(from: string, number: number, answer: (said: string) => void): void;
}

interface Data {
  readonly name: string;
}

/** A member's place in one room. */
export interface Seat {
  readonly room: string;
  /** Who has it. */
  readonly name: string;
  readonly p2p: P2P<Events, Data>;
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
  readonly socket: Socket;
  readonly seats: Seat[];
  readonly name: string;
  /** When it has asked what is not answered yet. */
  readonly #questions = new Set<{ readonly at: number }>();
  #files = 0;
  #hereAt: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    index: number,
    url: string,
    rooms: readonly string[],
    private readonly company: Company,
    private readonly ledger: Ledger,
    private readonly random: () => number,
  ) {
    this.name = `m${index}`;
    this.socket = io(url, { transports: ['websocket'], forceNew: true });
    this.seats = rooms.map((room) => this.#sit(room));
  }

  /** Whether it is connected and in all its rooms. */
  get isHere(): boolean {
    return this.socket.connected && this.seats.every(({ p2p }) => p2p.peerId !== undefined);
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
    const { transport } = this.socket.io.engine as unknown as { transport: { ws?: { terminate(): void } } };
    transport.ws?.terminate();
  }

  /** Sends the few something large, in parts. */
  sendFile(): void {
    const seat = this.seats.at(-1);
    if (!seat) return;
    const others = this.company.seats(seat.room).filter((other) => other !== seat);
    const number = ++this.#files;
    const receivers = others.map((other) => other.name);
    this.ledger.sent(fileStream(seat.room, number), this.name, number, receivers, this.isHere);
    seat.p2p.emit('file', this.name, number, new Uint8Array(FILE_BYTES));
  }

  leave(): void {
    this.hush();
    this.socket.disconnect();
  }

  #sit(room: string): Seat {
    const { ledger, company, name } = this;
    const p2p = new P2P<Events, Data>(this.socket, { room, rtc: null, data: { name } });
    const seat: Seat = { room, name, p2p, id: undefined, sent: 0 };
    company.take(seat);
    p2p.on('note', (from, number) => ledger.heard(room, from, name, number));
    p2p.on('file', (from, number, bytes) => {
      if (bytes.byteLength !== FILE_BYTES)
        ledger.problem('error', `${name} has got ${bytes.byteLength} bytes of a file`);
      ledger.heard(fileStream(room, number), from, name, number);
    });
    p2p.on('peer-msg', (message) => ledger.heard(room, message.name, name, Number(message.text)));
    p2p.on('question', (from, number, answer) => {
      ledger.heard(room, from, name, number);
      answer(`${name} has heard ${number}`);
    });
    p2p.on('peer-disconnect', ({ id, data }: Peer<Data>) => {
      if (!company.departed.has(data?.name ?? '')) ledger.left(room, name, id, data?.name ?? '?');
    });
    p2p.on('peer-error', (error) => this.#fail(seat, error));
    return seat;
  }

  /** Looks who it is now: nothing tells that it has joined a room again. */
  look(): void {
    for (const seat of this.seats) this.#look(seat);
    if (this.isHere) this.#hereAt = Date.now();
  }

  #look(seat: Seat): void {
    const { peerId } = seat.p2p;
    if (peerId === undefined || peerId === seat.id) return;
    if (seat.id !== undefined) this.ledger.joinedAgain(seat.room, this.name);
    seat.id = peerId;
  }

  #fail(seat: Seat, error: P2PError): void {
    const { code, message, missed = 0, event = '', peerId = '' } = error;
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
    const { p2p, room } = seat;
    const { name } = this;
    const isKnown = target?.id !== undefined && p2p.peers.some(({ id }) => id === target.id);
    if (kind < 3 && isKnown && target.id !== undefined) {
      this.ledger.sent(room, name, number, [target.name], this.isHere);
      if (kind === 0) this.#ask(seat, target, number);
      else p2p.to(target.id).emit('note', name, number);
      return;
    }
    const receivers = others.map((other) => other.name);
    this.ledger.sent(room, name, number, receivers, this.isHere);
    // One of them is what a handler of the sample sees first
    if (kind === 3) p2p.emit('peer-msg', { name, text: String(number) });
    else p2p.emit('note', name, number);
  }

  #ask({ p2p, room }: Seat, target: Seat, number: number): void {
    const { id = '' } = target;
    const question = { at: Date.now() };
    this.#questions.add(question);
    const about = `${this.name} asked ${target.name} in '${room}' at ${this.ledger.time()}`;
    const { chapter } = this.ledger;
    p2p
      .to(id)
      .timeout(ANSWER_TIMEOUT_MS)
      .emitWithAck('question', this.name, number)
      .then(
        (said) => {
          if (said !== `${target.name} has heard ${number}`)
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
