import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { findChromium, FLAGS } from './browser.js';
import { TestServer } from './server.js';

/* The modules of dist/ as a page loads them. */

const chromium = findChromium();

const PAGE = `<!doctype html><meta charset="utf-8"><script type="module">
  import { P2P } from '/p2p.js';
  import { io } from '/socket.io.esm.min.js';
  globalThis.join = (options) => {
    const p2p = new P2P(io({ forceNew: true }), options);
    const heard = [];
    p2p.onAny((event, ...args) => heard.push([event, args.at(-1).path].join(' by ')));
    for (const event of ['ready', 'upgrade']) p2p.on(event, () => heard.push(event));
    p2p.on('peer-error', ({ code, cause }) => heard.push(code + (cause instanceof TypeError ? ' by TypeError' : '')));
    return { p2p, heard };
  };
  globalThis.loaded = true;
</script>`;

interface Member {
  readonly p2p: {
    emit(event: string, ...args: unknown[]): void;
    emitWithAck(event: string, ...args: unknown[]): Promise<unknown>;
  };
  readonly heard: string[];
}

declare const join: (options?: object) => Member;

describe('The modules', { skip: !chromium && 'no Chromium', timeout: 60_000 }, () => {
  let http: Server;
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  let requested: string[];
  // What the server does not have
  let missing: string | undefined;

  before(async () => {
    http = createServer(({ url = '/' }, response) => {
      requested.push(url);
      const file = url.slice(1);
      const folder = file.startsWith('socket.io') ? 'node_modules/socket.io-client/dist' : 'dist';
      response.setHeader('Content-Type', file ? 'text/javascript' : 'text/html');
      if (file === missing || file.endsWith('.map') || file === 'favicon.ico') response.writeHead(404).end();
      else response.end(file ? readFileSync(`${folder}/${file}`) : PAGE);
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    server = new TestServer(http);
    browser = await puppeteer.launch({ executablePath: chromium ?? '', headless: true, args: FLAGS });
  });

  after(async () => {
    await browser.close();
    await server.io.close();
  });

  beforeEach(() => {
    requested = [];
    missing = undefined;
  });

  async function open(): Promise<void> {
    page = await browser.newPage();
    await page.goto(`http://localhost:${(http.address() as AddressInfo).port}/`);
    await page.waitForFunction('globalThis.loaded');
  }

  const modules = (): string[] => requested.filter((url) => /^\/p2p.*js$/.test(url));

  test('are the core alone for a client without WebRTC, and with the linker for one with it', async () => {
    await open();
    const heard = await page.evaluate(async () => {
      const { p2p, heard } = join({ rtc: null });
      while (!heard.includes('ready')) await new Promise(requestAnimationFrame);
      p2p.emit('nobody');
      return heard;
    });
    assert.deepEqual([heard, modules()], [['ready'], ['/p2p.js']]);
    await page.evaluate(async () => {
      const members = [join(), join()];
      while (!members.every(({ heard }) => heard.includes('upgrade')))
        await new Promise(requestAnimationFrame);
    });
    assert.deepEqual(modules(), ['/p2p.js', '/p2p-linker.js']);
    await page.close();
  });

  test('leave everybody on the relay where the linker cannot be loaded, and try it again', async () => {
    missing = 'p2p-linker.js';
    await open();
    const heard = await page.evaluate(async () => {
      const [a, b] = [join(), join()];
      const both = [a, b];
      Object.assign(globalThis, { both });
      while (
        !both.every(({ heard }) => heard.includes('ready') && heard.includes('link-failed by TypeError'))
      )
        await new Promise(requestAnimationFrame);
      a.p2p.emit('hello');
      while (!b.heard.includes('hello by relay')) await new Promise(requestAnimationFrame);
      return both.map(({ heard }) => heard.filter((what) => what.startsWith('link-failed')).length);
    });
    assert.deepEqual(heard, [1, 1]);
    missing = undefined;
    await page.evaluate(async () => {
      const { both } = globalThis as unknown as { both: Member[] };
      dispatchEvent(new Event('online'));
      while (!both.every(({ heard }) => heard.includes('upgrade'))) await new Promise(requestAnimationFrame);
    });
    await page.close();
  });

  test('give a large event up where the code for it cannot be loaded, at either end, and then try again', async () => {
    missing = 'p2p-large-events.js';
    await open();
    const sender = page;
    const codes = await sender.evaluate(async () => {
      const member = join({ rtc: null });
      Object.assign(globalThis, { member });
      while (!member.heard.includes('ready')) await new Promise(requestAnimationFrame);
      const bytes = new Uint8Array(200_000);
      member.p2p.emit('large', bytes);
      const reason = await member.p2p
        .emitWithAck('large', bytes)
        .catch((error: unknown) => (error as { code: string }).code);
      return [reason, ...member.heard];
    });
    assert.deepEqual(codes, ['aborted', 'ready', 'aborted by TypeError']);

    missing = undefined;
    await sender.evaluate(() => {
      const { member } = globalThis as unknown as { member: Member };
      member.p2p.emit('large', new Uint8Array(200_000));
    });
    await sender.waitForFunction(
      "performance.getEntriesByName(location.origin + '/p2p-large-events.js').length > 0",
    );
    await open();
    missing = 'p2p-large-events.js';
    await page.evaluate(async () => {
      const member = join({ rtc: null });
      Object.assign(globalThis, { member });
      while (!member.heard.includes('ready')) await new Promise(requestAnimationFrame);
    });
    const send = (): Promise<void> =>
      sender.evaluate(() => {
        const { member } = globalThis as unknown as { member: Member };
        member.p2p.emit('large', new Uint8Array(200_000));
        member.p2p.emit('small');
      });
    await send();
    await page.waitForFunction("member.heard.includes('small by relay')");
    await page.waitForFunction("member.heard.includes('aborted by TypeError')");
    missing = undefined;
    await send();
    await page.waitForFunction("member.heard.includes('large by relay')");
    const heard = await page.evaluate(() => (globalThis as unknown as { member: Member }).member.heard);
    assert.deepEqual(heard.filter((what) => what.startsWith('large') || what.startsWith('aborted')).sort(), [
      'aborted by TypeError',
      'large by relay',
    ]);
    await sender.close();
    await page.close();
  });
});
