import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';

const running = new Set<ChildProcess>();

// Whatever ends this process, what it has started does not stay
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A program that is started, stopped and started again, and what it says: all in one file. */
export class Program {
  #child: ChildProcess | undefined;

  constructor(
    readonly name: string,
    private readonly logFile: string,
    private readonly command: readonly string[],
    private readonly folder: string,
  ) {}

  get isRunning(): boolean {
    return this.#child !== undefined;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  start(): void {
    if (this.#child) throw new Error(`${this.name} runs already`);
    const [file = '', ...args] = this.command;
    const log = openSync(this.logFile, 'a');
    // In a group of its own: Ctrl+C is for this program, which ends the others
    const child = spawn(file, args, { cwd: this.folder, stdio: ['ignore', log, log], detached: true });
    closeSync(log);
    running.add(child);
    this.#child = child;
    child.on('error', (error) => console.error(`${this.name}: ${error.message}`));
    child.on('exit', () => {
      running.delete(child);
      if (this.#child === child) this.#child = undefined;
    });
  }

  /** Starts it and waits for its end. */
  async run(): Promise<void> {
    this.start();
    await this.#ended();
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Ends it, and comes back when it has ended: by force after a while. */
  async stop(signal: NodeJS.Signals = 'SIGTERM', patienceMs = 40_000): Promise<void> {
    const child = this.#child;
    if (!child) return;
    const ended = this.#ended();
    child.kill(signal);
    const force = setTimeout(() => {
      console.error(`${this.name} did not end within ${patienceMs / 1000} s`);
      child.kill('SIGKILL');
    }, patienceMs);
    await ended;
    clearTimeout(force);
  }

  async #ended(): Promise<void> {
    if (this.#child) await once(this.#child, 'exit');
  }
}

/** So many ports that nobody listens on. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits until something holds. */
export async function until(
  what: string,
  timeoutMs: number,
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`after ${timeoutMs / 1000} s still not: ${what}`);
    await sleep(100);
  }
}
