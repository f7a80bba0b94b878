import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { build as esbuild, transform } from 'esbuild';
import { publint } from 'publint';
import puppeteer, { type Browser } from 'puppeteer-core';
import { rollup } from 'rollup';
import { build as vite } from 'vite';
import webpack from 'webpack';
import { findChromium, FLAGS } from './browser.js';
import { Project } from './project.js';
import { TestServer } from './server.js';

/* The package as a user gets it: what would be published, with the tools that users have. */

const ENTRIES = ['', '/react', '/vue', '/svelte', '/testing'].map((entry) => `socket.io-p2p-client${entry}`);

const MAIN = `
  import { io } from 'socket.io-client';
  import { P2P } from 'socket.io-p2p-client';
  globalThis.join = () => new P2P(io({ forceNew: true }));
`;

const CONSUMER = `
  import type { Socket } from 'socket.io-client';
  import P2PByDefault, { P2P, P2PError, type Peer } from 'socket.io-p2p-client';
  import * as react from 'socket.io-p2p-client/react';
  import * as vue from 'socket.io-p2p-client/vue';
  import * as svelte from 'socket.io-p2p-client/svelte';
  import { createTestRooms } from 'socket.io-p2p-client/testing';
  import 'socket.io-p2p-client/global';

  declare const socket: Socket;
  interface Chat { text(line: string): void }
  interface Person { name: string }
  const p2p = new P2P<Chat, Person>(socket, { data: { name: 'Ada' } });
  const same: typeof P2P = P2PByDefault;
  const peers: readonly Peer<Person>[] = react.usePeers(p2p);
  const list: readonly Peer<Person>[] = vue.usePeers(p2p).value;
  svelte.peers(p2p).subscribe((now: readonly Peer<Person>[]) => now.length);
  react.useEvent(p2p, 'text', (line: string) => line.length);
  p2p.on('peer-error', (error: P2PError) => error.code);
  new globalThis.P2P(createTestRooms().socket(), { rtc: null });
  // @ts-expect-error -- a number is not a line
  p2p.emit('text', 1);
  export { same, peers, list };
`;

const chromium = findChromium();

