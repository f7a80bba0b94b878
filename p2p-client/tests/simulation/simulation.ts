import type { P2PError } from '../../src/api/errors.js';
import type { EmitOptions } from '../../src/api/emission.js';
import type { Room } from '../../src/api/room.js';
import { sessionOf } from '../../src/session/session.js';
import { RoomServer } from '../../src/testing/room-server.js';
import { Cluster } from './cluster.js';
import { clientOf, Ledger } from './ledger.js';
import { Participant, ROOMS, summary, type Seat } from './participant.js';
import { SimulatedNetwork } from './rtc.js';
import { Streams, type End } from './streams.js';
import { installToyCrypto } from './toy-crypto.js';
import { World } from './world.js';

const ACTIONS = 120;
const ACTION_MS = 2_000;
const WINDOW_MS = 60_000;
const SETTLE_MS = 100_000;
// Whoever has died is lost by then, and not forgotten yet
const PLANNED_MS = 50_000;
// Three parts by link
const LARGE_BYTES = 80_000;
const PATTERN = new Uint8Array(LARGE_BYTES + 1_000).map((_, n) => (n * 7 + (n >> 9)) & 0xff);

/** What the clients connect to: one server, or several. */
export type Stage = 'alone' | 'cluster';

/** What one run came to. */
export interface Outcome {
  readonly seed: number;
  readonly events: number;
  readonly problems: readonly string[];
  /** What happened, step by step. */
  readonly trace: readonly string[];
}

/** A room with a random life. */
export class Simulation {
  readonly world: World;
  readonly server: RoomServer | Cluster;
  readonly cluster: Cluster | undefined;
  readonly network: SimulatedNetwork;
  /** Of each room. */
  readonly ledgers: readonly Ledger[];
  /** Whether what goes by relay is encrypted. */
  readonly hasKey: boolean;
  /** Whether pages are loaded anew. With a key, what a link has not delivered does not survive that. */
  readonly reloads: boolean;
  /** The Blobs and streams that are sent, in every third life. */
  readonly streams: Streams | undefined;
  readonly #seed: number;
  readonly #trace: string[] = [];
  readonly #problems: string[] = [];
  readonly #participants: Participant[] = [];
  readonly #isFaulty: boolean;
  #names = 0;
  #open = 0;

  constructor(seed: number, stage: Stage) {
    this.#seed = seed;
    this.world = new World(seed);
    this.hasKey = this.world.chance(0.3);
    if (this.hasKey) installToyCrypto(this.world);
    this.reloads = !this.hasKey && this.world.chance(0.4);
    // By no chance, so that the other lives are what they would be without
    if (seed % 3 === 0) this.streams = new Streams(this.world, (text) => this.note(text));
    this.ledgers = ROOMS.slice(0, this.world.chance(0.4) ? 2 : 1).map(() => new Ledger());
    const locks = {
      request: (_name: string, _options: object, use: (lock: object) => unknown) => Promise.resolve(use({})),
    };
    Object.defineProperty(globalThis, 'navigator', { value: { locks }, configurable: true });
    const alone = stage === 'alone' ? this.#alone() : undefined;
    const settings = { windowMs: WINDOW_MS, numClients: 1 + this.world.int(4) };
    if (alone) {
      alone.numClients = settings.numClients;
      this.server = alone;
    } else {
      this.cluster = new Cluster(this.world, settings, (text) => this.note(text));
      this.server = this.cluster;
    }
    this.network = new SimulatedNetwork(this.world);
    // In some lives nothing fails that need not
    this.#isFaulty = this.world.chance(0.7);
    if (this.#isFaulty) this.network.faults = { make: 0.05, send: 0.005 };
  }

  #alone(): RoomServer {
    let tokens = 0;
    const server = new RoomServer({
      setTimeout: (run, delayMs) => this.world.after(delayMs, run),
      clearTimeout: (step) => {
        if (step) (step as { cancelled: boolean }).cancelled = true;
      },
      token: () => `token ${tokens++}`,
    });
    server.windowMs = WINDOW_MS;
    return server;
  }

