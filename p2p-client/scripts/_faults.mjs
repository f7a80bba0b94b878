import { build } from 'esbuild'; import { readFileSync } from 'node:fs'; import { resolve } from 'node:path'; import { spawnSync } from 'node:child_process';
await build({ entryPoints: ['tests/simulation/faults.ts'], outfile: 'node_modules/.cache/faults.mjs', format: 'esm', bundle: true });
const { FAULTS } = await import(resolve('node_modules/.cache/faults.mjs'));
for (const f of FAULTS.filter(f => f.name.includes('which log'))) {
  const path = resolve(f.file);
  await build({ entryPoints: ['tests/simulation/main.ts'], outfile: 'node_modules/.cache/fault.mjs', bundle: true, packages: 'external', platform: 'node', target: 'node20', format: 'esm', plugins: [{ name: 'p', setup(s) { s.onLoad({ filter: /\.ts$/ }, a => { if (a.path !== path) return; const parts = readFileSync(path, 'utf8').split(f.code); if (parts.length !== 2) throw Error(f.name + parts.length); return { contents: parts.join(f.instead), loader: 'ts' }; }); } }] });
  const r = spawnSync(process.execPath, ['node_modules/.cache/fault.mjs', '1000', '1', 'cluster'], { encoding: 'utf8', maxBuffer: 1e8 });
  console.log(f.name, r.status, r.stdout.trim().split('\n').slice(-3).join(' | ').slice(0, 300));
}
