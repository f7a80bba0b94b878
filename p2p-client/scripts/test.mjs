// Bundles the tests and runs them with Node.js's own test runner: `npm test [-- <name>…]`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { bundle } from './bundle.mjs';

// Below node_modules, so that the bundles find the packages
const outdir = 'node_modules/.cache/tests';
// What bin/verify shows of failed tests, once the rest of the build has ended
const reports = 'target/test-reports';
const { PRIORITY_BELOW_NORMAL } = constants.priority;
const MINUTE = 60_000;
const wanted = process.argv.slice(2);
const tests = readdirSync('tests').filter(
  (file) => file.endsWith('.test.ts') && (wanted.length === 0 || wanted.some((name) => file.includes(name))),
);

mkdirSync(reports, { recursive: true });
rmSync(outdir, { recursive: true, force: true });
await bundle({
  entryPoints: tests.map((file) => `tests/${file}`),
  outdir,
  outExtension: { '.js': '.mjs' },
});

const ofSimulation = tests.filter((file) => file.startsWith('simulation'));
const others = tests.filter((file) => !ofSimulation.includes(file));
// The simulation has its own clock and takes a core for minutes: it gets what those leave that have a browser's
const statuses = await Promise.all([
  run(others, 'node', 10 * MINUTE),
  run(ofSimulation, 'simulation', 30 * MINUTE, PRIORITY_BELOW_NORMAL),
]);
process.exit(Math.max(...statuses));

/** Runs some of the tests; resolves with the status of the process. */
async function run(files, name, timeout, priority = 0) {
  if (files.length === 0) return 0;
  const child = spawn(
    process.execPath,
    [
      '--enable-source-maps',
      '--test',
      `--test-timeout=${timeout}`,
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=spec',
      `--test-reporter-destination=${reports}/${name}.txt`,
      ...files.map((file) => `${outdir}/${file.replace('.ts', '.mjs')}`),
    ],
    { stdio: 'inherit' },
  );
  if (priority > 0) setPriority(child.pid, priority);
  const [status] = await once(child, 'exit');
  return status ?? 1;
}
