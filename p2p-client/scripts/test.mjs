// Bundles the tests and runs them with Node.js's own test runner: `npm test [-- <name>…]`.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { bundle } from './bundle.mjs';

// Below node_modules, so that the bundles find the packages
const outdir = 'node_modules/.cache/tests';
// What bin/verify shows of failed tests, once the rest of the build has ended
const report = 'target/test-reports/node.txt';
const wanted = process.argv.slice(2);
const tests = readdirSync('tests').filter(
  (file) => file.endsWith('.test.ts') && (wanted.length === 0 || wanted.some((name) => file.includes(name))),
);

mkdirSync(dirname(report), { recursive: true });
rmSync(outdir, { recursive: true, force: true });
await bundle({
  entryPoints: tests.map((file) => `tests/${file}`),
  outdir,
  outExtension: { '.js': '.mjs' },
});

const { status } = spawnSync(
  process.execPath,
  [
    '--enable-source-maps',
    '--test',
    '--test-timeout=600000',
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=spec',
    `--test-reporter-destination=${report}`,
    ...tests.map((file) => `${outdir}/${file.replace('.ts', '.mjs')}`),
  ],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
