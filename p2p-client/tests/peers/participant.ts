import type { P2P, P2PError, Path, Sender } from 'socket.io-p2p-client';

/* What everybody in the room of peers.test.ts does, page or process. */

const SMALL = 100;
const CURSOR_MS = 50;

/** What a participant has heard of the others, by their ids. */
export interface Account {
  /** Their events, in order. */
  readonly events: Record<string, string[]>;
  /** The paths that these took. */
  readonly paths: Record<string, Path[]>;
  /** Their answers to this one's large event. */
  readonly answers: Record<string, unknown>;
  /** The paths of their volatile events. */
  readonly cursors: Record<string, Path>;
  /** The codes of the errors that were about them. */
  readonly errors: Record<string, string[]>;
}

/** What a participant can be asked; it answers when it can. */
export interface Questions {
  /** The paths to the others, when every two have a link but those of whom one cannot. */
  paths(unable: string): Promise<Record<string, Path>>;
  /** Whether all of what it has said has arrived, the last event with so many bytes. */
  speak(largeBytes: number): Promise<boolean>;
  account(): Promise<Account>;
  /** The paths that the texts of the others took in another room, in which everybody is as well. */
  beside(unable: string): Promise<Record<string, Path>>;
  /** Leaves that. */
  alone(): Promise<boolean>;
  /** Whether somebody has left. */
  gone(id: string): Promise<boolean>;
}

/** What every participant says. */
export function speech(largeBytes: number): string[] {
  const small = Array.from({ length: SMALL }, (_, number) => [line(number), bytesOf(number).join()]);
  return [...small.flat(), description(pattern(largeBytes))];
}

/** A peer that says much, hears what the others say, and gives account of it. */
export class Participant implements Questions {
  readonly #p2p: P2P;
  readonly #join: (room: string) => P2P;
  #beside: P2P | undefined;
  readonly #account: Account = { events: {}, paths: {}, answers: {}, cursors: {}, errors: {} };
  readonly #seenBy = new Set<string>();
  readonly #gone = new Set<string>();
  /** Those who wait for a condition; each tells whether it was met. */
  readonly #waiting = new Set<() => boolean>();

  /** @param join gives the peer that it is in another room */
  constructor(p2p: P2P, join: (room: string) => P2P) {
    this.#p2p = p2p;
    this.#join = join;
    p2p.on('text', (text: string, sender: Sender) => this.#hear(text, sender));
    p2p.on('bytes', (bytes: ArrayBuffer, sender: Sender) => this.#hear(new Uint8Array(bytes).join(), sender));
    p2p.on('large', (bytes: ArrayBuffer, answer: (heard: string) => void, sender: Sender) => {
      const heard = description(new Uint8Array(bytes));
      this.#hear(heard, sender);
      answer(heard);
    });
    p2p.on('cursor', ({ id, path }: Sender) => {
      this.#account.cursors[id] = path;
      p2p.to(id).emit('seen');
    });
    p2p.on('seen', ({ id }: Sender) => {
      this.#seenBy.add(id);
      this.#look();
    });
    p2p.on('transport', () => this.#look());
    p2p.on('peer-disconnect', ({ id }) => {
      this.#gone.add(id);
      this.#look();
    });
    p2p.on('peer-error', (error: P2PError) => this.#fail(error));
    p2p.on('ask', (question: keyof Questions, argument: unknown, answer: (answer: unknown) => void) => {
      void this[question](argument as never).then(answer);
    });
  }

  #fail({ code, peerId = '' }: P2PError): void {
    (this.#account.errors[peerId] ??= []).push(code);
  }

  async paths(unable: string): Promise<Record<string, Path>> {
    await this.#until(() =>
      this.#p2p.peers.every(({ id, path }) => path === 'webrtc' || [id, this.#p2p.peerId].includes(unable)),
    );
    return Object.fromEntries(this.#p2p.peers.map(({ id, path }) => [id, path]));
  }

  account(): Promise<Account> {
    return Promise.resolve(this.#account);
  }

  async beside(unable: string): Promise<Record<string, Path>> {
    const beside = (this.#beside = this.#join('beside'));
    beside.on('peer-error', (error: P2PError) => this.#fail(error));
    const paths: Record<string, Path> = {};
    beside.on('text', ({ id, path }: Sender) => {
      paths[id] = path;
      this.#look();
    });
    for (const event of ['transport', 'peer-connect'] as const) beside.on(event, () => this.#look());
    const count = this.#p2p.peers.length;
    const isLinked = (id: string, path: Path): boolean =>
      path === 'webrtc' || [id, this.#p2p.peerId].includes(unable);
    await this.#until(() => {
      const { peers } = beside;
      return peers.length === count && peers.every(({ id, path }) => isLinked(id, path));
    });
    beside.emit('text');
    await this.#until(() => Object.keys(paths).length === count);
    return paths;
  }

  alone(): Promise<boolean> {
    this.#beside?.leave();
    return Promise.resolve(true);
  }

  async gone(id: string): Promise<boolean> {
    await this.#until(() => this.#gone.has(id));
    return true;
  }

  async speak(largeBytes: number): Promise<boolean> {
    // Any of them may get lost
    const cursor = setInterval(() => this.#p2p.volatile.emit('cursor'), CURSOR_MS);
    for (let number = 0; number < SMALL; number++) {
      this.#p2p.emit('text', line(number));
      this.#p2p.emit('bytes', bytesOf(number));
    }
    await this.#until(() => this.#seenBy.size === this.#p2p.peers.length);
    clearInterval(cursor);
    const answers = await this.#p2p.emitWithAck('large', pattern(largeBytes));
    for (const [id, answer] of answers) this.#account.answers[id] = answer;
    return true;
  }

  #hear(event: string, { id, path }: Sender): void {
    (this.#account.events[id] ??= []).push(event);
    const paths = (this.#account.paths[id] ??= []);
    if (!paths.includes(path)) paths.push(path);
    this.#look();
  }

  #until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.add(() => {
        const isMet = condition();
        if (isMet) resolve();
        return isMet;
      });
      this.#look();
    });
  }

  #look(): void {
    for (const isMet of this.#waiting) if (isMet()) this.#waiting.delete(isMet);
  }
}

/** Has a peer take part. */
export function takePart(p2p: P2P, join: (room: string) => P2P): void {
  new Participant(p2p, join);
}

function line(number: number): string {
  return `Zeile ${number}: äöü 🎈`;
}

function bytesOf(number: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array([number, 255 - number]);
}

/** Bytes that tell their place. */
function pattern(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index++) bytes[index] = index * 31 + (index >> 8);
  return bytes;
}

function description(bytes: Uint8Array): string {
  const isPattern = bytes.every((byte, index) => byte === ((index * 31 + (index >> 8)) & 0xff));
  return `${bytes.length} bytes, ${isPattern ? 'each in its place' : 'not as they were sent'}`;
}
