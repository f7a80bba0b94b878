// Measures links between pages of a real Chromium: this project's client beside others.
// Usage: node links.js <port of this project's server> <rounds of links> <of streams> <of meshes>
// <contestant>...
// Writes a line `bench:<metric> <contestant> <figure>` for each figure, `bench:fail <metric> <contestant>
// <why>` where there is none, and ends with the status 2 where there is no browser.
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import puppeteer from 'puppeteer-core';
import { listen, relay, peerServer, pages } from './servers.js';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-features=WebRtcHideLocalIpsWithMdns',
];
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

// The first rounds are those in which servers compile and a browser fills its caches
const WARM_UP_LINKS = 4;
const WARM_UP_STREAMS = 1;
const WARM_UP_MESHES = 1;
const WARM_UP_MILLIS = 500;
// A page goes on starting long after its load event: on a busy machine that is what would be measured
const SETTLE_MILLIS_PER_PAGE = 400;
const EVENTS_MILLIS = 2000;
const FILE_BYTES = 64 * 1024 * 1024;
const MESH_PEERS = 10;
const VOLATILE_MILLIS = 1500;
// Fewer that arrive are no figure
const LEAST_ARRIVED = 0.5;
const PATIENCE_MILLIS = 60_000;

function findChromium() {
  const { CHROME_PATH, PATH = '' } = process.env;
  const inPath = PATH.split(delimiter).flatMap((folder) => BROWSERS.map((name) => join(folder, name)));
  return [CHROME_PATH ?? '', ...inPath].find((file) => existsSync(file));
}

/** Pages of a contestant that know nothing of each other, each in a context of its own. */
class Pages {
  static #rooms = 0;
  #contexts;
  #setups;
  pages;

