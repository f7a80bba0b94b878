import assert from 'node:assert/strict';
import type { Kit, State } from './page.js';
import { until, type Actor } from './actor.js';
import { heapBytes, type Kind, type Stage } from './stage.js';

/* What happens to the links and connections while everybody sends to everybody. */

declare const delivery: Kit;

const QUICK = { options: { pingIntervalMs: 300 } };
const RELAY_ONLY = { options: { peerOpts: { iceTransportPolicy: 'relay' as const } } };
const MANY = 20;
// DELIVERY_FILE_MB=100 for a run by hand
const FILE_MB = Number(process.env.DELIVERY_FILE_MB ?? 16);
const CYCLES = 1_000;
const FIRST_CYCLES = 200;
const LINK_EVERY = 1;
const SOCKET_EVERY = 3;
// Chromium itself keeps some closed connections for ever, with all that listens to them: one in twenty or so, on a busy
// machine one in six. A leak of one link, member or room in each cycle would be three times this
const HEAP_NOISE_BYTES = 6_000_000;

type Scenario = (stage: Stage) => Promise<unknown>;

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  async 'links are cut'(stage) {
    await stage.join(QUICK, QUICK, QUICK, QUICK);
    await stage.linked();
    await stage.run();
    await cutLinks(stage, 6);
    const saw = await stage.check('link-failed');
    const turns = await pathTurns(stage);
    assert.ok(turns >= 6, `events came by link, relay and link again ${turns} times`);
    return { ...saw, turns };
  },

  async 'candidates are filtered'(stage) {
    // The others' own link may take its time; those that fail are given up by the filtered end, which says so
    const impatient = { options: { connectTimeoutMs: 2_000 }, filtered: true };
    const [filtered, ...others] = await stage.join(impatient, {}, {});
    assert.ok(filtered);
    await stage.run();
    await stage.linked(others);
    // Each of the links that cannot open is tried again
    await until(async () => (await filtered.state()).links.made >= 6, 'more attempts');
    const { id } = filtered;
    for (const { peers } of await stage.states())
      for (const peer of peers) if (peer.id === id) assert.equal(peer.path, 'relay');
    assert.ok((await filtered.state()).peers.every(({ linked, path }) => !linked && path === 'relay'));
    await stage.traffic(100);
    await filtered.filter(false);
    await stage.linked();
    await stage.traffic(100);
    const saw = await stage.check('link-failed');
    const [own = [], ...theirs] = (await stage.states()).map(failedLinks);
    for (const [index, other] of others.entries()) {
      const atFiltered = own.filter((about) => about === other.id).length;
      const atOther = theirs[index]?.filter((about) => about === id).length ?? 0;
      assert.deepEqual([atFiltered, atOther], [1, 1], `how often both ends of ${other.name} were told`);
    }
    assert.equal([...own, ...theirs.flat()].length, 4, 'nobody was told of another link');
    return saw;
  },

  async 'sockets are dropped'(stage) {
    await stage.join(
      QUICK,
      { ...QUICK, transports: ['polling', 'websocket'] },
      { webrtc: false },
      { webrtc: false, transports: ['polling'] },
    );
    await stage.linked();
    await stage.run();
    await dropSockets(stage, 12);
    return stage.check('link-failed');
  },

  async 'only turn may be used'(stage) {
    await stage.join(RELAY_ONLY, RELAY_ONLY);
    await stage.linked();
    const candidates = await Promise.all(stage.actors.map((actor) => actor.candidates()));
    assert.deepEqual(candidates, [
      ['relay', 'relay'],
      ['relay', 'relay'],
    ]);
    await stage.run();
    await stage.traffic(50);
    const saw = await stage.check();
    assert.ok(saw.byLink >= 100, `${saw.byLink} events came by link`);
    return saw;
  },

  async 'only turn may be used, and it refuses'(stage) {
    const impatient = { options: { ...RELAY_ONLY.options, connectTimeoutMs: 2_000 } };
    await stage.join(impatient, impatient);
    await stage.run();
    await until(async () => (await stage.states()).every(({ links }) => links.made >= 2), 'more attempts');
    await stage.traffic(50);
    const saw = await stage.check('link-failed');
    assert.equal(saw.byLink, 0);
    return saw;
  },

  async 'turn credentials are renewed'(stage) {
    const [actor] = await stage.join(RELAY_ONLY, RELAY_ONLY);
    assert.ok(actor);
    await stage.linked();
    await stage.run();
    const [first] = await actor.turnUsers();
    assert.match(first ?? '', new RegExp(`^\\d+:${actor.id}$`));
    await until(async () => (await actor.turnUsers())[0] !== first, 'other credentials');
    await stage.traffic(50);
    return stage.check();
  },

  async 'the upgrade is forced back and forth'(stage) {
    await stage.join({}, {}, {});
    await stage.linked();
    await stage.run();
    await toggle(stage, 50);
    return stage.check();
  },

  async 'a tab is frozen'(stage) {
    const [frozen, ...others] = await stage.join(QUICK, QUICK, QUICK);
    assert.ok(frozen);
    await stage.linked();
    await stage.run();
    const session = await frozen.page.createCDPSession();
    for (const events of [400, 150]) {
      await stage.traffic(50);
      await session.send('Page.setWebLifecycleState', { state: 'frozen' });
      await until(async () => {
        const states = await Promise.all(others.map((actor) => actor.state()));
        return states.every(({ peers }) =>
          peers.some(({ id, path }) => id === frozen.id && path === 'relay'),
        );
      }, 'the relay to the frozen page');
      await stage.traffic(events, others);
      await session.send('Page.setWebLifecycleState', { state: 'active' });
      await stage.linked();
    }
    await stage.traffic(50);
    return stage.check('link-failed');
  },

  async 'private mode'(stage) {
    const [first, ...others] = await stage.join(QUICK, QUICK, QUICK);
    assert.ok(first);
    await stage.linked();
    await stage.run();
    // What the relay still had has come
    await stage.traffic(50);
    await each(stage, (actor) => actor.use({ useSockets: false }));
    const before = await first.relayed();
    await stage.traffic(200);
    await cutOne(stage, others);
    await stage.traffic(50);
    await stage.linked();
    await stage.traffic(100);
    await stage.complete();
    assert.equal(await first.relayed(), before, 'what the server has relayed');
    await each(stage, (actor) => actor.use({ useSockets: true }));
    await stage.run();
    await stage.traffic(50);
    return stage.check('unreachable', 'link-failed');
  },

  async 'one comes and goes'(stage) {
    const staying = await stage.page();
    const visiting = await stage.page();
    const server = [stage.url, stage.room] as const;
    const id = await staying.evaluate((...all) => delivery.cycles.begin(...all, true), ...server);
    await visiting.evaluate((...all) => delivery.cycles.begin(...all, false), ...server);
    const pages = [staying, visiting];
    const sessions = await Promise.all(pages.map((page) => page.createCDPSession()));
    const held = () => Promise.all(pages.map((page) => page.evaluate(() => delivery.cycles.held())));
    const before = await held();
    const heaps: number[][] = [];
    for (const [from, to] of [
      [0, FIRST_CYCLES],
      [FIRST_CYCLES, CYCLES],
    ] as const) {
      await visiting.evaluate(
        (...all) => delivery.cycles.run(...all),
        ...([id, from, to, LINK_EVERY, SOCKET_EVERY] as const),
      );
      await until(() => staying.evaluate(() => delivery.cycles.peers === 0), 'everybody to leave');
      await until(
        async () => JSON.stringify(await held()) === JSON.stringify(before),
        'all to be let go',
      ).catch(async (error: unknown) => {
        assert.deepEqual(await held(), before, String(error));
      });
      heaps.push(await Promise.all(sessions.map(heapBytes)));
    }
    const heard = await staying.evaluate(() => delivery.cycles.heard);
    const numbers = Array.from({ length: CYCLES }, (_, number) => String(number));
    assert.deepEqual([...heard].sort(), numbers.sort(), 'what those who left had said');
    const growth = pages.map((_, index) => (heaps[1]?.[index] ?? 0) - (heaps[0]?.[index] ?? 0));
    for (const bytes of growth) assert.ok(bytes < HEAP_NOISE_BYTES, `the heaps grew by ${growth.join()}`);
    const made = await visiting.evaluate(() => delivery.cycles.made);
    assert.ok(made >= CYCLES / LINK_EVERY, `${made} links`);
    return { heaps, growth, made };
  },

  async 'there is a key'(stage) {
    const options = { ...QUICK.options, key: 'correct horse battery staple' };
    await stage.join({ options }, { options }, { options, kind: 'firefox' });
    await stage.linked();
    for (const actor of stage.actors) await actor.sendLarge(500_000);
    await stage.run();
    await stage.traffic(100);
    await cutLinks(stage, 3);
    await dropSockets(stage, 4);
    await stage.linked();
    await toggle(stage, 6);
    return stage.check('link-failed');
  },

  async 'pages are loaded anew'(stage) {
    const [staying] = await stage.join({});
    assert.ok(staying);
    for (const kind of ['chromium', 'firefox'] as const) {
      const setup = { options: { persist: true } };
      const visitor = await stage.visit({ kind, ...setup });
      const { id, page } = visitor;
      for (let round = 0; round < 3; round++) {
        await until(async () => (await staying.state()).peers[0]?.path === 'webrtc', 'the link');
        await Promise.all([page.reload(), staying.sendLarge(10)]);
        await stage.enter(visitor, setup);
        assert.equal((await visitor.state()).id, id);
        const before = (await staying.state()).heardFrom[id] ?? 0;
        await Promise.all([visitor.sendLarge(100_000), staying.sendLarge(100_000)]);
        await until(async () => (await staying.state()).heardFrom[id] === before + 1, 'the page to be heard');
        await until(async () => ((await visitor.state()).heardFrom[staying.id] ?? 0) > 0, 'the page to hear');
      }
      const { events } = await staying.state();
      assert.ok(!events.some(({ event, about }) => event === 'peer-disconnect' && about === id));
      // Nobody waits for it in the next round
      await page.evaluate(() => delivery.client.p2p.disconnect());
      await until(async () => (await staying.state()).peers.length === 0, 'the page to go');
      await page.close();
    }
    return {};
  },

  'pages go': (stage) => pagesGo(stage, 'chromium'),

  'pages go in firefox': (stage) => pagesGo(stage, 'firefox'),

  async 'a page comes back from the cache'(stage) {
    const [staying] = await stage.join({ webrtc: false });
    assert.ok(staying);
    for (const transport of ['websocket', 'polling'] as const) {
      const visitor = await stage.visit({ kind: 'chromium', webrtc: false, transports: [transport] });
      const { id } = visitor;
      const { page } = visitor;
      await page.goto('about:blank');
      await page.goBack();
      await staying.sendLarge(10);
      await until(
        async () => ((await visitor.state()).heardFrom[staying.id] ?? 0) > 0,
        'the page to hear again',
      );
      await visitor.sendLarge(10);
      await until(async () => ((await staying.state()).heardFrom[id] ?? 0) > 0, 'the page to be heard again');
      assert.equal((await visitor.state()).id, id);
      const { events } = await staying.state();
      assert.deepEqual(
        events.filter(({ event, about }) => event === 'peer-disconnect' && about === id),
        [],
      );
      await page.close();
      await until(async () => (await staying.state()).peers.length === 0, 'the page to go');
    }
    return {};
  },

  async 'a page stays that seemed to go'(stage) {
    const [staying, visitor] = await stage.join({ webrtc: false }, { webrtc: false });
    assert.ok(staying && visitor);
    await visitor.page.evaluate(() => delivery.client.download());
    await visitor.sendLarge(10);
    await visitor.drop(true);
    await stage.run();
    await stage.traffic(20);
    return stage.check();
  },

  async 'firefox and chromium meet'(stage) {
    await stage.join({ ...QUICK, kind: 'firefox' }, { ...QUICK, kind: 'firefox' }, QUICK);
    await stage.linked();
    for (const actor of stage.actors) await actor.sendLarge(2_000_000);
    await stage.run();
    await stage.traffic(100);
    await cutLinks(stage, 3);
    await dropSockets(stage, 4);
    await stage.linked();
    await toggle(stage, 12);
    return stage.check('link-failed');
  },

  async 'java and browsers meet'(stage) {
    const java = { ...QUICK, kind: 'java' } as const;
    await stage.join(java, { ...QUICK, kind: 'firefox' }, java, QUICK, { kind: 'java', webrtc: false });
    await stage.linked();
    for (const actor of stage.actors) await actor.sendLarge(2_000_000);
    await stage.run();
    await stage.traffic(100);
    await cutLinks(stage, 2);
    await dropSockets(stage, 4);
    await stage.linked();
    await toggle(stage, 50);
    const saw = await stage.check('link-failed', 'connect-failed');
    const turns = await pathTurns(stage);
    assert.ok(turns >= 50, `events came by link, relay and link again ${turns} times`);
    return { ...saw, turns };
  },

  async 'java and a page exchange files, encrypted'(stage) {
    const options = { ...QUICK.options, key: 'correct horse battery staple' };
    const [java, page] = await stage.join({ options, kind: 'java' }, { options });
    assert.ok(java && page);
    await stage.linked();
    await Promise.all([java.sendFile(FILE_MB), page.sendFile(FILE_MB)]);
    await stage.run();
    await stage.traffic(50);
    await cutLinks(stage, 1);
    await dropSockets(stage, 2);
    await stage.linked();
    return stage.check('link-failed', 'connect-failed');
  },

  /** By hand: 253 links take a busy machine minutes. The server has `p2p.num-clients` of 22 or more. */
  async 'many peers in java meet pages'(stage) {
    const java = Array.from({ length: MANY }, () => ({ kind: 'java' }) as const);
    await stage.join(...java, {}, { kind: 'firefox' }, {});
    await stage.linked();
    for (const actor of stage.actors) await actor.sendLarge(10_000);
    await stage.complete();
    const { byRelay, byLink } = await stage.check();
    assert.equal(byRelay, 0);
    assert.equal(byLink, 2 * stage.actors.length * (stage.actors.length - 1));
    return { byLink };
  },

  async 'only turn may be used, by java'(stage) {
    await stage.join({ ...RELAY_ONLY, kind: 'java' }, RELAY_ONLY, { ...RELAY_ONLY, kind: 'java' });
    await stage.linked();
    const page = stage.actor(1);
    assert.deepEqual(await page.candidates(), Array(4).fill('relay'));
    const user = async (): Promise<string> => (await stage.actor(0).turnUsers())[0] ?? '';
    const first = await user();
    assert.match(first, new RegExp(`^\\d+:${stage.actor(0).id}$`));
    await stage.run();
    await until(async () => (await user()) !== first, 'other credentials');
    await stage.traffic(50);
    const saw = await stage.check();
    assert.ok(saw.byLink >= 100, `${saw.byLink} events came by link`);
    return saw;
  },
};

