import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { build } from 'esbuild';
import type { Browser } from 'puppeteer-core';
import type { Path } from 'socket.io-p2p-client';
import { findChromium, findFirefox, launchFirefox, Stage } from './browser.js';
import type { Leader } from './peers/page.js';
import { speech } from './peers/participant.js';

/* One room with a Chromium, a Firefox and processes of Node.js, each with another package as it comes from npm: the
   programs are those that docs/peers.md shows. */

declare const leader: Leader;

const PAGES = ['chromium', 'firefox'];
const STACKS = ['werift', 'node-datachannel', 'wrtc'];
// The one that does without WebRTC
const UNABLE = 'relay';

// Below node_modules, so that the programs find the packages
const PROGRAMS = 'node_modules/.cache/peers';
const LARGE_BYTES = 24_000_000;
// A link that is not open then has cost an attempt of 20 seconds
const LINK_MS = 15_000;
const ANSWER_MS = 5_000;

// What is shipped, not its source
const alias = { 'socket.io-p2p-client': resolve('dist/p2p.js') };

const chromium = findChromium();

/** A peer in a process of its own. */
class NodePeer {
  readonly #child: ChildProcess;
  #said = '';

  constructor(program: string, url: string) {
    // This test's own runner is not that of the program
    const env = { ...process.env, NODE_OPTIONS: undefined, NODE_TEST_CONTEXT: undefined };
    this.#child = spawn(process.execPath, [join(PROGRAMS, `${program}.mjs`), url], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env,
    });
    for (const output of [this.#child.stdout, this.#child.stderr])
      output?.setEncoding('utf8').on('data', (text: string) => (this.#said += text));
  }

  /** How it has ended, and what it has written, once it has ended by itself. */
  async end(): Promise<unknown[]> {
    const { exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null) await once(this.#child, 'exit');
    return [this.#child.exitCode, this.#child.signalCode, this.#said];
  }

  /** Asks it to end. */
  stop(): void {
    this.#child.kill('SIGTERM');
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

describe('A room of pages and processes', { timeout: 150_000 }, () => {
  let stage: Stage;
  let firefox: Browser;
  const peers: NodePeer[] = [];

  before(async () => {
    assert.ok(chromium, 'no Chromium found: bin/verify installs one, or set CHROME_PATH');
    assert.ok(findFirefox(), 'no Firefox found: bin/verify installs one, or set FIREFOX_PATH');
    firefox = await launchFirefox();
    await build({
      entryPoints: [...STACKS, UNABLE].map((name) => `tests/docs/peers/${name}.ts`),
      outdir: PROGRAMS,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      alias,
    });
  });

  // A server of its own, on which nobody is left from before
  beforeEach(async () => {
    stage = await Stage.open(chromium ?? '', { entryPoint: 'tests/peers/page.ts', alias });
  });

  afterEach(async () => {
    for (const peer of peers.splice(0)) peer.kill();
    for (const page of await firefox.pages()) await page.goto('about:blank');
    await stage.close();
  });

  after(() => firefox.close());

  // Whoever has the greater id of two makes the offer
  for (const [offering, order, largeBytes] of [
    ['the processes make', [...PAGES, ...STACKS], LARGE_BYTES],
    ['the pages make', [UNABLE, ...[...PAGES, ...STACKS].reverse()], 1_000_000],
  ] as const) {
    test(`hears everything once, in order and by links, and who leaves, where ${offering} the offers`, async () => {
      const idOf = (name: string): string => `${order.indexOf(name)}-${name}`;
      const ids = order.map(idOf);
      const page = await stage.page(`#${idOf('chromium')}`);
      await stage.page(`#${idOf('firefox')}`, firefox);
      const processes = new Map<string, NodePeer>();
      for (const name of order.filter((one) => !PAGES.includes(one))) {
        const peer = new NodePeer(name, `${stage.url}?id=${idOf(name)}`);
        peers.push(peer);
        processes.set(idOf(name), peer);
      }
      await page.evaluate((others) => leader.joined(others), ids.length - 1);

      const unable = idOf(UNABLE);
      const pathBetween = (...ends: string[]): Path => (ends.includes(unable) ? 'relay' : 'webrtc');
      /** What is said of each of the others. */
      const ofOthers = <T>(self: string, what: (id: string) => T): Record<string, T> =>
        Object.fromEntries(ids.filter((id) => id !== self).map((id) => [id, what(id)]));
      /** What each says of each of the others. */
      const ofAll = <T>(what: (self: string, id: string) => T): Record<string, Record<string, T>> =>
        Object.fromEntries(ids.map((self) => [self, ofOthers(self, (id) => what(self, id))]));

      const paths = await page.evaluate((id, ms) => leader.ask('paths', id, ms), unable, LINK_MS);
      assert.deepEqual(paths, ofAll(pathBetween));

      // In another room by the same connections, which is left before the rest begins
      const beside = await page.evaluate((id, ms) => leader.ask('beside', id, ms), unable, LINK_MS);
      assert.deepEqual(beside, ofAll(pathBetween));
      await page.evaluate((ms) => leader.ask('alone', undefined, ms), ANSWER_MS);

      await page.evaluate((bytes) => leader.hear(bytes), largeBytes);
      const accounts = await page.evaluate((ms) => leader.ask('account', undefined, ms), ANSWER_MS);
      const said = speech(largeBytes);
      for (const [self, { events, paths, answers, cursors, errors }] of Object.entries(accounts)) {
        assert.deepEqual(
          { self, events, paths, answers, cursors },
          {
            self,
            events: ofOthers(self, () => said),
            paths: ofOthers(self, (id) => [pathBetween(self, id)]),
            answers: ofOthers(self, () => said.at(-1)),
            cursors: ofOthers(self, (id) => pathBetween(self, id)),
          },
        );
        // On a busy machine libdatachannel now and then fails at the answer to its offer: the link is tried again
        const isKnown = (id: string): boolean => [self, id].includes(idOf('node-datachannel'));
        assert.deepEqual(
          Object.entries(errors).filter(([id]) => !isKnown(id)),
          [],
        );
      }

      for (const [id, peer] of processes) {
        peer.stop();
        const heard = await page.evaluate((left, ms) => leader.ask('gone', left, ms), id, ANSWER_MS);
        processes.delete(id);
        assert.deepEqual(
          heard,
          Object.fromEntries([...PAGES.map(idOf), ...processes.keys()].map((other) => [other, true])),
        );
        assert.deepEqual(await peer.end(), [0, null, '']);
      }
    });
  }
});
