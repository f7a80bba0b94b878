import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { after, afterEach, before, describe, test } from 'node:test';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import type { Page } from 'puppeteer-core';
import { findChromium, Stage } from './browser.js';
import type { ReactApp } from './frameworks/react-page.js';
import type * as Tools from './frameworks/stage.js';
import { SERVER_ENTRIES, svelte, svelte4, vue } from './frameworks/plugins.js';

/*
 * The real frameworks in a real browser, each in the newest version and in the oldest that docs/frameworks.md names: only
 * the server is a stand-in. The functions run in the page.
 */

declare const app: Tools.App;
declare const log: typeof Tools.log;
declare const until: typeof Tools.until;
declare const rows: typeof Tools.rows;
declare const connect: typeof Tools.connect;
declare const Other: typeof Tools.Other;
declare const closeAll: Tools.CloseAll;
declare const createTestRooms: typeof Tools.createTestRooms;

const chromium = findChromium();

/** What differs from framework to framework, and from version to version. */
interface Traits {
  /** What the version begins with. */
  readonly version: string;
  /** Until it is in the room and has one peer. */
  readonly joined: number;
  /** When what it is given is another, which the list does not show. */
  readonly updated: number;
  /** The page, and what a server does to answer with its component. */
  readonly entryPoint: string;
  readonly serverEntry: keyof typeof SERVER_ENTRIES;
  readonly plugins?: Record<'page' | 'server', Plugin>;
  /** Which packages stand for the framework's, if not those of this name. */
  readonly packages?: Record<string, string>;
  /** Whether what a component is given when it is mounted holds. */
  readonly isStatic?: boolean;
}

/** What bundlers set for React and Vue. */
function flags(mode: string): Record<string, string> {
  return {
    'process.env.NODE_ENV': `"${mode}"`,
    __VUE_OPTIONS_API__: 'true',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'true',
  };
}

// Where the components have JSX
const JSX: BuildOptions = { tsconfigRaw: { compilerOptions: { jsx: 'react-jsx' } } };

