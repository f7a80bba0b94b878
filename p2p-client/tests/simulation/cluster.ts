import type { Connection } from '../../src/testing/room-server.js';
import { ANEW, ClusterNode, type NodeSettings } from './node.js';
import type { LogItem } from './room-machine.js';
import { SharedStore } from './store.js';
import type { Backend } from './socket.js';
import type { World } from './world.js';

const MAX_PAUSE_MS = 25_000;
const MAX_CUT_MS = 15_000;
const MAX_DELAY_MS = 30;

/** What can go wrong in a life; some happen only in some lives. */
type Trouble = 'kill' | 'pause' | 'cut' | 'silence' | 'roll' | 'outage' | 'restart' | 'failover' | 'wipe';

/** Several servers behind one address, and the store that they share. */
export class Cluster implements Backend {
  readonly reconnects = true;
  readonly reports = [];
  readonly store = new SharedStore();
  /** Whether data of the store may be lost in this life. */
  readonly losesData: boolean;
  /** Whether the store was ever away: a session that ends then is forgotten a moment before its peer has left. */
  wasDown = false;
  readonly #world: World;
  readonly #note: (text: string) => void;
  readonly #settings: NodeSettings;
  readonly #nodes: ClusterNode[] = [];
  readonly #routes = new Map<string, ClusterNode>();
  readonly #troubles: Trouble[] = ['kill', 'pause', 'cut', 'silence', 'roll', 'outage', 'restart'];
  // Those that hear nothing by the store's channel at the moment
  readonly #deaf = new Set<ClusterNode>();
  readonly #heardAt = new Map<ClusterNode, number>();
  // Who has left for good
  readonly #leavers = new Set<string>();
  /** Those of them whose leaving has come to no server: what they sent may be gone, and they do not repeat it. */
  readonly silenced = new Set<string>();
  /** Those who came anew into a room, as its log did not reach back to their first welcome, which was lost. */
  readonly anew = new Set<string>();
  #names = 0;
  #isDown = false;

  constructor(world: World, settings: NodeSettings, note: (text: string) => void) {
    this.#world = world;
    this.#settings = settings;
    this.#note = note;
    this.losesData = world.chance(0.3);
    if (this.losesData) this.#troubles.push('failover', 'wipe');
    if (world.chance(0.2)) this.store.keeps = 60 + world.int(100);
    const append = this.store.append.bind(this.store);
    // Whoever follows a room hears of it behind the script
    this.store.append = (room, ...args) => {
      const reply = append(room, ...args);
      for (const item of reply?.items ?? []) this.#appended(item);
      if (reply && reply.items.length > 0)
        for (const node of this.#nodes)
          if (node.follows(room)) this.#publish(node, () => node.published(room, reply));
      return reply;
    };
    for (let count = 2 + world.int(2); count > 0; count--) this.#start();
  }

  get numClients(): number {
    return this.#settings.numClients;
  }

  /** The ids of those who are in a room, or connected. */
  get known(): string[] {
    // Where nobody is, lost peers stay until somebody comes
    const members = this.store.members((room) => this.#nodes.some((node) => node.follows(room)));
    return [...new Set([...members, ...this.#nodes.flatMap(({ peers }) => peers)])];
  }

  /** A peer is about to leave for good. */
  leaves(peer: string): void {
    this.#leavers.add(peer);
    this.silenced.add(peer);
  }

  connected(connection: Connection, auth: { p2p?: unknown }): void {
    const open = this.#nodes.filter(({ isStopping }) => !isStopping);
    // Whoever balances does not know at once that a server does not answer
    const awake = open.filter(({ frozen }) => !frozen);
    const node = this.#world.pick(awake.length > 0 && this.#world.chance(0.9) ? awake : open);
    this.#note(`${connection.id} comes to ${node.name}`);
    this.#routes.set(connection.id, node);
    this.#at(node, () => node.connected(connection, auth));
  }

  disconnected(connection: Connection, onPurpose: boolean): void {
    const node = this.#routes.get(connection.id);
    if (node) this.#at(node, () => node.disconnected(connection, onPurpose));
  }

  receive(connection: Connection, event: string, args: unknown[], answer?: (answer: unknown) => void): void {
    const node = this.#routes.get(connection.id);
    if (node) this.#at(node, () => node.receive(connection, event, args, answer));
  }

  /** Something goes wrong. Tells whether logs are about to be lost. */
  trouble(): boolean {
    const node = this.#world.pick(this.#nodes);
    const trouble = this.#world.pick(this.#troubles);
    switch (trouble) {
      case 'kill':
        this.#kill(node);
        break;
      case 'pause':
        this.#pause(node);
        break;
      case 'cut':
        this.#cut(node);
        break;
      case 'silence':
        this.#silence(node);
        break;
      case 'roll':
        this.#roll(node);
        break;
      case 'outage':
        this.#outage(this.#world.int(MAX_CUT_MS), () => this.store.restart());
        break;
      case 'restart':
        this.#outage(this.#world.int(500), () => this.store.restart());
        break;
      case 'failover':
        this.#failover();
        break;
      case 'wipe':
        this.wipe();
        break;
    }
    return trouble === 'wipe';
  }

  /** The store comes back without the logs, and maybe without the sessions, which may be kept elsewhere. */
  wipe(): void {
    this.#outage(this.#world.int(2_000), () => {
      this.store.restart();
      this.store.lose(this.#world.chance(0.5));
    });
  }

  /** Nothing goes wrong any more. */
  heal(): void {
    if (this.#isDown) this.#reopen(() => this.store.restart());
    for (const node of this.#nodes) {
      this.#resume(node);
      this.#deaf.delete(node);
      node.line.open();
      this.#at(node, () => node.resubscribed());
    }
  }

  #appended({ offset, node, entry: { kind, peer, generation, number, body } }: LogItem): void {
    if (body.event === ANEW) this.anew.add(peer);
    if (kind === 'leave' && number > 0) this.silenced.delete(peer);
    if (kind !== 'event') this.#note(`${offset}: ${node} says ${kind} of ${peer}, ${generation}`);
  }

  #start(): void {
    const node = new ClusterNode(`s${this.#names++}`, this.#world, this.store, this.#settings);
    if (this.#isDown) node.line.close();
    this.#nodes.push(node);
  }

  #at(node: ClusterNode, run: () => void): void {
    this.#world.at(this.#world.now, run, node);
  }

  #publish(node: ClusterNode, run: () => void): void {
    if (this.#deaf.has(node) || this.#isDown) return;
    const { now } = this.#world;
    const at = Math.max(this.#heardAt.get(node) ?? 0, now + this.#world.random() * MAX_DELAY_MS);
    this.#heardAt.set(node, at);
    this.#world.at(
      at,
      () => {
        if (!this.#deaf.has(node)) run();
      },
      node,
    );
  }

  /** A server is gone from one moment to the next. */
  #kill(node: ClusterNode): void {
    this.#note(`${node.name} is killed`);
    this.#remove(node);
    const { connections } = node;
    // What it was about to do, it never does
    node.frozen = true;
    node.line.close();
    for (const connection of connections) connection.close();
    if (this.#nodes.every(({ isStopping }) => isStopping)) this.#start();
    else this.#world.after(this.#world.int(20_000), () => this.#start());
  }

  #remove(node: ClusterNode): void {
    this.#nodes.splice(this.#nodes.indexOf(node), 1);
  }

  /** A server stands still, maybe past its lease. */
  #pause(node: ClusterNode): void {
    if (node.frozen || this.#nodes.length < 2) return;
    this.#note(`${node.name} is paused`);
    node.frozen = true;
    this.#world.after(this.#world.int(MAX_PAUSE_MS), () => this.#resume(node));
  }

  #resume(node: ClusterNode): void {
    if (!node.frozen || !this.#nodes.includes(node)) return;
    this.#note(`${node.name} goes on`);
    this.#world.thaw(node);
  }

  /** A server cannot reach the store. */
  #cut(node: ClusterNode): void {
    if (!node.line.isOpen) return;
    this.#note(`${node.name} is cut off from the store`);
    node.line.close();
    this.#deaf.add(node);
    this.#world.after(this.#world.int(MAX_CUT_MS), () => {
      if (this.#isDown) return;
      this.#note(`${node.name} reaches the store`);
      this.#deaf.delete(node);
      this.#at(node, () => {
        node.line.open();
        node.resubscribed();
      });
    });
  }

