import type { P2PError } from '../../src/api/errors.js';
import type { LibraryEvents } from '../../src/api/events.js';
import type { EventSink } from '../../src/api/event-sink.js';
import { resolveOptions, type P2POptions, type Settings } from '../../src/api/options.js';
import { createRoom, type Room } from '../../src/api/room.js';
import type { Peer, Progress, Sender } from '../../src/api/types.js';
import { clientOf, type Ledger } from './ledger.js';
import type { Stack } from './rtc.js';
import type { Simulation } from './simulation.js';
import { SimulatedSocket } from './socket.js';
import type { Client, World } from './world.js';

/** The names of the rooms of a life that has so many. */
export const ROOMS = ['', 'second'];

/** A page with a client in it: when it is loaded anew, nothing happens in the old one any more. */
class Page implements Client {
  frozen = false;
  readonly #listeners: (() => void)[] = [];

  /** Has the code that is called listen to this page. */
  run(code: () => void): void {
    Object.assign(globalThis, {
      addEventListener: (event: string, listener: (event: object) => void) => {
        if (event === 'pagehide') this.#listeners.push(() => listener({ persisted: false }));
      },
    });
    code();
    Object.assign(globalThis, { addEventListener: undefined });
  }

  /** The page goes. */
  hide(): void {
    for (const listener of this.#listeners) listener();
    this.frozen = true;
  }
}

/** What the pages of a tab have for each other. */
class SimulatedStorage {
  getItem(key: string): string | null {
    return (this as unknown as Record<string, string | undefined>)[key] ?? null;
  }

  setItem(key: string, value: string): void {
    Object.assign(this, { [key]: value });
  }

  removeItem(key: string): void {
    Reflect.deleteProperty(this, key);
  }
}

/** A client of the simulation: the real library, on a network that is not. */
export class Participant {
  readonly name: string;
  page = new Page();
  socket: SimulatedSocket;
  /** What its tab has stored. */
  readonly storage = new SimulatedStorage();
  /** Whether it was told that a link has failed. */
  hasFailed = false;
  /** The questions of its page that are open. */
  open = 0;
  /** Where it is in each room. */
  readonly seats: Seat[];
  readonly #simulation: Simulation;
  readonly #stack: Stack | undefined;
  #rtc: NonNullable<P2POptions['rtc']> | null;

  constructor(name: string, simulation: Simulation) {
    const { world, server, ledgers } = simulation;
    this.name = name;
    this.#simulation = simulation;
    this.socket = new SimulatedSocket(name, world, server, this.page);
    this.#stack = world.chance(0.9) ? anyStack(world) : undefined;
    this.seats = ledgers.map((ledger, index) => new Seat(ROOMS[index] ?? '', this, simulation, ledger));
    this.#rtc = this.#newRtc();
    this.socket.auth = { user: name };
    this.socket.connect();
  }