/** How a page goes, linked or not; one that is not linked, and navigates, is kept by Chromium. */
const WAYS: [how: string, webrtc: boolean, go: (visitor: Actor) => Promise<unknown>][] = [
  ['navigates', true, ({ page }) => page.goto('about:blank')],
  ['reloads', false, ({ page }) => page.reload()],
  ['closes', true, ({ page }) => page.close()],
  [
    'reloads with much under way',
    false,
    async ({ page }) => {
      await page.evaluate(() => delivery.client.flood());
      await page.reload();
    },
  ],
];

/** Has pages go in every way on both transports; who stays sees each of them go while it might still come back. */
async function pagesGo(stage: Stage, kind: Kind): Promise<unknown> {
  const [staying] = await stage.join({});
  assert.ok(staying);
  const gone: string[] = [];
  for (const transport of ['websocket', 'polling'] as const)
    for (const [how, webrtc, go] of WAYS) {
      const visitor = await stage.visit({ kind, webrtc, transports: [transport] });
      const peer = async () => (await staying.state()).peers.find(({ id }) => id === visitor.id);
      await until(
        async () => (await peer())?.linked === webrtc,
        `${visitor.name}, linked: ${String(webrtc)}`,
      );
      await go(visitor);
      await until(
        async () => (await peer()) === undefined,
        `others to see the page go that ${how} (${transport})`,
      );
      gone.push(`${transport}: ${how}`);
      await visitor.page.close().catch(() => undefined);
    }
  return { gone };
}

