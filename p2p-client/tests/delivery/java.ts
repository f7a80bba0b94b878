import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Page } from 'puppeteer-core';
import { Line } from '../chaos/cable.js';
import { Actor, until, type Method } from './actor.js';
import type { Client, Setup } from './page.js';

interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** The process `io.p2p.delivery.Actors`, of which there is a class path in the environment. */
export class JavaProcess {
  readonly #child = spawn('java', ['-XX:+UseSerialGC', 'io.p2p.delivery.Actors'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  readonly #exit = once(this.#child, 'exit') as Promise<[code: number | null, signal: string | null]>;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  readonly #actors: JavaActor[] = [];
  #calls = 0;

  constructor() {
    createInterface(this.#child.stdout).on('line', (line) => {
      // The native library writes there, too
      if (!line.startsWith('{')) return;
      const answer = JSON.parse(line) as Answer;
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
    this.#child.on('exit', () => {
      for (const [id, tell] of this.#waiting) tell({ id, error: 'the process has ended' });
    });
  }

  /** Has a peer join. */
  async join(setup: Setup): Promise<JavaActor> {
    const url = new URL(setup.url);
    const line = new Line(0, Number(url.port));
    url.port = String(await line.plug());
    const actor = new JavaActor(setup.name, setup.webrtc !== false, line, this);
    this.#actors.push(actor);
    await this.call(setup.name, 'start', [{ ...setup, url: url.origin }]);
    return actor;
  }

  call(actor: string, method: string, args: unknown[]): Promise<unknown> {
    const id = this.#calls++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ value, error }) => {
        if (error === undefined) resolve(value ?? undefined);
        else reject(new Error(`${actor}.${method}: ${error}`));
      });
      this.#child.stdin.write(`${JSON.stringify({ id, actor, method, arguments: args })}\n`);
    });
  }

  /** Has its peers go, with which it ends by itself. */
  async close(): Promise<void> {
    this.#child.stdin.end();
    const late = setTimeout(() => this.#child.kill('SIGKILL'), 60_000);
    const [code, signal] = await this.#exit;
    clearTimeout(late);
    for (const { line } of this.#actors) line.unplug();
    if (code !== 0) throw new Error(`the process with peers in Java ended with ${String(code ?? signal)}`);
  }
}

/** A peer in Java. */
class JavaActor extends Actor {
  readonly line: Line;
  readonly #process: JavaProcess;

  constructor(name: string, webrtc: boolean, line: Line, process: JavaProcess) {
    super(name, webrtc);
    this.line = line;
    this.#process = process;
  }

  get page(): Page {
    throw new Error(`${this.name} is in no page`);
  }

  async drop(): Promise<void> {
    const { joined } = this.line;
    this.line.cut();
    this.line.mend();
    await until(() => Promise.resolve(this.line.joined > joined), `${this.name} to come back`);
  }

  protected async call<Name extends Method>(
    method: Name,
    ...args: Parameters<Client[Name]>
  ): Promise<Awaited<ReturnType<Client[Name]>>> {
    return (await this.#process.call(this.name, method, args)) as Awaited<ReturnType<Client[Name]>>;
  }
}
