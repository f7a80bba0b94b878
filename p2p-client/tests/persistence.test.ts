import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import type { P2POptions } from '../src/index.js';
import type { Kit } from './page.js';
import { describeInBrowsers } from './suite-page.js';

declare const kit: Kit;

type Client = ReturnType<Kit['open']>;

/** What the pages of these tests have in common. */
interface Globals {
  client: Client;
  sent: number;
}

const KEY = 'a passphrase';

describeInBrowsers('A client that persists', (suite) => {
  const pages: Page[] = [];

  async function newPage(): Promise<Page> {
    const page = await suite.stage.page();
    pages.push(page);
    return page;
  }

  afterEach(async () => {
    for (const page of pages.splice(0)) {
      await page.evaluate(() => kit.close());
      await page.close();
    }
  });

  /** Opens a client that writes down where it outlives the page what it hears. */
  async function open(page: Page, options: P2POptions = {}): Promise<string> {
    return page.evaluate(async (given) => {
      const client = kit.open({ persist: true, ...given });
      Object.assign(globalThis, { client });
      client.p2p.on('n', (n: number, sender: { id: string }) => {
        const heard = JSON.parse(localStorage.getItem('heard') ?? '[]') as unknown[];
        localStorage.setItem('heard', JSON.stringify([...heard, [n, sender.id]]));
      });
      await kit.until(() => client.id !== '' && client.logged('ready').length === 1, 'the join');
      return client.id;
    }, options);
  }

  /** Another member, in another page, that notes who comes and goes. */
  async function other(options: P2POptions = {}): Promise<Page> {
    const page = await newPage();
    await page.evaluate(async (given) => {
      localStorage.removeItem('heard');
      const client = kit.open(given).listen('n');
      Object.assign(globalThis, { client });
      await kit.until(() => client.id !== '', 'the join');
    }, options);
    return page;
  }

  const until = (page: Page, condition: string): Promise<unknown> =>
    page.waitForFunction(condition, { timeout: 30_000 });

  const heardBy = (page: Page): Promise<number[]> =>
    page.evaluate(() =>
      (globalThis as unknown as Globals).client.heard('n').map(({ args: [n] }) => n as number),
    );

  const written = (page: Page): Promise<number[]> =>
    page.evaluate(() =>
      (JSON.parse(localStorage.getItem('heard') ?? '[]') as [number, string][]).map(([n]) => n),
    );

  /** Sends numbers, from one on, to everybody. */
  const send = (page: Page, from: number, to: number): Promise<void> =>
    page.evaluate(
      (first, end) => {
        const { client } = globalThis as unknown as Globals;
        for (let n = first; n < end; n++) client.p2p.emit('n', n);
      },
      from,
      to,
    );

  const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);

  for (const [how, options] of [
    ['by relay', { rtc: null }],
    ['by link', {}],
    ['by relay with a key', { rtc: null, key: KEY }],
    ['by link with a key', { key: KEY }],
  ] as const) {
    test(`is the same peer after its page was loaded anew, and nothing is lost, ${how}`, async () => {
      const page = await newPage();
      const friend = await other(options);
      const id = await open(page, options);
      if (how.startsWith('by link'))
        for (const one of [page, friend])
          await until(one, "client.p2p.peers.length === 1 && client.p2p.peers[0].path === 'webrtc'");
      await until(friend, 'client.p2p.peers.length === 1');
      for (let round = 0; round < 3; round++) {
        await send(page, 20 * round, 20 * round + 10);
        await send(friend, 20 * round, 20 * round + 10);
        if (how.endsWith('key')) {
          // What a link has not delivered yet cannot be sealed any more when the page goes
          await until(friend, `client.heard('n').length === ${20 * round + 10}`);
          await until(page, `JSON.parse(localStorage.getItem('heard') ?? '[]').length >= ${20 * round + 10}`);
        }
        const reloading = page.reload();
        await send(friend, 20 * round + 10, 20 * round + 20);
        await reloading;
        assert.equal(await open(page, options), id);
        await send(page, 20 * round + 10, 20 * round + 20);
      }
      await until(friend, "client.heard('n').length >= 60");
      await until(page, "JSON.parse(localStorage.getItem('heard') ?? '[]').length >= 60");
      assert.deepEqual([await heardBy(friend), await written(page)], [range(0, 60), range(0, 60)]);
      const seen = await friend.evaluate(() => {
        const { client } = globalThis as unknown as Globals;
        return [
          client.logged('peer-connect').length,
          client.logged('peer-disconnect').length,
          client.codes(),
        ];
      });
      assert.deepEqual(seen, [1, 0, []]);
      if (how.startsWith('by link')) await until(friend, "client.p2p.peers[0].path === 'webrtc'");
      const left = until(friend, 'client.p2p.peers.length === 0');
      await page.evaluate(() => (globalThis as unknown as Globals).client.p2p.disconnect());
      await left;
    });
  }

  test('is another peer in a tab that was duplicated, and neither disturbs the other', async () => {
    const page = await newPage();
    const id = await open(page, { rtc: null });
    await page.reload();
    const copy = await page.evaluate(() => sessionStorage.getItem('socket.io-p2p'));
    const duplicate = await newPage();
    await duplicate.evaluate((text) => sessionStorage.setItem('socket.io-p2p', text ?? ''), copy);
    const ids = await Promise.all([open(page, { rtc: null }), open(duplicate, { rtc: null })]);
    assert.ok(ids.includes(id) && ids[0] !== ids[1], ids.join());
    for (const one of [page, duplicate]) await until(one, 'client.p2p.peers.length === 1');
    await send(page, 0, 1);
    await send(duplicate, 1, 2);
    for (const one of [page, duplicate]) {
      const codes = await one.evaluate(() => (globalThis as unknown as Globals).client.codes());
      assert.deepEqual(codes, []);
    }
  });

  test('comes back as another when the server has forgotten it, and is told', async () => {
    suite.stage.server.windowMs = 1;
    const page = await newPage();
    const friend = await other({ rtc: null });
    const id = await open(page, { rtc: null });
    await until(friend, 'client.p2p.peers.length === 1');
    const gone = until(friend, "client.logged('peer-disconnect').length === 1");
    // For as long as the page believes it to be kept
    await page.evaluate(() => {
      const { client } = globalThis as unknown as Globals;
      client.socket.disconnect();
    });
    await gone;
    await page.reload();
    assert.notEqual(await open(page, { rtc: null }), id);
  });

  test('leaves the rooms that the next page is not in, and tells what has changed of it', async () => {
    const page = await newPage();
    const friend = await other({ rtc: null, room: 'left' });
    await friend.evaluate(async () => {
      const { client } = globalThis as unknown as Globals;
      const stays = kit.open({ rtc: null, room: 'stays' }, client.socket);
      Object.assign(globalThis, { stays });
      await kit.until(() => stays.id !== '', 'the join');
    });
    const id = await open(page, { rtc: null, room: 'stays', data: 1 });
    await page.evaluate(async () => {
      const { client } = globalThis as unknown as Globals;
      const left = kit.open({ rtc: null, room: 'left', persist: true }, client.socket);
      await kit.until(() => left.id !== '', 'the join');
    });
    await until(friend, 'client.p2p.peers.length === 1 && stays.p2p.peers.length === 1');
    await page.reload();
    assert.equal(await open(page, { rtc: null, room: 'stays', data: 2 }), id);
    await until(friend, 'client.p2p.peers.length === 0 && stays.p2p.peers[0].data === 2');
  });

  test('tells of what had come in part, and goes on with large events and files', async () => {
    const page = await newPage();
    const friend = await other({ rtc: null });
    await open(page, { rtc: null });
    await until(friend, 'client.p2p.peers.length === 1');
    await page.evaluate(() => {
      const { client } = globalThis as unknown as Globals;
      client.p2p.on('progress', () => location.reload());
    });
    const reloaded = page.waitForNavigation();
    await friend.evaluate(() => {
      const { client } = globalThis as unknown as Globals;
      client.p2p.emit('large', kit.bytes(8_000_000));
      client.p2p.emit('n', 1);
    });
    await reloaded;
    await open(page, { rtc: null });
    await until(page, "client.codes().includes('aborted')");
    await page.evaluate(() => {
      (globalThis as unknown as Globals).client.listen('file', 'large');
    });
    await friend.evaluate(() => {
      const { client } = globalThis as unknown as Globals;
      client.p2p.emit('file', new Blob([kit.bytes(1_000_000)]));
      client.p2p.emit('large', kit.bytes(1_000_000));
    });
    const sizes = await page.evaluate(async () => {
      const { client } = globalThis as unknown as Globals;
      await kit.until(() => client.heard('file').length + client.heard('large').length === 2, 'both');
      return [
        (client.first('file').args[0] as Blob).size,
        (client.first('large').args[0] as ArrayBuffer).byteLength,
      ];
    });
    assert.deepEqual([sizes, await written(page)], [[1_000_000, 1_000_000], [1]]);
  });
});
