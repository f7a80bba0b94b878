import type { Page } from 'puppeteer-core';
import type { Client, Kit, Log, State } from './page.js';

declare const delivery: Kit;

const TIMEOUT_MS = 60_000;
const POLL_MS = 40;

/** Waits for a condition. */
export async function until(condition: () => Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + TIMEOUT_MS;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

type Methods = { [Name in keyof Client]: Client[Name] extends (...args: never[]) => unknown ? Name : never };

/** What a client can be asked to do. */
export type Method = Methods[keyof Client];

/** Somebody with a client, in a page or elsewhere. */
export abstract class Actor {
  readonly name: string;
  readonly webrtc: boolean;
  #id: string | undefined;

  constructor(name: string, webrtc: boolean) {
    this.name = name;
    this.webrtc = webrtc;
  }

  /** The id that it had first, and is to keep. */
  get id(): string {
    if (this.#id === undefined) throw new Error(`${this.name} is not in the room`);
    return this.#id;
  }

  async state(): Promise<State> {
    const state = await this.call('state');
    this.#id ??= state.id;
    return state;
  }

  log(): Promise<Log> {
    return this.call('log');
  }

  run(): Promise<void> {
    return this.call('run');
  }

  stop(): Promise<void> {
    return this.call('stop');
  }

  cut(): Promise<boolean> {
    return this.call('cut');
  }

  filter(on: boolean): Promise<void> {
    return this.call('filter', on);
  }

  use(mode: { usePeerConnection?: boolean; useSockets?: boolean }): Promise<void> {
    return this.call('use', mode);
  }

  toggle(): Promise<void> {
    return this.call('toggle');
  }

  candidates(): Promise<string[]> {
    return this.call('candidates');
  }

  turnUsers(): Promise<string[]> {
    return this.call('turnUsers');
  }

  relayed(): Promise<number> {
    return this.call('relayed');
  }

  sendLarge(bytes: number): Promise<void> {
    return this.call('sendLarge', bytes);
  }

  sendFile(blocks: number): Promise<void> {
    return this.call('sendFile', blocks);
  }

  /** The page that it is in. */
  abstract get page(): Page;

  /** Drops its connection and waits until it has another. */
  abstract drop(raw: boolean): Promise<void>;

  /** Calls its client. */
  protected abstract call<Name extends Method>(
    method: Name,
    ...args: Parameters<Client[Name]>
  ): Promise<Awaited<ReturnType<Client[Name]>>>;
}

/** A page with a client in it. */
export class PageActor extends Actor {
  readonly page: Page;

  constructor(name: string, webrtc: boolean, page: Page) {
    super(name, webrtc);
    this.page = page;
  }

  async drop(raw: boolean): Promise<void> {
    const { connects } = await this.state();
    await this.call('drop', raw);
    await until(async () => {
      const state = await this.state();
      return state.connected && state.connects > connects;
    }, `${this.name} to come back`);
  }

  protected async call<Name extends Method>(
    method: Name,
    ...args: Parameters<Client[Name]>
  ): Promise<Awaited<ReturnType<Client[Name]>>> {
    const json = await this.page.evaluate((...all) => delivery.call(...all), method, args);
    return (json === undefined ? undefined : JSON.parse(json)) as Awaited<ReturnType<Client[Name]>>;
  }
}