  static async open(stage, contestant, number) {
    const opened = new Pages();
    opened.#contexts = await Promise.all(
      Array.from({ length: number }, () => stage.browser.createBrowserContext()),
    );
    opened.pages = await Promise.all(opened.#contexts.map((context) => context.newPage()));
    await Promise.all(opened.pages.map((page) => page.goto(`${stage.site}/${contestant}/`)));
    await delay(number * SETTLE_MILLIS_PER_PAGE);
    const room = `room${Pages.#rooms++}`;
    opened.#setups = opened.pages.map((_, index) => ({
      url: stage.signalling[contestant],
      room,
      index,
      others: number - 1,
    }));
    return opened;
  }

  /** Links all of them; returns the milliseconds from the first page's start to the last one's end. */
  async link() {
    const times = await patiently(
      Promise.all(this.pages.map((page, i) => page.evaluate((setup) => bench.link(setup), this.#setups[i]))),
    );
    return Math.max(...times.map(({ end }) => end)) - Math.min(...times.map(({ start }) => start));
  }

  /** What the pages say of themselves, where they still can. */
  async states() {
    const states = this.pages.map((page) => page.evaluate(() => bench.state));
    return (await Promise.allSettled(states)).map(({ value }) => value ?? 'no answer');
  }

  async close() {
    await Promise.all(this.#contexts.map((context) => context.close()));
  }
}

async function patiently(work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing for ${PATIENCE_MILLIS / 1000} s`)), PATIENCE_MILLIS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function eventsPerSecond([from, to], millis) {
  const [start, { at, count }] = await patiently(
    Promise.all([
      from.evaluate((millis) => bench.sendEvents(millis), millis),
      to.evaluate(() => bench.receiveEvents()),
    ]),
  );
  return (1000 * count) / (at - start);
}

async function sendFile([from, to]) {
  const digest = await from.evaluate((bytes) => bench.makeFile(bytes), FILE_BYTES);
  const [start, received] = await patiently(
    Promise.all([from.evaluate(() => bench.sendFile()), to.evaluate(() => bench.receiveFile())]),
  );
  await from.evaluate(() => bench.fileHasCome());
  if (received.digest !== digest) throw new Error('what arrives is not what was sent');
  return { megabytesPerSecond: FILE_BYTES / 1000 / (received.at - start), beside: median(received.probes) };
}

function median(numbers) {
  return numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

/** The rounds of something: in each all contestants, of which another is the first each time. */
async function alternate(stage, contestants, peers, warmUp, rounds, measure) {
  if (rounds === 0) return;
  for (let round = -warmUp; round < rounds; round++) {
    for (let i = 0; i < contestants.length; i++) {
      const contestant = contestants[(i + round + warmUp) % contestants.length];
      const say = (metric, figure) => {
        if (round >= 0) console.log(`bench:${metric} ${contestant} ${figure.toFixed(1)}`);
      };
      const opened = await Pages.open(stage, contestant, peers);
      const fail = async (metric, error) => {
        console.log(`bench:fail ${metric} ${contestant} ${error.message.split('\n')[0]}`);
        console.error(metric, contestant, error, await opened.states());
      };
      await measure(opened, say, fail, contestant);
      await opened.close();
    }
  }
}

async function measureLink(opened, say, fail) {
  try {
    say('link', await opened.link());
  } catch (error) {
    await fail('link', error);
  }
}

async function measureMesh(opened, say, fail) {
  let metric = 'mesh';
  try {
    say(metric, await opened.link());
    metric = 'volatile';
    if (await opened.pages[0].evaluate(() => 'sendVolatile' in contestant))
      say(metric, await volatileTime(opened.pages));
  } catch (error) {
    await fail(metric, error);
  }
}

/** The time that a volatile event takes, of which 99 of 100 take less. */
async function volatileTime([from, ...others]) {
  await from.evaluate((bytes) => bench.makeFile(bytes), FILE_BYTES);
  await patiently(Promise.all([from, ...others].map((page) => page.evaluate(() => contestant.openVolatile?.()))));
  const sent = await patiently(from.evaluate((millis) => bench.sendVolatile(millis), VOLATILE_MILLIS));
  await delay(SETTLE_MILLIS_PER_PAGE);
  const times = (await Promise.all(others.map((page) => page.evaluate(() => bench.volatileTimes)))).flat();
  const share = times.length / (sent * others.length);
  if (share < LEAST_ARRIVED) throw new Error(`${(100 * share).toFixed(0)} of 100 have arrived`);
  return times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)];
}

async function measureStreams(opened, say, fail, contestant) {
  let metric = 'events';
  try {
    await opened.link();
    await eventsPerSecond(opened.pages, WARM_UP_MILLIS);
    say(metric, await eventsPerSecond(opened.pages, EVENTS_MILLIS));
    if (contestant === 'encrypted') return;
    metric = 'file';
    const { megabytesPerSecond, beside } = await sendFile(opened.pages);
    say(metric, megabytesPerSecond);
    say('beside', beside);
  } catch (error) {
    await fail(metric, error);
  }
}

const executablePath = findChromium();
if (!executablePath) {
  console.error('No Chromium found: bin/verify installs one, or set CHROME_PATH');
  process.exit(2);
}
const [port, links, streams, meshes] = process.argv.slice(2, 6).map(Number);
const contestants = process.argv.slice(6);
const browser = await puppeteer.launch({ executablePath, headless: true, args: FLAGS });
try {
  const signal = await relay();
  const stage = {
    browser,
    site: await listen(createServer(pages)),
    signalling: {
      bare: signal,
      library: `http://127.0.0.1:${port}`,
      encrypted: `http://127.0.0.1:${port}`,
      'simple-peer': signal,
      peerjs: await peerServer(),
    },
  };
  console.log(`bench:browser - ${await browser.version()}`);
  // A key changes nothing of how a link is opened
  const open = contestants.filter((contestant) => contestant !== 'encrypted');
  await alternate(stage, open, 2, WARM_UP_LINKS, links, measureLink);
  await alternate(stage, contestants, 2, WARM_UP_STREAMS, streams, measureStreams);
  await alternate(stage, open, MESH_PEERS, WARM_UP_MESHES, meshes, measureMesh);
} finally {
  await browser.close();
}
process.exit(0);