  /** The channel to a server breaks; it hears nothing until it has subscribed again. */
  #silence(node: ClusterNode): void {
    if (this.#deaf.has(node)) return;
    this.#note(`${node.name} hears nothing`);
    this.#deaf.add(node);
    this.#world.after(this.#world.int(3_000), () => {
      if (!node.line.isOpen) return;
      this.#deaf.delete(node);
      this.#at(node, () => node.resubscribed());
    });
  }

  /** A server is replaced by another, as in a deploy. */
  #roll(node: ClusterNode): void {
    if (node.isStopping) return;
    this.#note(`${node.name} is to stop`);
    node.isStopping = true;
    this.#start();
    this.#stop(node, this.#world.now + 5_000);
  }

  /** Stops a server when all that it has is in the store, or at last. */
  #stop(node: ClusterNode, until: number): void {
    if (!this.#nodes.includes(node)) return;
    if (!node.isIdle && this.#world.now < until) {
      this.#world.after(50, () => this.#stop(node, until), node);
      return;
    }
    this.#note(`${node.name} stops`);
    this.#remove(node);
    this.store.end(node.name);
    const { connections } = node;
    node.frozen = true;
    node.line.close();
    for (const connection of connections) connection.close();
  }

  /** Nobody reaches the store for a time. */
  #outage(forMs: number, restart: () => void): void {
    if (this.#isDown) return;
    this.wasDown = true;
    this.#note(`the store is gone`);
    this.#isDown = true;
    for (const node of this.#nodes) node.line.close();
    this.#world.after(forMs, () => this.#reopen(restart));
  }

  #reopen(restart: () => void): void {
    if (!this.#isDown) return;
    restart();
    // What they sent may be lost, and they are not there to hear of it
    if (this.losesData) for (const peer of this.#leavers) this.silenced.add(peer);
    this.#isDown = false;
    this.#note(
      `the store is back, as its process ${this.store.run}, with ${this.store.members().length} members`,
    );
    for (const node of this.#nodes) {
      this.#deaf.delete(node);
      this.#at(node, () => {
        node.line.open();
        node.resubscribed();
      });
    }
  }

  /** A replica goes on that lacks the newest writes. */
  #failover(): void {
    if (this.#isDown) return;
    const goOn = this.store.snapshot();
    this.#world.after(this.#world.int(400), () => this.#outage(this.#world.int(1_000), goOn));
  }
}
