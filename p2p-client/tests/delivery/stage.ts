import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import puppeteer, { type Browser, type CDPSession, type Page } from 'puppeteer-core';
import { bundle, findChromium, FLAGS, launchFirefox } from '../browser.js';
import { randomInt, seeded } from '../random.js';
import { Ledger } from '../simulation/ledger.js';
import { PageActor, until, type Actor } from './actor.js';
import { JavaProcess } from './java.js';
import type { Kit, Setup, State } from './page.js';

declare const delivery: Kit;

export type Kind = 'chromium' | 'firefox';

/** What somebody is told to be, and where. */
type Part = Omit<Setup, 'url' | 'room' | 'name' | 'seed'>;

/** The pages and their browsers, beside the server that runs already. */
export class Stage {
  readonly url: string;
  readonly seed: number;
  /** Nobody else is in it, not even who was here before and may come back. */
  readonly room = randomUUID();
  readonly actors: Actor[] = [];
  readonly #http: Server;
  readonly #browsers = new Map<Kind, Browser>();
  readonly #random: () => number;
  #java: JavaProcess | undefined;

  private constructor(url: string, seed: number, http: Server) {
    this.url = url;
    this.seed = seed;
    this.#http = http;
    this.#random = seeded(seed);
  }

  static async open(url: string, seed: number): Promise<Stage> {
    const script = await bundle('tests/delivery/page.ts');
    // On another port of the server's host, which needs no allowed origin
    const http = createServer((request, response) => {
      const isScript = request.url === '/page.js';
      response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
      response.end(
        isScript ? script : '<!doctype html><meta charset="utf-8"><script src="/page.js"></script>',
      );
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    return new Stage(url, seed, http);
  }

  /** Another page, in a context of its own. */
  async page(kind: Kind = 'chromium'): Promise<Page> {
    const browser = this.#browsers.get(kind) ?? (await launch(kind));
    this.#browsers.set(kind, browser);
    const page = await (await browser.createBrowserContext()).newPage();
    page.on('pageerror', (error) => console.error(`${kind}:`, error));
    await page.goto(`http://127.0.0.1:${(this.#http.address() as AddressInfo).port}/`);
    return page;
  }

  /** Has somebody join after the other, and waits until everybody sees everybody. */
  async join(...parts: (Part & { kind?: Kind | 'java' })[]): Promise<Actor[]> {
    for (const { kind = 'chromium', ...part } of parts) {
      const setup = this.#setup(`${kind}${this.actors.length}`, part);
      if (kind === 'java') {
        this.#java ??= new JavaProcess();
        this.actors.push(await this.#java.join(setup));
      } else {
        const actor = new PageActor(setup.name, part.webrtc !== false, await this.page(kind));
        await actor.page.evaluate((whole) => delivery.start(whole), setup);
        this.actors.push(actor);
      }
    }
    await until(async () => {
      const states = await this.states();
      return states.every(({ id, peers }) => id !== undefined && peers.length === parts.length - 1);
    }, 'the room');
    return this.actors;
  }

  /** Opens a page that joins those who are there, and is not waited for at the end; waits until it is in the room. */
  async visit({ kind, ...part }: Part & { kind: Kind }): Promise<PageActor> {
    const visitor = new PageActor('visitor', part.webrtc !== false, await this.page(kind));
    await this.enter(visitor, part);
    return visitor;
  }

  /** Has the page of a visitor enter the room, once or, when it was loaded anew, again. */
  async enter(visitor: Actor, part: Part): Promise<void> {
    await visitor.page.evaluate((whole) => delivery.start(whole), this.#setup(visitor.name, part));
    await until(async () => {
      const { id, peers } = await visitor.state();
      return id !== undefined && peers.length === this.actors.length;
    }, 'the visitor');
  }

  #setup(name: string, part: Part): Setup {
    return { ...part, name, url: this.url, room: this.room, seed: this.seed + this.actors.length };
  }

  states(): Promise<State[]> {
    return Promise.all(this.actors.map((actor) => actor.state()));
  }

  /** Waits until every two of these that can link take the link. */
  async linked(actors = this.actors): Promise<void> {
    const ids = actors.filter(({ webrtc }) => webrtc).map(({ id }) => id);
    await until(async () => {
      const states = await Promise.all(actors.filter(({ webrtc }) => webrtc).map((actor) => actor.state()));
      return states.every(({ id, peers }) =>
        ids.every((other) => other === id || peers.some((peer) => peer.id === other && takesLink(peer))),
      );
    }, 'the links');
  }

  async run(actors = this.actors): Promise<void> {
    await Promise.all(actors.map((actor) => actor.run()));
  }

  /** Waits until each of these has sent so many more. */
  async traffic(events: number, actors = this.actors): Promise<void> {
    const before = await Promise.all(actors.map((actor) => actor.state()));
    await until(async () => {
      const states = await Promise.all(actors.map((actor) => actor.state()));
      return states.every(({ sent }, index) => sent >= (before[index]?.sent ?? 0) + events);
    }, `${events} more events of each`);
  }

  actor(index: number): Actor {
    const actor = this.actors[index];
    if (!actor) throw new Error(`there is no page ${index}`);
    return actor;
  }

  int(limit: number): number {
    return randomInt(this.#random, limit);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.int(items.length)] as T;
  }

  /** Ends the traffic and waits until all of it has come. */
  async complete(): Promise<void> {
    await Promise.all(this.actors.map((actor) => actor.stop()));
    try {
      await until(async () => {
        const states = await this.states();
        return states.every(
          ({ id = '', heardFrom, questions }) =>
            questions === 0 &&
            states.every((other) => (heardFrom[other.id ?? ''] ?? 0) >= (other.sentTo[id] ?? 0)),
        );
      }, 'all events and answers');
    } catch (error) {
      const problems = await this.#problems();
      throw new Error(`${String(error)}: ${problems.length} problems\n${problems.slice(0, 20).join('\n')}`, {
        cause: error,
      });
    }
  }

  /** Ends the traffic, and compares what everybody has heard with what everybody has sent. */
  async check(...allowedCodes: string[]): Promise<{ events: number; byRelay: number; byLink: number }> {
    await this.complete();
    // What would come twice is in front of these
    for (const actor of this.actors) await actor.sendLarge(1);
    await this.complete();
    const problems = await this.#problems();
    for (const [index, state] of (await this.states()).entries()) {
      const { id, name } = this.actor(index);
      if (state.id !== id) problems.push(`${name} has become another peer`);
      for (const { event, about } of state.events) {
        if (event === 'peer-disconnect') problems.push(`${name} saw ${about} leave`);
        if (event === 'peer-error' && !allowedCodes.includes(about.split(' ')[0] ?? ''))
          problems.push(`${name} was told ${about}`);
      }
    }
    if (problems.length > 0)
      throw new Error(`${problems.length} problems\n${problems.slice(0, 20).join('\n')}`);
    const logs = await Promise.all(this.actors.map((actor) => actor.log()));
    const paths = logs.flatMap(({ heard }) => heard.map(({ path }) => path));
    const byRelay = paths.filter((path) => path === 'relay').length;
    return {
      events: logs.reduce((sum, { sent }) => sum + sent.length, 0),
      byRelay,
      byLink: paths.length - byRelay,
    };
  }

  /** What a failed scenario needs to be understood. */
  async describe(): Promise<string> {
    const lines = this.actors.map(async (actor) => {
      const last = new Promise((resolve) => setTimeout(resolve, 2_000, 'does not answer'));
      const state = actor.state().then((all) => ({ ...all, events: all.events.slice(-20) }));
      return `${actor.name}: ${JSON.stringify(await Promise.race([state, last]).catch(String))}`;
    });
    return (await Promise.all(lines)).join('\n');
  }

  async close(): Promise<void> {
    for (const browser of this.#browsers.values()) await browser.close();
    await this.#java?.close();
    this.#http.close();
    this.#http.closeAllConnections();
  }

  async #problems(): Promise<string[]> {
    const ledger = new Ledger();
    const problems: string[] = [];
    const logs = await Promise.all(this.actors.map((actor) => actor.log()));
    for (const [index, log] of logs.entries()) {
      const { id } = this.actor(index);
      ledger.known.add(id);
      for (const event of log.sent) ledger.sent(event);
      for (const { from, name, content } of log.heard) ledger.heard(id, from, name, content, 0);
      problems.push(...log.problems);
    }
    return [...ledger.problems(), ...problems];
  }
}

function takesLink({ path, linked }: State['peers'][number]): boolean {
  return path === 'webrtc' && linked;
}

function launch(kind: Kind): Promise<Browser> {
  if (kind === 'chromium') {
    const executablePath = findChromium();
    if (executablePath === undefined) throw new Error('no Chromium found: bin/verify installs one');
    return puppeteer.launch({
      executablePath,
      headless: true,
      args: [...FLAGS, '--allow-loopback-in-peer-connection'],
    });
  }
  return launchFirefox();
}

/** The memory that a page's scripts hold. */
export async function heapBytes(session: CDPSession): Promise<number> {
  // The first round may only have finalizers run that let go of more
  for (let round = 0; round < 3; round++) await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize;
}
