// Plays random lives of a room with the real client on a simulated network and checks that every event arrives
// once and in order: `npm run simulate -- [seeds] [first seed]`. The first seed that fails is printed with all
// that happened.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const outfile = 'node_modules/.cache/simulation.mjs';
await build({
  entryPoints: ['tests/simulation/main.ts'],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: 'inline',
  logLevel: 'warning',
});
const seeds = process.argv.length > 2 ? process.argv.slice(2) : ['2000'];
const { status } = spawnSync(process.execPath, ['--enable-source-maps', outfile, ...seeds], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
