import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { parentPort, Worker, workerData } from 'node:worker_threads';

/** What a worker is told that carries a cable. */
type Order = 'cut' | 'stall' | 'mend' | 'unplug';

/** The line between a server and Redis, which can be cut, or carry nothing without anybody noticing. */
export class Cable {
  #worker: Worker | undefined;

  constructor(
    private readonly port: number,
    private readonly targetPort: number,
  ) {}

  /** Carries everything, in a thread of its own: clients keep this one busy. */
  async plug(): Promise<void> {
    const workerData = { port: this.port, targetPort: this.targetPort };
    this.#worker = new Worker(new URL(import.meta.url), { workerData });
    await once(this.#worker, 'message');
  }

  unplug(): void {
    this.#order('unplug');
  }

  /** Ends all connections; whoever connects is hung up on. */
  cut(): void {
    this.#order('cut');
  }

  /** Keeps all connections, and takes new ones, but carries nothing. */
  stall(): void {
    this.#order('stall');
  }

  /** Carries everything again, also what was kept meanwhile. */
  mend(): void {
    this.#order('mend');
  }

  #order(order: Order): void {
    this.#worker?.postMessage(order);
  }
}

/** The worker: carries one cable, and does what it is told. */
export async function carry(): Promise<void> {
  const { port, targetPort } = workerData as { port: number; targetPort: number };
  const line = new Line(port, targetPort);
  parentPort?.on('message', (order: Order) => line[order]());
  await line.plug();
  parentPort?.postMessage('plugged');
}

/** A port that leads to another one. */
export class Line {
  /** How many connections it has carried. */
  joined = 0;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  readonly #server = createServer((near) => this.#join(near));
  #state: 'whole' | 'cut' | 'stalled' = 'whole';

  constructor(
    private readonly port: number,
    private readonly targetPort: number,
  ) {}

  /** Whether it carries a connection. */
  get isJoined(): boolean {
    return this.#pairs.size > 0;
  }

  /** Gives the port, any free one for 0. */
  async plug(): Promise<number> {
    this.#server.listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  unplug(): void {
    this.cut();
    this.#server.close();
    parentPort?.close();
  }

  cut(): void {
    this.#state = 'cut';
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
    this.#pairs.clear();
  }

  stall(): void {
    this.#state = 'stalled';
    for (const [near, far] of this.#pairs) {
      // Paused alone they would carry everything twice when they are joined again
      near.unpipe(far).pause();
      far.unpipe(near).pause();
    }
  }

  mend(): void {
    if (this.#state === 'whole') return;
    this.#state = 'whole';
    for (const [near, far] of this.#pairs) {
      near.pipe(far);
      far.pipe(near);
    }
  }

  #join(near: Socket): void {
    if (this.#state === 'cut') {
      near.destroy();
      return;
    }
    const far = connect(this.targetPort, '127.0.0.1');
    const pair = [near, far] as const;
    this.joined += 1;
    this.#pairs.add(pair);
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        this.#pairs.delete(pair);
        for (const other of pair) other.destroy();
      });
    }
    if (this.#state === 'stalled') return;
    near.pipe(far);
    far.pipe(near);
  }
}