  async run(): Promise<Outcome> {
    try {
      await this.#play();
    } catch (error) {
      this.problem(String(error));
    }
    let events = 0;
    for (const ledger of this.ledgers) {
      for (const id of this.cluster?.silenced ?? []) ledger.excusedSenders.add(id);
      for (const id of this.cluster?.anew ?? []) ledger.excusedReceivers.add(id);
      this.#problems.push(...ledger.problems());
      events += ledger.size;
    }
    this.#problems.push(...(this.streams?.problems((end) => this.#isHere(end)) ?? []));
    return { seed: this.#seed, events, problems: this.#problems, trace: this.#trace };
  }

  /** Whether somebody is in a room still, in the same page, and has not been away for too long. */
  #isHere({ seat, page, id }: End): boolean {
    const { excusedReceivers, excusedSenders } = seat.ledger;
    const isIn = seat.who.page === page && !seat.hasLeft && this.#participants.includes(seat.who);
    return isIn && !excusedReceivers.has(id) && !excusedSenders.has(id);
  }

  async #play(): Promise<void> {
    const { world } = this;
    const count = 2 + world.int(3);
    for (let n = 0; n < count; n++) this.#join();
    await world.run(world.now + ACTION_MS);
    // While logs are short, another one soon has the offsets of the last one again
    if (this.cluster?.losesData && world.chance(0.3)) {
      this.#scatter();
      this.cluster.wipe();
    }
    for (let n = 0; n < ACTIONS; n++) {
      if (this.cluster && world.chance(0.06)) this.#trouble(this.cluster);
      else if (this.cluster && world.chance(0.04)) this.#wander(world.pick(this.#participants));
      else this.#act();
      // A page that is loaded anew looks into its storage before anything else happens
      await new Promise(setImmediate);
      // Mostly close together, as trouble comes
      await world.run(world.now + world.int(world.chance(0.2) ? ACTION_MS * 3 : 50));
    }
    const healedAt = world.now;
    if (world.chance(0.3)) this.#die();
    this.#heal();
    await world.run(healedAt + PLANNED_MS);
    this.#checkPlan();
    await world.run(healedAt + SETTLE_MS);
    for (const { name, socket } of this.#participants)
      for (const violation of socket.violations) this.problem(`${name}: ${violation}`);
    for (const { from, to, ms } of this.server.reports)
      if (from <= to || ms < 0 || ms > 600_000)
        this.problem(`${from} reports ${ms} ms for the link to ${to}`);
    const all = this.#participants
      .map(({ name }) => name)
      .sort()
      .join();
    const known = this.server.known.map(clientOf).sort().join();
    if (known !== all) this.problem(`the server knows ${known}, not ${all}`);
    for (const seats of this.#rooms) {
      const here = seats
        .map(({ who }) => who.name)
        .sort()
        .join();
      for (const { who, room } of seats) {
        const met = [who.name, ...(room?.mesh.peers ?? []).map(({ id }) => clientOf(id))].sort().join();
        if (met !== here) this.problem(`${who.name} is with ${met}, not ${here}`);
      }
    }
    if (!this.cluster) await this.#checkVolatile();
    if (!this.#isFaulty && !this.hasKey) this.#checkShared();
    if (this.#open > 0) this.problem(`${this.#open} questions have no end`);
  }

  /** Who is in each room. */
  get #rooms(): Seat[][] {
    return this.ledgers.map((its) =>
      this.#participants.flatMap(({ openSeats }) => openSeats.filter(({ ledger }) => ledger === its)),
    );
  }

  note(text: string): void {
    this.#trace.push(`${this.world.now.toFixed(0).padStart(7)} ${text}`);
  }

  problem(text: string): void {
    this.note(`PROBLEM ${text}`);
    this.#problems.push(text);
  }

  #join(): void {
    const { world } = this;
    const name = `p${this.#names++}`;
    const who = new Participant(name, this);
    this.#participants.push(who);
    if (world.chance(0.8)) {
      this.note(`${name} joins`);
      who.begin();
    } else {
      this.note(`${name} connects as a plain client`);
      world.after(world.int(4_000), () => who.begin(), who.page);
    }
  }

