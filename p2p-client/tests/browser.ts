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

// As Chromium is by its flags: links on one machine, media that nobody is asked for
const PREFERENCES = {
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'media.peerconnection.ice.loopback': true,
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
};

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
    const isFirefox = executablePath.includes('firefox');
    const browser = await puppeteer.launch(
      isFirefox
        ? { browser: 'firefox', executablePath, headless: true, extraPrefsFirefox: PREFERENCES }
        : { executablePath, headless: true, args: FLAGS },
    );
    return new Stage(new TestServer(http), http, browser);
  }

  async page(hash = ''): Promise<Page> {
    const page = await this.#browser.newPage();
    const { port } = this.#http.address() as AddressInfo;
    await page.goto(`http://localhost:${port}/${hash}`);
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