async function each(stage: Stage, act: (actor: Actor) => Promise<void>): Promise<void> {
  await Promise.all(stage.actors.map(act));
}

/** Cuts links at one page or two, so often, and waits each time until everybody is linked again. */
async function cutLinks(stage: Stage, times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    await stage.traffic(20);
    const linked = stage.actors.filter(({ webrtc }) => webrtc);
    const actor = await cutOne(stage, linked);
    if (time % 2 === 1)
      await cutOne(
        stage,
        linked.filter((other) => other !== actor),
      );
    await stage.linked();
  }
  await stage.traffic(50);
}

/** Cuts a link, and waits until its events go by relay, or have to wait. */
async function cutOne(stage: Stage, actors: readonly Actor[]): Promise<Actor> {
  const actor = stage.pick(actors);
  const closed = async (): Promise<number> =>
    (await actor.state()).events.filter(({ about }) => about.endsWith('false')).length;
  const before = await closed();
  assert.ok(await actor.cut(), 'there is no link to cut');
  await until(async () => (await closed()) > before, `${actor.name} to miss its link`);
  return actor;
}

/** Drops the connections of one page or two, so often, with a link now and then. */
async function dropSockets(stage: Stage, times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    await stage.traffic(20);
    const actor = stage.actor(time % stage.actors.length);
    const dropped = [actor.drop(stage.int(2) === 0)];
    const other = stage.pick(stage.actors);
    if (other !== actor) dropped.push(other.drop(stage.int(2) === 0));
    if (stage.int(3) === 0) await stage.pick(stage.actors).cut();
    await Promise.all(dropped);
  }
  await stage.traffic(50);
}

/** Has random pages use their links or not, so often. */
async function toggle(stage: Stage, times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    const actor = stage.pick(stage.actors);
    await actor.toggle();
    await stage.traffic(1 + stage.int(8), [actor]);
  }
}

/** Whose links a page was told of that they failed. */
function failedLinks({ events }: State): string[] {
  return events
    .filter(({ event, about }) => event === 'peer-error' && about.startsWith('link-failed '))
    .map(({ about }) => about.split(' ')[1] ?? '');
}

/** How often the events from one to another came by relay and then by link again. */
async function pathTurns({ actors }: Stage): Promise<number> {
  let turns = 0;
  for (const actor of actors) {
    const { heard } = await actor.log();
    for (const { id } of actors) {
      const paths = heard.filter(({ from }) => from === id).map(({ path }) => path);
      const first = paths.indexOf('webrtc');
      for (let index = first + 1; first >= 0 && index < paths.length; index++)
        if (paths[index] === 'webrtc' && paths[index - 1] === 'relay') turns += 1;
    }
  }
  return turns;
}
