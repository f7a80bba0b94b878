// Builds dist/: the ES module, the file for a script tag and the typings.
import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { minify } from '@swc/core';
import { build } from 'esbuild';

const MODULE_LIMIT_BYTES = 16 * 1024;
const LEGAL_NOTICES = 'p2p.global.js.LEGAL.txt';

rmSync('dist', { recursive: true, force: true });

const options = { bundle: true, minify: true, sourcemap: true, target: 'es2022', logLevel: 'warning' };
await build({
  ...options,
  entryPoints: ['src/index.ts'],
  outfile: 'dist/p2p.js',
  format: 'esm',
});
await compress('dist/p2p.js');
const { metafile } = await build({
  ...options,
  metafile: true,
  entryPoints: ['src/global.ts'],
  outfile: 'dist/p2p.global.js',
  format: 'iife',
  // socket.io-client's Node.js build would bring ws
  platform: 'browser',
  conditions: ['browser'],
  banner: {
    js: `/*! Socket.IO P2P (Apache-2.0), with socket.io-client (MIT): see ${LEGAL_NOTICES} */`,
  },
});
writeFileSync(`dist/${LEGAL_NOTICES}`, legalNotices(Object.keys(metafile.inputs)));

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '--declaration', '--emitDeclarationOnly', '--outDir', 'dist/types'], {
  stdio: 'inherit',
});
writeFileSync(
  'dist/p2p.d.ts',
  "export * from './types/index.js';\nexport { default } from './types/index.js';\n",
);

// npm packs it from beside package.json only
copyFileSync('../LICENSE', 'LICENSE');

const moduleBytes = gzipSync(readFileSync('dist/p2p.js'), { level: 9 }).length;
console.log(`dist/p2p.js: ${moduleBytes} bytes with gzip`);
if (moduleBytes > MODULE_LIMIT_BYTES) {
  console.error(`more than ${MODULE_LIMIT_BYTES}`);
  process.exitCode = 1;
}

/** Takes out what esbuild leaves: a tenth. */
async function compress(file) {
  const { code, map } = await minify(readFileSync(file, 'utf8'), {
    module: true,
    compress: { ecma: 2022, passes: 3, sequences: 0 },
    mangle: true,
    sourceMap: { content: readFileSync(`${file}.map`, 'utf8') },
  });
  writeFileSync(file, `${code}\n//# sourceMappingURL=${basename(file)}.map\n`);
  writeFileSync(`${file}.map`, map);
}

/** The licences of the packages that these files are from: they ask for it wherever their code goes. */
function legalNotices(files) {
  const folders = files.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]);
  const notices = [...new Set(folders)].filter(Boolean).map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const text = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
    if (!text) throw new Error(`${name} has no file with its licence`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, text), 'utf8').trim()}\n`;
  });
  return ['p2p.global.js contains these packages:\n', ...notices].join(`\n${'-'.repeat(80)}\n\n`);
}
