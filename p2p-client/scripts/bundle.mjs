// How the scripts make something of TypeScript that Node.js runs.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Bundles TypeScript for Node.js, without the packages that it imports. */
export function bundle(options) {
  return build({
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: 'inline',
    logLevel: 'warning',
    ...options,
  });
}

/** Bundles and runs the program `tests/<name>/main.ts`, and ends as it does. */
export async function play(name, args) {
  process.chdir(fileURLToPath(new URL('..', import.meta.url)));
  // Below node_modules, so that the bundle finds the packages; of its own, as runs may overlap
  const outfile = `node_modules/.cache/${name}/${process.pid}.mjs`;
  await bundle({ entryPoints: [`tests/${name}/main.ts`], outfile });
  const { status } = spawnSync(process.execPath, ['--enable-source-maps', outfile, ...args], {
    stdio: 'inherit',
  });
  rmSync(outfile);
  process.exit(status ?? 1);
}