  #act(): void {
    const { world } = this;
    const who = world.pick(this.#participants);
    const seat = world.pick(who.openSeats);
    const roll = world.int(100);
    // Several servers drop what is volatile here: their own tests see it arrive
    if (roll < 8 && !this.cluster) this.#emitVolatile(seat, 1 + world.int(6));
    else if (roll < 60) this.#emit(seat);
    else if (roll < 66) this.#cut();
    else if (roll < 70) this.#close(who);
    else if (roll < 80) this.#drop(who);
    else if (roll < 84) this.#freeze(who);
    else if (roll < 85) this.#refresh(who);
    else if (roll < 87 && this.reloads) this.#reload(who);
    else if (roll < 92) this.#switch(seat);
    else if (roll < 95) this.#goPrivate(seat);
    else if (roll < 97 && this.#participants.length < 6) this.#join();
    else if (roll < 98 && who.openSeats.length > 1) this.#leaveRoom(seat);
    else if (roll >= 98 && this.#participants.length > 2) this.#leave(who);
  }

  #emit(seat: Seat): void {
    const { world } = this;
    const { room, who, ledger } = seat;
    if (who.frozen || !seat.id || !room) return;
    for (let burst = 1 + world.int(6); burst > 0; burst--) {
      // Plain clients hear the event itself, which nobody looks at here
      const peers = room.mesh.peers.filter(({ plain }) => !plain).map(({ id }) => id);
      const to = world.chance(0.3) && peers.length > 0 ? world.pick(peers) : undefined;
      const name = `e${ledger.size}`;
      const addressed = to === undefined ? peers : [to];
      const offer =
        this.streams && world.chance(0.06) ? this.streams.offer(seat, name, addressed) : undefined;
      const { source } = offer ?? {};
      // A Blob that is sent keeps no order either
      const large = source ? source instanceof Blob : world.chance(0.05);
      const start = ledger.size % 1_000;
      const bytes = large && !source ? PATTERN.slice(start, start + LARGE_BYTES) : undefined;
      const content = bytes ? summary(bytes) : `content of ${name}`;
      ledger.sent({ name, from: seat.id, to, addressed, large, content });
      this.note(
        `${who.name} sends ${name} to ${to ?? 'all'}${offer?.about ?? (large ? ', large' : '')}${seat.in}`,
      );
      const args = [bytes ?? content, ...(source ? [source] : [])];
      if (world.chance(0.2)) this.#ask(seat, name, args, { to, ...offer?.options });
      else room.send(name, args, { to, ...offer?.options });
    }
  }

  #emitVolatile({ who, id, room, ledger }: Seat, burst: number): void {
    const { world } = this;
    if (who.frozen || !id || !room) return;
    for (; burst > 0; burst--) {
      const to = world.chance(0.2) ? room.mesh.ids[0] : undefined;
      room.send(`v${world.int(2)}`, [ledger.sentVolatile()], { to, isVolatile: true });
    }
  }

