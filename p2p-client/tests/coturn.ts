import { spawn, type ChildProcess } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const HOST = '127.0.0.1';
const AGAIN_MS = 50;
const TIMEOUT_MS = 20_000;

/** The installed coturn, `undefined` if there is none. */
export function findTurnServer(): string | undefined {
  const { TURNSERVER_PATH, PATH = '' } = process.env;
  const inPath = [...PATH.split(delimiter), '/usr/sbin'].map((folder) => join(folder, 'turnserver'));
  return [TURNSERVER_PATH ?? '', ...inPath].find((file) => existsSync(file));
}

/** A real TURN server on the loopback, which is asked by UDP and by TCP. */
export class Coturn {
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly #secret: string;
  readonly #port: number;

  private constructor(process: ChildProcess, folder: string, secret: string, port: number) {
    this.#process = process;
    this.#folder = folder;
    this.#secret = secret;
    this.#port = port;
  }

  static async start(executablePath: string): Promise<Coturn> {
    const folder = await mkdtemp(join(tmpdir(), 'coturn-'));
    const secret = randomBytes(16).toString('hex');
    const port = await freePort();
    const log = join(folder, 'log');
    const turnServer = spawn(
      executablePath,
      [
        '-n',
        `--listening-ip=${HOST}`,
        `--relay-ip=${ownAddress()}`,
        `--listening-port=${port}`,
        '--use-auth-secret',
        `--static-auth-secret=${secret}`,
        '--realm=example.org',
        '--allow-loopback-peers',
        '--no-cli',
        '--no-tls',
        '--no-dtls',
        `--log-file=${log}`,
        '--simple-log',
        `--pidfile=${join(folder, 'pid')}`,
        `--userdb=${join(folder, 'users')}`,
      ],
      { stdio: 'ignore' },
    );
    const coturn = new Coturn(turnServer, folder, secret, port);
    try {
      await coturn.#answers();
    } catch (error) {
      const said = await readFile(log, 'utf8').catch(() => '');
      await coturn.close();
      throw new Error(`${executablePath} does not answer: ${said}`, { cause: error });
    }
    return coturn;
  }

  /** What a page needs to be given a way through it. */
  iceServer(transport: 'udp' | 'tcp'): RTCIceServer {
    const username = `${Math.floor(Date.now() / 1000) + 3600}:somebody`;
    return {
      urls: `turn:${HOST}:${this.#port}?transport=${transport}`,
      username,
      credential: createHmac('sha1', this.#secret).update(username).digest('base64'),
    };
  }

  async close(): Promise<void> {
    const { exitCode, signalCode, pid } = this.#process;
    if (pid !== undefined && exitCode === null && signalCode === null) {
      const ended = once(this.#process, 'exit');
      this.#process.kill('SIGKILL');
      await ended;
    }
    await rm(this.#folder, { recursive: true });
  }

  /** Asks it who asks (RFC 8489), until it says so: it does not tell when it is ready. */
  async #answers(): Promise<void> {
    const socket = createSocket('udp4');
    const request = Buffer.concat([Buffer.from([0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42]), randomBytes(12)]);
    const asking = setInterval(() => {
      socket.send(request, this.#port, HOST);
    }, AGAIN_MS);
    try {
      await Promise.race([
        once(socket, 'message', { signal: AbortSignal.timeout(TIMEOUT_MS) }),
        once(this.#process, 'exit').then(([code]) => Promise.reject(new Error(`it ended with ${code}`))),
      ]);
    } finally {
      clearInterval(asking);
      socket.close();
    }
  }
}

/**
 * Where it receives for those that it relays for: where pages are as well. Firefox tries no way between the loopback and
 * other addresses, so a page with TURN would not find one without.
 */
function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses);
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? HOST;
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, HOST);
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}