/** What a server answers with. */
async function render({ serverEntry, plugins, packages = {} }: Traits): Promise<string> {
  const outfile = `node_modules/.cache/frameworks/${process.pid}-${randomUUID()}.cjs`;
  await build({
    stdin: { contents: SERVER_ENTRIES[serverEntry], resolveDir: 'tests/frameworks' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['socket.io-client'],
    alias: packages,
    plugins: plugins ? [plugins.server] : [],
    ...JSX,
    outfile,
  });
  try {
    return await ((await import(pathToFileURL(outfile).href)) as { markup: string | Promise<string> }).markup;
  } finally {
    await rm(outfile);
  }
}

/** Tests that are the same for all frameworks. */
function describeApp(name: string, traits: Traits): () => Page {
  const { version, joined, updated, entryPoint, plugins, packages = {}, isStatic = false } = traits;
  let stage: Stage;
  let page: Page;
  let complaints: string[];

  before(async () => {
    assert.ok(chromium, 'no Chromium found: bin/verify installs one, or set CHROME_PATH');
    stage = await Stage.open(chromium, {
      entryPoint,
      define: flags('development'),
      plugins: plugins ? [plugins.page] : [],
      alias: packages,
      conditions: ['browser', 'svelte'],
      ...JSX,
    });
    complaints = [];
    page = await stage.page();
    page.on('console', (message) => {
      if (['error', 'warn'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    assert.equal((await page.evaluate(() => app.version))?.slice(0, version.length), version);
  });

  afterEach(async () => {
    await page.evaluate(() => closeAll());
    stage.server.reset();
    assert.deepEqual(complaints.splice(0), []);
  });

  after(() => stage.close());

  test('shows who comes, changes and leaves, and renders no row because of another', async () => {
    const result = await page.evaluate(async () => {
      const ada = await Other.join('Ada');
      app.mount({ socket: connect() });
      await until(() => rows().join() === 'Ada', 'Ada');
      const joined = log.renders.get('');
      const ben = await Other.join('Ben');
      await until(() => rows().join() === 'Ada,Ben', 'Ben');
      ben.p2p.data = { name: 'Benjamin' };
      await until(() => rows().join() === 'Ada,Benjamin', 'Benjamin');
      ada.p2p.leave();
      await until(() => rows().join() === 'Benjamin' && ben.seen.length === 3, 'Ada to leave');
      const result = { joined, rendered: [...log.renders], seen: ben.seen };
      app.unmount();
      return result;
    });
    assert.deepEqual(result, {
      joined,
      rendered: [
        ['', joined + 3],
        ['Ada', 1],
        ['Ben', 1],
        ['Benjamin', 1],
      ],
      seen: ['peer-connect Ada', 'peer-connect me', 'peer-disconnect Ada'],
    });
  });

  test('calls the newest listener, and listens once', async () => {
    const result = await page.evaluate(async () => {
      const ada = await Other.join('Ada');
      app.mount({ socket: connect(), label: 'first ' });
      await until(() => ada.p2p.peers.length === 1 && rows().length === 1, 'the join');
      ada.p2p.emit('text', 'one');
      await until(() => log.heard.length === 1, 'the first line');
      const { p2p } = log;
      let subscriptions = 0;
      const on = p2p?.on.bind(p2p);
      Object.assign(p2p ?? {}, {
        on: (...args: unknown[]) => {
          subscriptions += 1;
          return on?.(...(args as Parameters<typeof on>));
        },
      });
      const before = log.renders.get('') ?? 0;
      app.update({ label: 'second ' });
      ada.p2p.emit('text', 'two');
      await until(() => log.heard.length === 2, 'the second line');
      const result = [
        log.heard.join(),
        subscriptions,
        p2p?.listenerCount('text'),
        (log.renders.get('') ?? 0) - before,
      ];
      app.unmount();
      return result;
    });
    assert.deepEqual(result, ['first one,second two', 0, 1, updated]);
  });

  test('leaves when it is unmounted, and the socket stays', async () => {
    const result = await page.evaluate(async () => {
      const ada = await Other.join('Ada');
      const socket = connect();
      app.mount({ socket });
      await until(() => ada.p2p.peers.length === 1 && rows().length === 1, 'the join');
      const { p2p } = log;
      app.unmount();
      await until(() => ada.p2p.peers.length === 0, 'it to leave');
      const counts = (['text', 'peer-connect', 'peer-update', 'transport'] as const).map((event) =>
        p2p?.listenerCount(event),
      );
      return { seen: ada.seen, connected: socket.connected, counts, isMember: p2p?.peerId !== undefined };
    });
    assert.deepEqual(result, {
      seen: ['peer-connect me', 'peer-disconnect me'],
      connected: true,
      counts: [0, 0, 0, 0],
      isMember: false,
    });
  });

  test('joins anew for another room or socket only, and tells other data', { skip: isStatic }, async () => {
    const result = await page.evaluate(async () => {
      const [ada, ben] = [await Other.join('Ada'), await Other.join('Ben', 'kitchen')];
      const socket = connect();
      app.mount({ socket: undefined });
      app.update({ socket });
      await until(() => rows().join() === 'Ada', 'Ada');
      app.update({ name: 'me' });
      app.update({ name: 'myself' });
      await until(() => ada.seen.length === 2, 'the new name');
      app.update({ room: 'kitchen' });
      await until(() => rows().join() === 'Ben', 'Ben');
      app.update({ socket: connect() });
      await until(() => ben.seen.length === 3 && rows().join() === 'Ben', 'the other socket');
      app.update({ socket: undefined });
      await until(() => ben.seen.length === 4 && rows().length === 0, 'no socket');
      const result = [ada.seen, ben.seen, document.querySelector('p')?.innerText];
      app.unmount();
      return result;
    });
    assert.deepEqual(result, [
      ['peer-connect me', 'peer-update myself', 'peer-disconnect myself'],
      ['peer-connect myself', 'peer-disconnect myself', 'peer-connect myself', 'peer-disconnect myself'],
      'nowhere',
    ]);
  });

  test('hears what the others send the moment they see it', async () => {
    const result = await page.evaluate(async () => {
      // Nothing is quicker than these: what is sent is there before the page can do anything else
      const rooms = createTestRooms();
      const host = new Other.P2P<Tools.Chat, Tools.Person>(rooms.socket(), { rtc: null, room: 'kitchen' });
      host.on('peer-connect', ({ id, data }) => host.to(id).emit('text', `Hello ${data?.name ?? ''}`));
      // A socket with a session, whose joins are asked for at once
      const socket = rooms.socket();
      new Other.P2P(socket, { rtc: null });
      await rooms.settled();
      app.mount({ socket, room: 'kitchen' });
      await until(() => rows().length === 1, 'the host');
      await rooms.settled();
      const result = log.heard.join();
      app.unmount();
      rooms.close();
      return result;
    });
    assert.equal(result, 'Hello me');
  });

  test(`is rendered by ${name} on a server without peers, and hydrated`, async () => {
    const rendered = await render(traits);
    assert.match(rendered, /nowhere/);
    assert.doesNotMatch(rendered, /<li/);
    const result = await page.evaluate(async (html) => {
      await Other.join('Ada');
      app.hydrate(html, { socket: connect() });
      const paragraph = document.querySelector('p');
      await until(() => rows().join() === 'Ada', 'Ada');
      const isSame = document.querySelector('p') === paragraph;
      app.unmount();
      return [isSame, paragraph?.innerText];
    }, rendered);
    assert.deepEqual(result, [true, 'in ']);
  });

  return () => page;
}

/** Tests of one version of React. */
function describeReact(version: string, packages: Record<string, string> = {}): void {
  const page = describeApp(`React ${version}`, {
    version,
    entryPoint: 'tests/frameworks/react-page.tsx',
    serverEntry: 'react',
    packages,
    joined: 3,
    updated: 1,
  });

  test('has one membership in StrictMode, which mounts, unmounts and mounts', async () => {
    const result = await page().evaluate(async () => {
      const ada = await Other.join('Ada', 'kitchen');
      // What it sends leaves at once
      const { socket } = await Other.join('me', 'hall');
      (app as ReactApp).wrap = 'strict';
      app.mount({ socket, room: 'kitchen' });
      await until(() => rows().join() === 'Ada', 'Ada');
      const ben = await Other.join('Ben', 'kitchen');
      await until(() => rows().join() === 'Ada,Ben', 'Ben');
      const members = ben.p2p.peers.length;
      app.unmount();
      await until(() => ada.seen.length === 3, 'it to leave');
      return [members, ada.seen];
    });
    assert.deepEqual(result, [2, ['peer-connect me', 'peer-connect Ben', 'peer-disconnect me']]);
  });

  test('has two components share the P2P of a room', async () => {
    const result = await page().evaluate(async () => {
      const ada = await Other.join('Ada');
      (app as ReactApp).wrap = 'twice';
      app.mount({ socket: connect() });
      await until(() => rows().join() === 'Ada,Ada', 'both');
      (app as ReactApp).wrap = undefined;
      app.update({});
      await until(() => rows().join() === 'Ada', 'one of them');
      app.unmount();
      await until(() => ada.seen.length === 2, 'it to leave');
      return ada.seen;
    });
    assert.deepEqual(result, ['peer-connect me', 'peer-disconnect me']);
  });

  test('stays in the room, and hears what comes, while a fallback is shown', async () => {
    const result = await page().evaluate(async () => {
      const ada = await Other.join('Ada');
      app.mount({ socket: connect() });
      await until(() => rows().join() === 'Ada', 'Ada');
      let wake = (): void => undefined;
      (app as ReactApp).suspend(new Promise<void>((resolve) => (wake = resolve)));
      await until(() => document.body.innerText.includes('waiting'), 'the fallback');
      ada.p2p.emit('text', 'meanwhile');
      await until(() => log.heard.length === 1, 'the line');
      wake();
      await until(() => rows().join() === 'Ada' && !document.body.innerText.includes('waiting'), 'the room');
      ada.p2p.emit('text', 'afterwards');
      await until(() => log.heard.length === 2 && ada.seen.length > 0, 'the line');
      const result = [ada.seen, log.heard.join()];
      app.unmount();
      return result;
    });
    assert.deepEqual(result, [['peer-connect me'], 'meanwhile,afterwards']);
  });
}

const TIMEOUT = { timeout: 60_000 };

describe('React', TIMEOUT, () => describeReact('19.'));

describe('React 18', TIMEOUT, () =>
  describeReact('18.0.', { react: 'react-18', 'react-dom': 'react-dom-18' }),
);

const VUE = {
  entryPoint: 'tests/frameworks/vue-page.ts',
  serverEntry: 'vue',
  joined: 3,
  updated: 1,
} as const;

describe('Vue', TIMEOUT, () => void describeApp('Vue', { ...VUE, version: '3.5.' }));

describe('Vue 3.3', TIMEOUT, () => {
  describeApp('Vue 3.3', { ...VUE, version: '3.3.0', packages: { vue: 'vue-3.3' } });
});

describe('Svelte', TIMEOUT, () => {
  describeApp('Svelte', {
    version: '5',
    entryPoint: 'tests/frameworks/svelte-page.ts',
    serverEntry: 'svelte',
    plugins: { page: svelte('client'), server: svelte('server') },
    joined: 2,
    updated: 0,
    isStatic: true,
  });
});

describe('Svelte 4', TIMEOUT, () => {
  describeApp('Svelte 4', {
    version: '4',
    entryPoint: 'tests/frameworks/svelte-4-page.ts',
    serverEntry: 'svelte4',
    plugins: { page: svelte4('dom'), server: svelte4('ssr') },
    packages: { svelte: 'svelte-4' },
    joined: 3,
    updated: 0,
    isStatic: true,
  });
});

test('The components of docs/frameworks.md meet in one room', { timeout: 60_000 }, async () => {
  assert.ok(chromium);
  const stage = await Stage.open(chromium, {
    entryPoint: 'tests/frameworks/docs-page.tsx',
    plugins: [svelte('client'), vue],
    define: flags('production'),
    ...JSX,
  });
  try {
    const pages = await Promise.all(['react', 'vue', 'svelte'].map((name) => stage.page(`#${name}`)));
    // Pages in the background get no animation frames
    const seen = async (condition: () => boolean): Promise<void> => {
      for (const page of pages) await page.waitForFunction(condition, { polling: 20 });
    };
    await seen(() => document.querySelectorAll('p').length === 2);
    for (const page of pages) await page.evaluate(() => document.querySelector('button')?.click());
    await seen(() => document.querySelector('pre')?.innerText === 'Tea?\nTea?');
    const names = await pages[0]?.$$eval('p', (all) => all.map(({ innerText }) => innerText).sort());
    assert.deepEqual(names, ['svelte', 'vue']);
  } finally {
    await stage.close();
  }
});
