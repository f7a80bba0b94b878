// Plays scenarios of tests/delivery in browsers against a running server, which has to be the one of
// DeliveryTests: `node scripts/delivery.mjs <url> <scenario>…`; DELIVERY_SEED repeats a run's choices.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
// Below node_modules, so that the bundle finds the packages; of its own, as runs may overlap
const outfile = `node_modules/.cache/delivery/${process.pid}.mjs`;
await build({
  entryPoints: ['tests/delivery/main.ts'],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: 'inline',
  logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, ['--enable-source-maps', outfile, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
rmSync(outfile);
process.exit(status ?? 1);
