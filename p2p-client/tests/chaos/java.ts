import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Line } from './cable.js';
import type { Client, Failure, Listener, Place } from './client.js';

// Nothing on its class path writes logs
const QUIET = '-Dslf4j.internal.verbosity=ERROR';
const SOURCE = '../p2p-delivery-tests/src/test/java/io/p2p/chaos/Peers.java';

/** What a peer in Java has to say. */
interface News {
  readonly peer: string;
  readonly room: string;
  readonly news: 'note' | 'file' | 'gone' | 'failed' | 'state' | 'answer';
  readonly from: string;
  readonly number: number;
  readonly bytes: number;
  readonly id?: string;
  readonly name: string;
  readonly failure: Failure;
  readonly peers: Place['peers'];
  readonly answer?: string;
}

/** A process with peers in Java, which runs from its source on the libraries of the servers. */
export class JavaPeers {
  readonly #child: ChildProcess;
  readonly #clients = new Map<string, JavaClient>();

  constructor(classPath: string) {
    this.#child = spawn(
      'java',
      ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', QUIET, '-cp', classPath, SOURCE],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    process.on('exit', () => this.#child.kill('SIGKILL'));
    const { stdout } = this.#child;
    if (!stdout) throw new Error('the process with peers in Java says nothing');
    createInterface(stdout).on('line', (line) => {
      const news = JSON.parse(line) as News;
      this.#clients.get(news.peer)?.take(news);
    });
  }

  async connect(name: string, url: string): Promise<Client> {
    const target = new URL(url);
    const line = new Line(0, Number(target.port));
    target.port = String(await line.plug());
    const client = new JavaClient(name, target.origin, line, this);
    this.#clients.set(name, client);
    return client;
  }

  order(what: object): void {
    this.#child.stdin?.write(`${JSON.stringify(what)}\n`);
  }

  /** Has all of them leave, with which the process ends by itself. */
  async end(patienceMs: number): Promise<void> {
    const late = setTimeout(() => this.#child.kill('SIGKILL'), patienceMs);
    this.#child.stdin?.end();
    if (this.#child.exitCode === null) await once(this.#child, 'exit');
    clearTimeout(late);
    for (const { line } of this.#clients.values()) line.unplug();
    const { exitCode, signalCode } = this.#child;
    if (exitCode !== 0) throw new Error(`the peers in Java ended with ${exitCode ?? String(signalCode)}`);
  }
}

interface JavaRoom {
  readonly listener: Listener;
  peerId: string | undefined;
  peers: Place['peers'];
}

class JavaClient implements Client {
  readonly #name: string;
  readonly #url: string;
  readonly line: Line;
  readonly #peers: JavaPeers;
  readonly #rooms = new Map<string, JavaRoom>();
  readonly #questions = new Map<
    string,
    { resolve: (said: string) => void; reject: (why: Failure) => void }
  >();

  constructor(name: string, url: string, line: Line, peers: JavaPeers) {
    this.#name = name;
    this.#url = url;
    this.line = line;
    this.#peers = peers;
  }

  get isConnected(): boolean {
    return this.line.isJoined;
  }

  join(room: string, listener: Listener): Place {
    const state: JavaRoom = { listener, peerId: undefined, peers: [] };
    this.#rooms.set(room, state);
    const order = (action: string, rest: object): void =>
      this.#peers.order({ peer: this.#name, room, action, ...rest });
    order('join', { url: this.#url });
    return {
      get peerId() {
        return state.peerId;
      },
      get peers() {
        return state.peers;
      },
      say: (event, number) => order(event, { number }),
      tell: (to, number) => order('note', { to, number }),
      ask: (to, number, timeoutMs) =>
        new Promise((resolve, reject) => {
          this.#questions.set(`${room} ${number}`, { resolve, reject });
          order('question', { to, number, timeoutMs });
        }),
      sendFile: (number, bytes) => order('file', { number, bytes }),
    };
  }

  cut(): void {
    this.line.cut();
    this.line.mend();
  }

  leave(): void {
    this.#peers.order({ peer: this.#name, action: 'leave' });
  }

  take({ room: name, news, from, number, bytes, id, ...rest }: News): void {
    const room = this.#rooms.get(name);
    if (!room) throw new Error(`${this.#name} is not in '${name}'`);
    const { listener } = room;
    switch (news) {
      case 'note':
        listener.note(from, number);
        break;
      case 'file':
        listener.file(from, number, bytes);
        break;
      case 'gone':
        listener.gone(id ?? '?', rest.name);
        break;
      case 'failed':
        listener.failed(rest.failure);
        break;
      case 'state':
        Object.assign(room, { peerId: id, peers: rest.peers });
        break;
      case 'answer': {
        const key = `${name} ${number}`;
        const { resolve, reject } = this.#questions.get(key) ?? {};
        this.#questions.delete(key);
        if (rest.answer === undefined) reject?.(rest.failure);
        else resolve?.(rest.answer);
      }
    }
  }
}
