import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { basename, delimiter, join } from 'node:path';
import { Cable } from './cable.js';
import { freePorts, Program, sleep, until } from './programs.js';

const START_TIMEOUT_MS = 90_000;
const LEASE = '3s';
const PROFILE = '--spring.profiles.active=cluster';
const SERVERS = ['anna', 'ben', 'cleo'];

/** One of the servers: the sample with the profile `cluster`. */
export interface Server {
  readonly name: string;
  readonly program: Program;
  /** Its line to Redis. */
  readonly cable: Cable;
  readonly webPort: number;
  readonly port: number;
  readonly logFile: string;
}

/** Everything between the clients: Redis, the servers, and the balancer in front of them. */
export class Stage {
  private constructor(
    readonly redis: Program,
    readonly servers: readonly Server[],
    readonly url: string,
    private readonly balancer: Program,
    private readonly redisPort: number,
    private readonly redisData: string,
    /** The libraries of the servers, with those of a peer in Java. */
    readonly classPath: string,
  ) {}

  static async create(folder: string, jar: string, javaOptions: readonly string[]): Promise<Stage> {
    const [redisPort = 0, entryPort = 0, ...ports] = await freePorts(2 + 3 * SERVERS.length);
    const redisData = join(folder, 'redis');
    const java = await prepareJava(folder, jar, javaOptions);
    const redis = new Program('Redis', join(folder, 'redis.log'), redisCommand(redisPort, redisData), folder);
    const servers = SERVERS.map((name, index): Server => {
      const [port = 0, webPort = 0, cablePort = 0] = ports.slice(3 * index);
      const logFile = join(folder, `${name}.log`);
      const command = [...java, ...serverProperties(port, webPort, cablePort)];
      const program = new Program(name, logFile, command, folder);
      return { name, program, cable: new Cable(cablePort, redisPort), webPort, port, logFile };
    });
    const configuration = join(folder, 'haproxy.cfg');
    writeFileSync(configuration, balancerConfiguration(entryPort, servers));
    const command = ['haproxy', '-db', '-f', configuration];
    const balancer = new Program('haproxy', join(folder, 'haproxy.log'), command, folder);
    return new Stage(
      redis,
      servers,
      `http://127.0.0.1:${entryPort}`,
      balancer,
      redisPort,
      redisData,
      libraries(folder),
    );
  }

  async start(): Promise<void> {
    await this.startRedis();
    await Promise.all(this.servers.map(({ cable }) => cable.plug()));
    this.balancer.start();
    // One after the other: they start on cores that others want, too
    for (const server of this.servers) await this.startServer(server);
    if (!this.balancer.isRunning) throw new Error('haproxy has ended: see its log');
  }

  async startServer(server: Server): Promise<void> {
    server.program.start();
    await this.ready(server);
  }

  /** Waits until a server would be given clients. */
  async ready({ name, program, webPort }: Server): Promise<void> {
    const url = `http://127.0.0.1:${webPort}/actuator/health/readiness`;
    await until(`${name} is ready`, START_TIMEOUT_MS, async () => {
      if (!program.isRunning) throw new Error(`${name} has ended: see its log`);
      try {
        const { status } = await fetch(url, { signal: AbortSignal.timeout(2_000) });
        return status === 200;
      } catch {
        return false;
      }
    });
  }

  async startRedis(): Promise<void> {
    mkdirSync(this.redisData, { recursive: true });
    this.redis.start();
    await until('Redis answers', 10_000, () => answers(this.redisPort));
  }

  /** Has Redis forget everything. Only while it does not run. */
  wipeRedis(): void {
    rmSync(this.redisData, { recursive: true });
  }

  async stop(): Promise<void> {
    // All at once, and without manners: nobody is here any more
    const programs = [...this.servers.map(({ program }) => program), this.balancer, this.redis];
    await Promise.all(programs.map((program) => program.stop('SIGKILL')));
    for (const { cable } of this.servers) cable.unplug();
  }

  /** The lines in which servers complain, by server. */
  complaints(): Map<string, string[]> {
    return new Map(
      this.servers.map(({ name, logFile }) => {
        const lines = existsSync(logFile) ? readFileSync(logFile, 'utf8').split('\n') : [];
        return [name, lines.filter((line) => / (ERROR|WARN) |Exception\b/.test(line))];
      }),
    );
  }
}

function redisCommand(port: number, folder: string): string[] {
  const options = {
    port,
    bind: '127.0.0.1',
    dir: folder,
    save: '',
    appendonly: 'yes',
    appendfsync: 'always',
  };
  return [
    'redis-server',
    ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]),
  ];
}

/** Unpacks the application and stores its classes as the JVM wants them: servers start in half the time then. */
async function prepareJava(folder: string, jar: string, javaOptions: readonly string[]): Promise<string[]> {
  const app = join(folder, 'app');
  const classes = join(folder, 'classes.jsa');
  const options = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', ...javaOptions];
  const logFile = join(folder, 'prepare.log');
  const extract = ['-Djarmode=tools', '-jar', jar, 'extract', '--destination', app];
  const train = [`-XX:ArchiveClassesAtExit=${classes}`, '-Dspring.context.exit=onRefresh'];
  const command = [...options, '-jar', join(app, basename(jar))];
  await new Program('java', logFile, ['java', ...extract], folder).run();
  await new Program('java', logFile, ['java', ...train, ...command, PROFILE], folder).run();
  return ['java', `-XX:SharedArchiveFile=${classes}`, ...command];
}

function libraries(folder: string): string {
  const lib = join(folder, 'app', 'lib');
  // Without Spring to tell it how, Logback would log all that there is
  const jars = readdirSync(lib).filter((name) => !name.startsWith('logback'));
  return jars.map((name) => join(lib, name)).join(delimiter);
}

function serverProperties(port: number, webPort: number, redisPort: number): string[] {
  const properties = {
    'server.address': '127.0.0.1',
    'server.port': webPort,
    'p2p.server.address': '127.0.0.1',
    'p2p.server.port': port,
    // A connection that has died is noticed soon
    'p2p.server.ping-interval': '5s',
    'p2p.server.ping-timeout': '5s',
    // What is larger goes in parts
    'p2p.server.max-payload': '128KB',
    'p2p.cluster.lease': LEASE,
    'spring.data.redis.host': '127.0.0.1',
    'spring.data.redis.port': redisPort,
    'management.endpoint.health.probes.enabled': true,
    'management.endpoint.health.group.readiness.include': 'readinessState,p2p',
  };
  return [PROFILE, ...Object.entries(properties).map(([name, value]) => `--${name}=${value}`)];
}

/** What haproxy is told: a server is given clients while it is ready, and its connections last. */
function balancerConfiguration(port: number, servers: readonly Server[]): string {
  const lines = servers.map(
    (server) => `    server ${server.name} 127.0.0.1:${server.port} check port ${server.webPort}`,
  );
  return `global
    maxconn 8000

defaults
    mode http
    timeout connect 2s
    timeout client 60s
    # until a server has answered the upgrade to WebSocket, and afterwards
    timeout server 5s
    timeout tunnel 1h

frontend clients
    bind 127.0.0.1:${port}
    default_backend servers

backend servers
    balance roundrobin
    option redispatch
    option httpchk GET /actuator/health/readiness
    default-server inter 1s fastinter 500ms fall 2 rise 1
${lines.join('\n')}
`;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  let said = '';
  socket.on('data', (data) => (said += data.toString()));
  socket.on('error', () => undefined);
  socket.write('PING\r\n');
  await sleep(100);
  socket.destroy();
  return said.startsWith('+PONG');
}
