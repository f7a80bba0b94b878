// Builds dist/: the ES modules, the file for a script tag and the typings.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { minify } from '@swc/core';
import { build, transform } from 'esbuild';
import { rollup } from 'rollup';

// The entries of the package beside the core, which they import
const ENTRIES = {
  react: 'src/frameworks/react.ts',
  vue: 'src/frameworks/vue.ts',
  svelte: 'src/frameworks/svelte.ts',
  testing: 'src/testing/index.ts',
};
// The most that each of the ES modules may have
const LIMITS_BYTES = {
  'p2p.js': 16 * 1024,
  'p2p-linker.js': 5.75 * 1024,
  'p2p-link-info.js': 768,
  'p2p-large-events.js': 2304,
  'p2p-persistence.js': 1024,
  'p2p-sealed-session.js': 3 * 1024,
  'p2p-streams.js': 2560,
  'react.js': 1024,
  'vue.js': 1024,
  'svelte.js': 1024,
  'testing.js': 6 * 1024,
};
const LEGAL_NOTICES = 'p2p.global.js.LEGAL.txt';

rmSync('dist', { recursive: true, force: true });

const TARGET = 'es2022';
const CORE = 'src/index.ts';

// What the core loads when it needs it shares the core's own code: esbuild would put that into a third file
const chunks = await esModules({ p2p: CORE });
for (const [name, file] of Object.entries(ENTRIES)) {
  // One each: what two of them have in common is too small for a file of its own
  chunks.push(...(await esModules({ [name]: file })));
}
mkdirSync('dist');
for (const chunk of chunks) await write(chunk);

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
writeFileSync(
  'dist/p2p.global.d.ts',
  `declare global {
  var io: typeof import('socket.io-client').io;
  var P2P: typeof import('./types/index.js').P2P;
}
export {};
`,
);
for (const [name, file] of Object.entries(ENTRIES)) {
  const types = file.replace('src/', './types/').replace(/ts$/, 'js');
  writeFileSync(`dist/${name}.d.ts`, `export * from '${types}';\n`);
}

// npm packs it from beside package.json only
copyFileSync('../LICENSE', 'LICENSE');

for (const { fileName } of chunks) {
  const bytes = gzipSync(readFileSync(`dist/${fileName}`), { level: 9 }).length;
  const limit = LIMITS_BYTES[fileName];
  console.log(`dist/${fileName}: ${bytes} bytes with gzip, of ${limit}`);
  if (!(bytes <= limit)) process.exitCode = 1;
}

/** Makes an ES module of TypeScript, and of each that it loads later; without packages, and without the core. */
async function esModules(input) {
  const core = resolve(CORE);
  const modules = await rollup({
    input,
    preserveEntrySignatures: 'allow-extension',
    external: (source) => !/^[./]/.test(source) || (source === core && !Object.values(input).includes(CORE)),
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
    paths: { [core]: './p2p.js' },
    chunkFileNames: 'p2p-[name].js',
    sourcemap: true,
    // React's servers leave such files to the browser
    banner: 'react' in input ? "'use client';" : '',
  });
  return output.filter(({ type }) => type === 'chunk');
}

/** Writes an ES module without what Rollup leaves. */
async function write({ fileName, code: readable, map: readableMap }) {
  const { code, map } = await minify(readable, {
    module: true,
    // Names of functions would be 800 bytes more: source maps have where they are
    compress: { ecma: 2022, passes: 3, sequences: 0, keep_classnames: true },
    mangle: { keep_classnames: true },
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
