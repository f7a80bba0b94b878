import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { TestServer } from './server.js';

/** What Chromium is started with. */
export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-features=WebRtcHideLocalIpsWithMdns',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const FIREFOXES = ['firefox-esr', 'firefox'];

/** The installed Chromium, `undefined` if there is none. */
export function findChromium(): string | undefined {
  const { CHROME_PATH, PATH = '' } = process.env;
  const inPath = PATH.split(delimiter).flatMap((folder) => BROWSERS.map((name) => join(folder, name)));
  return [CHROME_PATH ?? '', ...inPath].find((file) => existsSync(file));
}

/** The installed Firefox, `undefined` if there is none. */
export function findFirefox(): string | undefined {
  const { FIREFOX_PATH, PATH = '' } = process.env;
  const inPath = PATH.split(delimiter).flatMap((folder) => FIREFOXES.map((name) => join(folder, name)));
  return [FIREFOX_PATH ?? '', ...inPath].find((file) => existsSync(file));
}

/** The browsers that tests of WebRTC run in, with what is installed of them. */
export const BROWSERS_HERE = [
  ['Chromium', findChromium()],
  ['Firefox', findFirefox()],
] as const;

/** Starts the installed Firefox, whose pages link with others on this machine and run while others are in front. */
export function launchFirefox(): Promise<Browser> {
  const executablePath = findFirefox();
  if (executablePath === undefined) throw new Error('no Firefox found: bin/verify installs one');
  return puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    extraPrefsFirefox: {
      'media.peerconnection.ice.obfuscate_host_addresses': false,
      'media.peerconnection.ice.loopback': true,
      // Only one page at a time is in front
      'dom.min_background_timeout_value_without_budget_throttling': 4,
      'dom.timeout.enable_budget_timer_throttling': false,
      // Media that nobody is asked for
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
    },
  });
}

/** A server and a browser with a page that has the kit. */
export class Stage {
  readonly server: TestServer;
  readonly #http: Server;
  readonly #browser: Browser;

  private constructor(server: TestServer, http: Server, browser: Browser) {
    this.server = server;
    this.#http = http;
    this.#browser = browser;
  }

  /** @param options what other pages than that of the kit need; `entryPoint` is loaded in place of it */
  static async open(
    executablePath: string,
    { entryPoint = 'tests/page.ts', ...options }: BuildOptions & { entryPoint?: string } = {},
  ): Promise<Stage> {
    const script = await bundle(entryPoint, options);
    const http = createServer((request, response) => {
      const isScript = request.url === '/page.js';
      response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
      response.end(
        isScript ? script : '<!doctype html><meta charset="utf-8"><script src="/page.js" defer></script>',
      );
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const browser = executablePath.includes('firefox')
      ? await launchFirefox()
      : await puppeteer.launch({ executablePath, headless: true, args: FLAGS });
    return new Stage(new TestServer(http), http, browser);
  }

  get url(): string {
    return `http://localhost:${(this.#http.address() as AddressInfo).port}/`;
  }

  /** @param browser where it is opened, if not in this stage's own */
  async page(hash = '', browser = this.#browser): Promise<Page> {
    const page = await browser.newPage();
    await page.goto(this.url + hash);
    return page;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.server.io.close();
  }
}

/** What a page runs, as one script. */
export async function bundle(entry: string, options: BuildOptions = {}): Promise<string> {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    ...options,
    write: false,
  });
  return result.outputFiles[0]?.text ?? '';
}