describe('The package', { timeout: 120_000 }, () => {
  let project: Project;

  before(async () => {
    project = await Project.make({
      'package.json': '{ "type": "module", "sideEffects": true }',
      'main.js': MAIN,
      'index.html': '<!doctype html><script type="module" src="/main.js"></script>',
      'consumer.ts': CONSUMER,
    });
  });

  after(() => project.remove());

  test('is as publint asks, and its types are where each resolver finds them', async () => {
    const { messages } = await publint({
      pkgDir: project.path('node_modules/socket.io-p2p-client'),
      pack: false,
      strict: true,
    });
    assert.deepEqual(
      messages.map(({ code, path }) => [code, ...path]),
      [],
    );
    const result = await checkPackage(createPackageFromTarballData(new Uint8Array(project.tarball)));
    assert.ok(result.types);
    const problems = result.problems.filter(
      // An ES module, which require() takes as well, and entries that TypeScript 4.7 and later knows
      (problem) =>
        problem.kind !== 'CJSResolvesToESM' &&
        !('resolutionKind' in problem && problem.resolutionKind === 'node10'),
    );
    assert.deepEqual(problems, []);
  });

  for (const [resolution, module] of [
    ['bundler', 'esnext'],
    ['nodenext', 'nodenext'],
  ] as const)
    test(`has types for TypeScript with the resolution '${resolution}'`, async () => {
      await project.node(
        ...['node_modules/typescript/bin/tsc', '--noEmit', '--strict', '--skipLibCheck', 'false'],
        ...['--target', 'es2022', '--lib', 'es2022,dom'],
        ...['--module', module, '--moduleResolution', resolution, 'consumer.ts'],
      );
    });

  test('is imported and required in Node.js without a window', async () => {
    const imports = ENTRIES.map((entry) => `await import('${entry}')`);
    const imported = await project.node(
      '--input-type=module',
      '--eval',
      `for (const entry of [${imports.join()}]) console.log(Object.keys(entry).sort().join())`,
    );
    const names = [
      'P2P,P2PError,default',
      'useEvent,useP2P,usePeers',
      'useEvent,useP2P,usePeers',
      'peers,useEvent,useP2P',
      'createTestRooms',
    ];
    const required = await project.node(
      '--no-warnings',
      '--input-type=commonjs',
      '--eval',
      `for (const entry of ${JSON.stringify(ENTRIES)}) console.log(Object.keys(require(entry)).sort().join())`,
    );
    for (const output of [imported, required])
      assert.deepEqual(
        output
          .trim()
          .split('\n')
          // Beside them are what the linker takes from the core, under names of one letter, and __esModule
          .map((line) =>
            line
              .split(',')
              .filter((name) => /^[a-z0-9]{3,}$/i.test(name))
              .join(),
          ),
        names,
      );
  });

  test('has its own functions in stack traces with source maps', async () => {
    await project.write(
      'trace.mjs',
      `import { P2P } from 'socket.io-p2p-client';
       import { createTestRooms } from 'socket.io-p2p-client/testing';
       const p2p = new P2P(createTestRooms().socket(), { rtc: null });
       try { p2p.emit('text', () => {}); } catch ({ stack }) { console.log(stack); }
       process.exit();`,
    );
    const trace = await project.node('--enable-source-maps', 'trace.mjs');
    for (const what of [/src\/codec\/codec\.ts:\d+/, /P2P\.emit .*src\/api\/p2p\.ts:\d+/])
      assert.match(trace, what);
  });

  test('is tested with Vitest, in jsdom, and with Jest', async () => {
    const { code } = await transform(readFileSync('tests/docs/testing.ts', 'utf8'), { loader: 'ts' });
    await project.write('vitest/chat.test.js', code);
    await project.node(
      ...['node_modules/vitest/vitest.mjs', 'run', '--root', project.path('vitest')],
      ...['--environment', 'jsdom'],
    );
    await project.write(
      'jest/chat.test.js',
      code.replace("'vitest'", "'@jest/globals'").replace('"vitest"', '"@jest/globals"'),
    );
    await project.write('jest/package.json', '{ "type": "module", "jest": { "transform": {} } }');
    await project.node(
      ...['--experimental-vm-modules', 'node_modules/jest/bin/jest.js'],
      ...['--rootDir', project.path('jest'), '--runInBand', '--watchman=false'],
    );
  });

  describe('in a page', { skip: !chromium && 'no Chromium' }, () => {
    let http: Server;
    let server: TestServer;
    let browser: Browser;

    before(async () => {
      http = createServer(({ url = '/' }, response) => {
        const file = project.path(url);
        const isScript = url.endsWith('.js');
        response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
        if (!existsSync(file)) response.writeHead(404).end();
        else response.end(readFileSync(file));
      });
      await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
      server = new TestServer(http);
      browser = await puppeteer.launch({ executablePath: chromium ?? '', headless: true, args: FLAGS });
    });

    after(async () => {
      await browser.close();
      await server.io.close();
    });

    /** Loads a page of the project and has two members of it link. */
    async function links(path: string): Promise<void> {
      const page = await browser.newPage();
      const errors: unknown[] = [];
      page.on('pageerror', (error) => errors.push(error));
      await page.goto(`http://localhost:${(http.address() as AddressInfo).port}/${path}`);
      await page.evaluate(async () => {
        const { join } = globalThis as unknown as {
          join: () => { once(event: string, done: () => void): void };
        };
        await Promise.all(
          [join(), join()].map((p2p) => new Promise<void>((done) => p2p.once('upgrade', done))),
        );
      });
      assert.deepEqual(errors, []);
      await page.close();
    }

    const html = (folder: string, script: string): Promise<void> =>
      project.write(`${folder}/index.html`, `<!doctype html><script type="module" src="${script}"></script>`);

    test('is bundled by Vite', async () => {
      const { folder: root } = project;
      await vite({ root, base: '/vite/', configFile: false, logLevel: 'error', build: { outDir: 'vite' } });
      await links('vite/index.html');
    });

    test('is bundled by webpack', async () => {
      const stats = await new Promise<webpack.Stats | undefined>((resolve, reject) => {
        const { folder: context } = project;
        webpack(
          { context, entry: './main.js', mode: 'production', output: { path: project.path('webpack') } },
          (error, result) => (error ? reject(error) : resolve(result)),
        );
      });
      assert.equal(stats?.toString({ all: false, errors: true, warnings: true }), '');
      await html('webpack', 'main.js');
      await links('webpack/index.html');
    });

    test('is bundled by esbuild', async () => {
      await esbuild({
        absWorkingDir: project.folder,
        entryPoints: ['main.js'],
        bundle: true,
        splitting: true,
        minify: true,
        format: 'esm',
        outdir: 'esbuild',
      });
      await html('esbuild', 'main.js');
      await links('esbuild/index.html');
    });

    test('is bundled by Rollup', async () => {
      const warnings: string[] = [];
      const bundle = await rollup({
        input: project.path('main.js'),
        plugins: [nodeResolve({ browser: true })],
        onwarn: ({ message }) => warnings.push(message),
      });
      await bundle.write({ dir: project.path('rollup'), format: 'esm' });
      assert.deepEqual(warnings, []);
      await html('rollup', 'main.js');
      await links('rollup/index.html');
    });

    test('is one file for a page without a bundler', async () => {
      await project.write(
        'script.html',
        `<!doctype html><script src="/node_modules/socket.io-p2p-client/dist/p2p.global.js"></script>
         <script>globalThis.join = () => new P2P(io({ forceNew: true }));</script>`,
      );
      await links('script.html');
    });
  });
});