  /** The WebRTC of its page. */
  #newRtc(): NonNullable<P2POptions['rtc']> | null {
    const { network } = this.#simulation;
    return this.#stack
      ? { RTCPeerConnection: network.constructorFor(this.name, this.page, this.#stack) }
      : null;
  }

  /** Where it is still, or is to be. */
  get openSeats(): Seat[] {
    return this.seats.filter(({ hasLeft }) => !hasLeft);
  }

  newSettings(room: string): Settings {
    const { world, hasKey, reloads } = this.#simulation;
    return resolveOptions({
      room,
      rtc: this.#rtc,
      environment: world.clock(this.page),
      pingIntervalMs: 10_000,
      data: { name: this.name },
      persist: reloads,
      ...(hasKey && { key: 'what all of them know' }),
    });
  }

  get frozen(): boolean {
    return this.page.frozen;
  }

  set frozen(frozen: boolean) {
    this.page.frozen = frozen;
  }

  get hasWebRtc(): boolean {
    return this.#stack !== undefined;
  }

  /** Loads the page anew. */
  reload(): void {
    const { world, server, network } = this.#simulation;
    Object.assign(globalThis, { sessionStorage: this.storage });
    this.page.hide();
    for (const connection of [...network.connections.values()])
      if (connection.name === this.name) connection.close();
    this.socket.die();
    this.page = new Page();
    const { auth, connections } = this.socket;
    this.socket = new SimulatedSocket(this.name, world, server, this.page, connections);
    this.socket.auth = auth;
    this.#rtc = this.#newRtc();
    for (const seat of this.openSeats) seat.room = undefined;
    this.begin();
    this.open = 0;
  }

  /** What it has sent, and the server may not have, is lost; also what it has sent before it left a room. */
  loses(): void {
    for (const { ledger, lastId } of this.seats) ledger.excusedSenders.add(lastId);
  }

  /** Is back in a room that it has left, under the same id. */
  rejoin(left: Seat): void {
    const index = this.seats.indexOf(left);
    const seat = new Seat(ROOMS[index] ?? '', this, this.#simulation, left.ledger, left.stay + 1);
    this.seats[index] = seat;
    seat.begin();
  }

  /** Uses the library from now on, whether the socket is connected already or not. */
  begin(): void {
    for (const seat of this.openSeats) seat.begin();
  }
}

/** A client in one room, and what it hears there. */
export class Seat implements EventSink {
  readonly who: Participant;
  readonly ledger: Ledger;
  /** Not there as long as its client is a plain one. */
  room: Room | undefined;
  /** Whether it has left the room for good. */
  hasLeft = false;
  /** How often its client has left the room before. */
  readonly stay: number;
  readonly #name: string;
  readonly #simulation: Simulation;
  // Ends with the session; the events of a session are those of one peer id
  #peerId = '';

  constructor(name: string, who: Participant, simulation: Simulation, ledger: Ledger, stay = 0) {
    this.#name = name;
    this.stay = stay;
    this.who = who;
    this.#simulation = simulation;
    this.ledger = ledger;
  }

  get id(): string {
    const id = this.room?.peerId ?? '';
    if (id) this.#peerId = id;
    return id;
  }

  /** Its last id: it may be on its way back. */
  get lastId(): string {
    return this.id || this.#peerId;
  }

  begin(): Room {
    const { who } = this;
    if (this.room) return this.room;
    const settings = who.newSettings(this.#name);
    who.page.run(() => (this.room = createRoom(who.socket.asSocket, settings, this)));
    return this.begin();
  }

  emit<K extends keyof LibraryEvents>(event: K, ...args: Parameters<LibraryEvents[K]>): void {
    const { ledger } = this;
    const { name: client } = this.who;
    if (event === 'peer-connect') {
      // As a plain client it had nothing to come back with, and servers may have lost whom to look for
      const { id, plain } = args[0] as Peer;
      const { losesData = false, wasDown = false } = this.#simulation.cluster ?? {};
      const mayMeet = plain || losesData || wasDown;
      if (!mayMeet && clientOf(id) === client) this.#simulation.problem(`${client} meets itself`);
    }
    ledger.known.add(this.id || this.#peerId);
    if (event === 'progress') this.#simulation.streams?.progress(this, args[0] as Progress);
    if (event !== 'peer-error') return;
    const error = args[0] as unknown as P2PError;
    const { code, event: name = '', peerId, peerIds = peerId ? [peerId] : [] } = error;
    this.#simulation.note(`${client} is told ${code} of ${name}`);
    for (const id of peerIds) ledger.reported(this.#peerId, name, id);
    // What had come in part when the page went
    if (code === 'aborted' && peerId) {
      ledger.reported(peerId, name, this.#peerId);
      this.#simulation.streams?.failed(this, name);
    }
    if (code === 'link-failed') this.who.hasFailed = true;
    if (code === 'session-lost') {
      ledger.excusedReceivers.add(this.#peerId);
      this.who.loses();
    }
    const mayMiss = code === 'incomplete' && this.#simulation.cluster?.losesData;
    if (code === 'tampered' || (code === 'incomplete' && !mayMiss))
      this.#simulation.problem(`${client} is told ${code} of ${peerId}`);
    // Plain clients cannot ask for the bytes of a stream
    const isTooLarge = code === 'too-large' && !this.#simulation.streams?.has(this, name);
    if (code === 'bad-message' || code === 'bad-signal' || code === 'missed' || isTooLarge)
      this.#simulation.problem(`${client} is told ${error.message} (${String(error.cause)})`);
  }

  hears(): boolean {
    return false;
  }

  receive(event: string, args: readonly unknown[], { id: from, path }: Sender): void {
    if (event.startsWith('v')) {
      this.ledger.heardVolatile(this.id, from, event, args[0] as number);
      return;
    }
    const [content, ...rest] = args;
    const callback = rest.find((arg): arg is (answer: string) => void => typeof arg === 'function');
    const source = rest.find((arg) => typeof arg === 'object');
    const text = typeof content === 'string' ? content : summary(new Uint8Array(content as ArrayBuffer));
    this.#simulation.note(`${this.who.name} hears ${event} of ${from} by ${path}${this.in}`);
    this.ledger.heard(this.id, from, event, text, this.stay);
    if (source) this.#simulation.streams?.take(this, from, event, source as Blob | ReadableStream);
    callback?.(`${event} ${this.id}`);
  }

  /** Where it is, for the record. */
  get in(): string {
    return this.#name && ` in ${this.#name}`;
  }
}

/** Mostly a browser. */
function anyStack(world: World): Stack {
  const takes = world.chance(0.7) ? 262_144 : world.pick([0, 65_536, 16_384, 4_096, 1_500]);
  return { takes, bringsBuffers: world.chance(0.2) };
}

/** Tells contents apart. */
export function summary(bytes: Uint8Array): string {
  let sum = 0;
  // The parts begin elsewhere in each, so a lost or doubled one shows
  for (let n = 0; n < bytes.length; n += 61) sum = (sum * 31 + (bytes[n] ?? 0)) | 0;
  return `${bytes.length} bytes, ${sum}`;
}
