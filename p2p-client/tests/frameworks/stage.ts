import { io, type Socket } from 'socket.io-client';
import { P2P, type Peer } from 'socket.io-p2p-client';
import { createTestRooms } from 'socket.io-p2p-client/testing';

export { createTestRooms };

/* What the pages of all frameworks have in common. */

export interface Chat {
  text(line: string): void;
}

export interface Person {
  readonly name: string;
}

/** What the component of each framework is given; it says what it hears to `heard`. */
export interface Props {
  readonly socket: Socket | undefined;
  readonly room?: string;
  readonly name?: string;
  /** What it writes before each line. */
  readonly label?: string;
}

/** A page of a framework: a component that joins a room and lists its peers, each in a row of its own. */
export interface App {
  /** That of the framework. */
  readonly version: string | undefined;
  mount(props: Props): void;
  update(props: Partial<Props>): void;
  unmount(): void;
  /** Takes over what a server has rendered. */
  hydrate(markup: string, props: Props): void;
}

const TIMEOUT_MS = 10_000;

/** What has happened on the page. */
export const log = {
  /** How often each was rendered: the list under `''`, rows under the name of their peer. */
  renders: new Map<string, number>(),
  /** The lines that the component has heard. */
  heard: [] as string[],
  /** The P2P of the component, at each render. */
  p2p: undefined as P2P<Chat, Person> | undefined,

  rendered(name = ''): void {
    log.renders.set(name, (log.renders.get(name) ?? 0) + 1);
  },
};

/** Lets the page work until something holds. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const end = performance.now() + TIMEOUT_MS;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`waited in vain for ${what}: ${document.body.innerText}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

const sockets: Socket[] = [];
const others: Other[] = [];

export const connect = (): Socket => {
  const socket = io({ forceNew: true, transports: ['websocket'] });
  sockets.push(socket);
  return socket;
};

/** Somebody else in the room, with what it has seen of who comes and goes. */
export class Other {
  static readonly P2P = P2P;
  readonly socket = connect();
  readonly p2p: P2P<Chat, Person>;
  readonly seen: string[] = [];

  constructor(name: string, room = '') {
    this.p2p = new P2P(this.socket, { room, data: { name }, rtc: null });
    others.push(this);
    for (const event of ['peer-connect', 'peer-update', 'peer-disconnect'] as const)
      this.p2p.on(event, (peer: Peer<Person>) => this.seen.push(`${event} ${peer.data?.name ?? ''}`));
  }

  static async join(name: string, room?: string): Promise<Other> {
    const other = new Other(name, room);
    await until(() => other.p2p.peerId !== undefined, `${name} to join`);
    return other;
  }
}

/** The names in the rows. */
export const rows = (): string[] => [...document.querySelectorAll('li')].map(({ innerText }) => innerText);

/** What Svelte's components say on a page. */
export function svelteVersion(): string | undefined {
  const { __svelte: svelte } = globalThis as { __svelte?: { v: Set<string> } };
  return svelte && [...svelte.v].join();
}

/** Makes the page's tools global, for functions of the test. */
export function expose(app: App): void {
  const root = document.createElement('div');
  root.id = 'root';
  document.body.append(root);
  Object.assign(globalThis, { app, log, until, rows, connect, Other, closeAll, createTestRooms });
}

/** Ends what the last test has left. */
function closeAll(): void {
  for (const { p2p } of others.splice(0)) p2p.disconnect();
  for (const socket of sockets.splice(0)) socket.disconnect();
  log.renders.clear();
  log.heard.length = 0;
  log.p2p = undefined;
}

export type CloseAll = typeof closeAll;
