// Builds dist/: the ES modules, the file for a script tag and the typings.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { minify } from '@swc/core';
import { build, transform } from 'esbuild';
import { rollup } from 'rollup';

// The most that each of the ES modules may have
const LIMITS_BYTES = { 'p2p.js': 16 * 1024, 'p2p-linker.js': 4 * 1024, 'p2p-streams.js': 2304 };
const LEGAL_NOTICES = 'p2p.global.js.LEGAL.txt';

rmSync('dist', { recursive: true, force: true });

const TARGET = 'es2022';

// What the core loads when it needs it shares the core's own code: esbuild would put that into a third file
const modules = await rollup({
  input: { p2p: 'src/index.ts' },
  preserveEntrySignatures: 'allow-extension',
  plugins: [
    {
      name: 'typescript',
      resolveId: (source, importer) =>
        importer && source.startsWith('.')
          ? resolve(dirname(importer), source.replace(/js$/, 'ts'))
          : undefined,
      transform: (code, sourcefile) =>
        transform(code, { loader: 'ts', sourcefile, sourcemap: true, target: TARGET }),
    },
  ],
});
const { output } = await modules.generate({
  format: 'esm',
  dir: 'dist',
  chunkFileNames: 'p2p-[name].js',
  sourcemap: true,
});
mkdirSync('dist');
for (const chunk of output.filter(({ type }) => type === 'chunk')) await write(chunk);

const { metafile } = await build({
  bundle: true,
  minify: true,
  sourcemap: true,
  target: TARGET,
  logLevel: 'warning',
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

for (const { fileName } of output.filter(({ type }) => type === 'chunk')) {
  const bytes = gzipSync(readFileSync(`dist/${fileName}`), { level: 9 }).length;
  const limit = LIMITS_BYTES[fileName];
  console.log(`dist/${fileName}: ${bytes} bytes with gzip, of ${limit}`);
  if (!(bytes <= limit)) process.exitCode = 1;
}

/** Writes an ES module without what Rollup leaves. */
async function write({ fileName, code: readable, map: readableMap }) {
  const { code, map } = await minify(readable, {
    module: true,
    compress: { ecma: 2022, passes: 3, sequences: 0 },
    mangle: true,
    sourceMap: { content: readableMap.toString() },
  });
  writeFileSync(`dist/${fileName}`, `${code}\n//# sourceMappingURL=${fileName}.map\n`);
  writeFileSync(`dist/${fileName}.map`, map);
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
