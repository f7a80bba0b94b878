// A real Chromium, and the pages of a contestant in it.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import puppeteer from 'puppeteer-core';

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

// A page goes on starting long after its load event: on a busy machine that is what would be measured
export const SETTLE_MILLIS = 400;
const PATIENCE_MILLIS = 60_000;

function findChromium() {
  const { CHROME_PATH, PATH = '' } = process.env;
  const inPath = PATH.split(delimiter).flatMap((folder) => BROWSERS.map((name) => join(folder, name)));
  return [CHROME_PATH ?? '', ...inPath].find((file) => existsSync(file));
}

/** Ends the process with the status 2 where there is no browser. */
export async function launch() {
  const executablePath = findChromium();
  if (!executablePath) {
    console.error('No Chromium found: bin/verify installs one, or set CHROME_PATH');
    process.exit(2);
  }
  return puppeteer.launch({ executablePath, headless: true, args: FLAGS });
}

/** Pages of a contestant that know nothing of each other, each in a context of its own. */
export class Pages {
  static #rooms = 0;
  #contexts;
  #setups;
  pages;
  room;

  static async open(stage, contestant, number, others = number - 1) {
    const opened = new Pages();
    opened.#contexts = await Promise.all(
      Array.from({ length: number }, () => stage.browser.createBrowserContext()),
    );
    opened.pages = await Promise.all(opened.#contexts.map((context) => context.newPage()));
    await Promise.all(opened.pages.map((page) => page.goto(`${stage.site}/${contestant}/`)));
    await delay(number * SETTLE_MILLIS);
    const room = (opened.room = `room${Pages.#rooms++}`);
    opened.#setups = opened.pages.map((_, index) => ({
      url: stage.signalling[contestant],
      room,
      index,
      others,
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

export async function patiently(work) {
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

/** From the first page to the second. */
export async function eventsPerSecond([from, to], millis) {
  const [start, { at, count }] = await patiently(
    Promise.all([
      from.evaluate((millis) => bench.sendEvents(millis), millis),
      to.evaluate(() => bench.receiveEvents()),
    ]),
  );
  return (1000 * count) / (at - start);
}