  /** Of the volatile events some arrive, where nothing is in their way. */
  async #checkVolatile(): Promise<void> {
    for (const { volatilePairs } of this.ledgers) volatilePairs.clear();
    const missing = (): string[] =>
      this.#rooms.flatMap((seats) =>
        seats.flatMap(({ id: from, ledger, in: where }) =>
          seats
            .filter(({ id: by }) => by !== from && !ledger.volatilePairs.has(`${by} ${from}`))
            .map(({ id: by }) => `${by} hears no volatile event of ${from}${where}`),
        ),
      );
    // A connection may stall, and members with a key may not have met yet
    for (let round = 0; round < 10 || (round < 100 && missing().length > 0); round++) {
      for (const seats of this.#rooms) for (const seat of seats) this.#emitVolatile(seat, 2);
      await this.world.run(this.world.now + 1_000);
    }
    for (const problem of missing()) this.problem(problem);
  }

  #ask(seat: Seat, name: string, args: unknown[], options: EmitOptions): void {
    const { to } = options;
    const { who, id: from, ledger } = seat;
    this.#open += 1;
    who.open += 1;
    const { page } = who;
    const close = (): void => {
      if (page !== who.page) return;
      this.#open -= 1;
      who.open -= 1;
    };
    seat
      .begin()
      .ask(name, args, { ...options, timeoutMs: SETTLE_MS / 2 })
      .then(
        (answer) => {
          close();
          const answers = to === undefined ? [...(answer as Map<string, unknown>)] : [[to, answer] as const];
          for (const [by, text] of answers)
            if (text !== `${name} ${by}`)
              this.problem(`${from} got the answer ${String(text)} for ${name} of ${by}`);
        },
        (error: unknown) => {
          close();
          const { code, peerIds = [], peerId } = error as P2PError;
          this.note(`${who.name} has no answer to ${name}: ${code}`);
          if (code === 'timeout') return;
          for (const id of [...peerIds, peerId ?? to ?? '']) ledger.reported(from, name, id);
        },
      );
  }

  #cut(): void {
    if (this.#participants.length < 2) return;
    const a = this.world.pick(this.#participants);
    const b = this.world.pick(this.#participants);
    if (a === b) return;
    this.note(`the network between ${a.name} and ${b.name} is cut`);
    this.network.cut(a.name, b.name);
    this.world.after(this.world.int(30_000), () => this.network.heal(a.name, b.name));
  }

  #close({ name }: Participant): void {
    const connections = [...this.network.connections.values()].filter(
      (connection) => connection.name === name,
    );
    if (connections.length === 0) return;
    this.note(`a connection of ${name} is closed under it`);
    this.world.pick(connections).close();
  }

  #drop(who: Participant): void {
    if (!who.socket.connected) return;
    this.note(`${who.name} loses its socket`);
    who.socket.drop();
    const tooLong = this.world.chance(0.1);
    this.world.after(
      3_000 + this.world.int(tooLong ? 2 * WINDOW_MS : WINDOW_MS / 3),
      () => who.socket.connect(),
      who.page,
    );
  }

  #trouble(cluster: Cluster): void {
    if (cluster.trouble()) this.#scatter();
  }

  /** Some are away while the others begin another log. */
  #scatter(): void {
    for (const who of this.#participants) if (this.world.chance(0.4)) this.#drop(who);
  }

  /** The connection of a client is lost, and it is at once at another server, maybe. */
  #wander(who: Participant): void {
    if (!who.socket.connected) return;
    this.note(`${who.name} wanders`);
    who.socket.drop(100);
    this.world.after(200 + this.world.int(1_000), () => who.socket.connect(), who.page);
  }

  /** As applications do that show another token. */
  #refresh(who: Participant): void {
    if (who.frozen) return;
    this.note(`${who.name} sets its auth anew`);
    const auth = { user: who.name, at: this.world.now };
    who.socket.auth = this.world.chance(0.5) ? auth : (answer: (data: object) => void) => answer(auth);
  }

  #reload(who: Participant): void {
    if (who.frozen || !who.openSeats.every(({ id }) => id) || !who.socket.connected) return;
    this.note(`${who.name} reloads`);
    // Its large events are cut off, and nobody answers it any more
    for (const { ledger, id } of who.openSeats) ledger.leavers.add(id);
    this.#open -= who.open;
    who.reload();
    this.world.after(this.world.int(5_000), () => who.socket.connect(), who.page);
  }

  #freeze(who: Participant): void {
    if (who.frozen) return;
    this.note(`${who.name} freezes`);
    who.frozen = true;
    this.world.after(this.world.int(40_000), () => this.#thaw(who));
  }

  #thaw(who: Participant): void {
    if (!who.frozen) return;
    this.note(`${who.name} thaws`);
    this.world.thaw(who.page);
  }

  #switch(seat: Seat): void {
    const { who } = seat;
    if (who.frozen) return;
    const room = seat.begin();
    const usePeerConnection = !room.mode.usePeerConnection;
    this.note(`${who.name} ${usePeerConnection ? 'uses' : 'does not use'} links${seat.in}`);
    room.use({ usePeerConnection });
  }

  #goPrivate(seat: Seat): void {
    const { who } = seat;
    if (who.frozen) return;
    const room = seat.begin();
    const useSockets = !room.mode.useSockets;
    this.note(`${who.name} goes ${useSockets ? 'public' : 'private'}${seat.in}`);
    room.use({ useSockets });
  }

  #leave(who: Participant): void {
    if (who.frozen) return;
    this.note(`${who.name} leaves`);
    this.cluster?.leaves(who.seats.map(({ lastId }) => lastId).find((id) => id) ?? '');
    const rooms = who.openSeats.map((seat) => this.#excuse(seat));
    this.#participants.splice(this.#participants.indexOf(who), 1);
    for (const room of rooms) room.disconnect();
  }

  /** Leaves one of two rooms: what goes by the links of the other one goes on. */
  #leaveRoom(seat: Seat): void {
    const { who } = seat;
    if (who.frozen || !seat.room) return;
    this.note(`${who.name} leaves the room${seat.in}`);
    this.#excuse(seat).leave();
    seat.hasLeft = true;
    // With streams it is not back: what was sent to an earlier stay may come to the next one, and be taken for its own
    if (!this.hasKey && !this.streams && this.world.chance(0.6)) {
      this.note(`${who.name} is back${seat.in}`);
      who.rejoin(seat);
    }
  }

  /** Somebody leaves a room. */
  #excuse(seat: Seat): Room {
    const { ledger, who, lastId } = seat;
    ledger.excusedReceivers.add(lastId);
    // What it sent before still has to arrive, if it had a way
    ledger.leavers.add(lastId);
    const room = seat.begin();
    // Whoever has no welcome yet cannot open what somebody has sent who is not in the next one
    const isMet = this.#rooms
      .flat()
      .every((one) => one.ledger !== ledger || one === seat || one.room?.mesh.member(lastId));
    if (this.hasKey && !isMet) ledger.excusedSenders.add(lastId);
    const { live } = sessionOf(who.socket.asSocket, this.world.clock(who.page));
    if (!room.mode.useSockets) ledger.excusedSenders.add(lastId);
    if (!live || !who.socket.works) who.loses();
    return room;
  }

  /** Somebody's page is gone without a word while others come, who may need its links. */
  #die(): void {
    const who = this.world.pick(this.#participants);
    if (!who.openSeats.every(({ id }) => id)) return;
    this.note(`${who.name} dies`);
    for (const { ledger, lastId } of who.openSeats) ledger.excusedReceivers.add(lastId);
    who.loses();
    this.#participants.splice(this.#participants.indexOf(who), 1);
    who.socket.die();
    for (let newcomers = this.world.int(3); newcomers > 0; newcomers--) this.#join();
  }

  /** Nobody who is here lacks a link that somebody else who is here could have, if need be for one to a lost peer. */
  #checkPlan(): void {
    const { numClients } = this.server;
    for (const seats of this.#rooms) {
      const able = seats.filter(({ who }) => who.hasWebRtc);
      const here = able.map(({ who: { name }, id, room }) => {
        const peers = room?.mesh.peers ?? [];
        const links = new Set(
          room?.mesh
            .reach()
            .filter(({ mayLink }) => mayLink)
            .map((one) => one.id),
        );
        if (links.size > numClients) this.problem(`${name} is to hold ${links.size} links`);
        const linked = peers.filter((peer) => peer.linked && !links.has(peer.id));
        if (linked.length > 0)
          this.problem(`${name} keeps links with ${linked.map((peer) => peer.id).join()}`);
        const hasLost = peers.some((peer) => peer.lost && links.has(peer.id));
        const isFree = links.size < numClients;
        return { name, id, links, isFree, mayLink: isFree || hasLost };
      });
      for (const [index, a] of here.entries())
        for (const b of here.slice(0, index)) {
          const lack = (a.isFree && b.mayLink) || (b.isFree && a.mayLink);
          if (lack && !a.links.has(b.id)) this.problem(`${a.name} and ${b.name} lack a link`);
        }
    }
  }

  /** Two pages have one connection, whatever they share, where nothing has failed for one of their rooms alone. */
  #checkShared(): void {
    const names = this.#participants.filter(({ hasFailed }) => !hasFailed).map(({ name }) => name);
    for (const [index, a] of names.entries())
      for (const b of names.slice(0, index)) {
        const count = this.network.between(a, b).length;
        if (count > 2) this.problem(`${a} and ${b} have ${count} ends of connections`);
      }
  }

  /** Everything works again, so that everything can arrive. */
  #heal(): void {
    this.note('everything heals');
    this.network.healAll();
    this.cluster?.heal();
    this.streams?.heal();
    for (const who of this.#participants) {
      this.#thaw(who);
      for (const seat of who.openSeats) seat.begin().use({ useSockets: true, usePeerConnection: true });
      this.world.after(5_000, () => who.socket.connect(), who.page);
    }
  }
}
