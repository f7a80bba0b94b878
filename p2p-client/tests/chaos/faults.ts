import { randomInt } from '../random.js';
import type { Company } from './member.js';
import { sleep } from './programs.js';
import type { Server, Stage } from './stage.js';

/** Something that goes wrong, and is well again when its promise is kept. */
export interface Fault {
  readonly name: string;
  /** Whether Redis loses what it had, so that sessions end. */
  readonly forgets?: boolean;
  /** Draws what exactly happens, so that it can be said before. */
  prepare(scene: Scene): Happening;
}

interface Happening {
  readonly detail: string;
  readonly happen: () => Promise<void>;
}

export interface Scene {
  readonly stage: Stage;
  readonly company: Company;
  readonly random: () => number;
}

const REDIS_STANDS_MS = 5_000;
const REDIS_AWAY_MS = 60_000;

export const FAULTS: readonly Fault[] = [
  {
    name: 'kill',
    prepare({ stage, random }) {
      const server = someServer(stage, random);
      const pauseMs = between(random, 500, 4_500);
      return {
        detail: `${server.name}, back after ${seconds(pauseMs)}`,
        async happen() {
          await server.program.stop('SIGKILL');
          await sleep(pauseMs);
          await stage.startServer(server);
        },
      };
    },
  },
  {
    name: 'freeze',
    prepare({ stage, random }) {
      const server = someServer(stage, random);
      // Longer than the lease, of 3 s
      const pauseMs = between(random, 4_000, 9_000);
      return {
        detail: `${server.name} for ${seconds(pauseMs)}`,
        async happen() {
          server.program.signal('SIGSTOP');
          await sleep(pauseMs);
          server.program.signal('SIGCONT');
        },
      };
    },
  },
  {
    name: 'hiccup',
    prepare({ stage, random }) {
      const server = someServer(stage, random);
      // Shorter than the lease, or just about
      const pauseMs = between(random, 500, 3_500);
      return {
        detail: `${server.name} for ${seconds(pauseMs)}`,
        async happen() {
          server.program.signal('SIGSTOP');
          await sleep(pauseMs);
          server.program.signal('SIGCONT');
        },
      };
    },
  },
  {
    name: 'roll',
    prepare: ({ stage }) => ({
      detail: 'one server after the other',
      async happen() {
        for (const server of stage.servers) {
          await server.program.stop();
          await stage.startServer(server);
        }
      },
    }),
  },
  {
    name: 'cut',
    prepare({ stage, random }) {
      const { name, cable } = someServer(stage, random);
      const pauseMs = between(random, 500, 8_000);
      return {
        detail: `${name} from Redis for ${seconds(pauseMs)}`,
        async happen() {
          cable.cut();
          await sleep(pauseMs);
          cable.mend();
        },
      };
    },
  },
  {
    name: 'stall',
    prepare({ stage, random }) {
      const { name, cable } = someServer(stage, random);
      const pauseMs = between(random, 500, 8_000);
      return {
        detail: `between ${name} and Redis for ${seconds(pauseMs)}`,
        async happen() {
          cable.stall();
          await sleep(pauseMs);
          cable.mend();
        },
      };
    },
  },
  {
    name: 'drop',
    prepare({ company, random }) {
      const rounds = Array.from({ length: 5 }, () => company.members.filter(() => random() < 0.3));
      return {
        detail: `${rounds.flat().length} connections of clients`,
        async happen() {
          for (const members of rounds) {
            for (const member of members) member.cut();
            await sleep(700);
          }
        },
      };
    },
  },
  {
    name: 'redis-freeze',
    prepare: ({ stage }) => ({
      detail: seconds(REDIS_STANDS_MS),
      async happen() {
        stage.redis.signal('SIGSTOP');
        await sleep(REDIS_STANDS_MS);
        stage.redis.signal('SIGCONT');
      },
    }),
  },
  {
    name: 'redis-kill',
    prepare({ stage, random }) {
      const pauseMs = between(random, 200, 3_000);
      return {
        detail: `with its data, back after ${seconds(pauseMs)}`,
        async happen() {
          await stage.redis.stop('SIGKILL');
          await sleep(pauseMs);
          await stage.startRedis();
        },
      };
    },
  },
  {
    name: 'redis-away',
    // For longer than the lease, but not for so long that sessions end
    prepare: ({ stage }) => ({
      detail: `with its data, back after ${seconds(REDIS_AWAY_MS)}`,
      async happen() {
        await stage.redis.stop('SIGKILL');
        await sleep(REDIS_AWAY_MS);
        await stage.startRedis();
      },
    }),
  },
  {
    name: 'redis-wipe',
    forgets: true,
    prepare({ stage, random }) {
      const pauseMs = between(random, 200, 3_000);
      return {
        detail: `without its data, back after ${seconds(pauseMs)}`,
        async happen() {
          await stage.redis.stop('SIGKILL');
          stage.wipeRedis();
          await sleep(pauseMs);
          await stage.startRedis();
        },
      };
    },
  },
  {
    name: 'restart-all',
    prepare: ({ stage }) => ({
      detail: 'all servers, by SIGTERM',
      happen: () => restart(stage, 'SIGTERM'),
    }),
  },
  {
    name: 'kill-all',
    prepare: ({ stage }) => ({
      detail: 'all servers, by SIGKILL',
      happen: () => restart(stage, 'SIGKILL'),
    }),
  },
];

async function restart(stage: Stage, signal: NodeJS.Signals): Promise<void> {
  const { servers } = stage;
  await Promise.all(servers.map(({ program }) => program.stop(signal)));
  await Promise.all(servers.map((server) => stage.startServer(server)));
}

function someServer({ servers }: Stage, random: () => number): Server {
  const server = servers[randomInt(random, servers.length)];
  if (!server) throw new Error('there is no server');
  return server;
}

function between(random: () => number, from: number, to: number): number {
  return Math.round(from + random() * (to - from));
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
