import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { after, describe, test } from 'node:test';
import { build, type Plugin } from 'esbuild';
import { FAULTS, type Fault } from './simulation/faults.js';
import type { Stage } from './simulation/simulation.js';

// So many as take a minute on a quiet machine; a life with several servers takes twice the time of one with one
const SEEDS = 800;
const CLUSTER_SEEDS = 600;
const SEEDS_WITH_FAULT = { alone: 1_500, cluster: 1_000 };
const FOLDER = 'node_modules/.cache/simulation';

interface Run {
  readonly status: number | null;
  readonly end: string;
}

/** Builds the simulation, with a fault if there is one. */
async function bundle(name: string, fault?: Fault): Promise<string> {
  const outfile = `${FOLDER}/${name}.mjs`;
  await build({
    entryPoints: ['tests/simulation/main.ts'],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'warning',
    plugins: fault ? [plant(fault)] : [],
  });
  return outfile;
}

function plant({ file, code, instead }: Fault): Plugin {
  const path = resolve(file);
  assert.ok(existsSync(path), `there is no ${file}`);
  return {
    name: 'plant',
    setup(stage) {
      stage.onLoad({ filter: /\.ts$/ }, (args) => {
        if (args.path !== path) return undefined;
        const parts = readFileSync(path, 'utf8').split(code);
        assert.equal(parts.length, 2, `${file} has once: ${code}`);
        return { contents: parts.join(instead), loader: 'ts' };
      });
    },
  };
}

function run(file: string, seeds: number, first: number, stage: Stage = 'alone'): Promise<Run> {
  const child = spawn(process.execPath, [file, String(seeds), String(first), stage], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const chunks: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  return new Promise((settle) => {
    child.on('close', (status) => settle({ status, end: chunks.join('').slice(-2_000) }));
  });
}

describe('the simulation', { concurrency: 2 }, () => {
  after(() => rmSync(FOLDER, { recursive: true, force: true }));

  test(`finds the promise kept with ${SEEDS} and ${CLUSTER_SEEDS} seeds`, async () => {
    const file = await bundle('sound');
    const runs = [run(file, SEEDS, 1), run(file, CLUSTER_SEEDS, 1, 'cluster')];
    for (const { status, end } of await Promise.all(runs)) assert.equal(status, 0, end);
  });

  test('plays the same life for the same seed', async () => {
    const file = await bundle('same');
    // With streams
    for (const stage of ['alone', 'cluster'] as const) {
      const [one, other] = await Promise.all([run(file, 1, -6, stage), run(file, 1, -6, stage)]);
      assert.equal(
        one.end.split(' s:')[0]?.replace(/[\d.]+$/, ''),
        other.end.split(' s:')[0]?.replace(/[\d.]+$/, ''),
      );
    }
  });

  for (const [index, fault] of FAULTS.entries()) {
    test(`finds that ${fault.name}`, async () => {
      const file = await bundle(`fault-${index}`, fault);
      const { stage = 'alone', first = 1 } = fault;
      const { status, end } = await run(file, SEEDS_WITH_FAULT[stage], first, stage);
      assert.equal(status, 1, `not found: ${end}`);
      assert.match(end, /seed \d+:/);
    });
  }
});
