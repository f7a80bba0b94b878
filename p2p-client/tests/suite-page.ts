import assert from 'node:assert/strict';
import { after, afterEach, before, describe } from 'node:test';
import type { Page } from 'puppeteer-core';
import { BROWSERS_HERE, Stage } from './browser.js';
import type { Kit } from './page.js';

declare const kit: Kit;

interface SuiteOptions {
  readonly name: string;
  /** Why it cannot run on this machine. */
  readonly skip?: string | false;
  readonly timeoutMs?: number;
}

/** Has a suite run in a page of each browser. */
export function describeInBrowsers(
  options: string | SuiteOptions,
  body: (suite: SuitePage, browser: string) => void,
): void {
  const all: SuiteOptions = typeof options === 'string' ? { name: options } : options;
  const { name, skip = false, timeoutMs = 300_000 } = all;
  for (const [browser, executablePath] of BROWSERS_HERE)
    describe(
      `${name}, in ${browser}`,
      { skip: skip || (browser === 'Firefox' && !executablePath && 'no Firefox'), timeout: timeoutMs },
      () => body(new SuitePage(executablePath), browser),
    );
}

/** The page of a suite's tests; each test closes what it has opened in it. */
class SuitePage {
  #stage: Stage | undefined;
  #page: Page | undefined;

  /** @param executablePath the browser; without one the suite is skipped */
  constructor(executablePath: string | undefined) {
    before(async () => {
      assert.ok(executablePath, 'no browser found: bin/verify installs one, or set CHROME_PATH');
      this.#stage = await Stage.open(executablePath);
      this.#page = await this.#stage.page();
    });
    afterEach(async () => {
      assert.equal(await this.page.evaluate(() => kit.close()), 0);
      this.stage.server.reset();
    });
    after(() => this.stage.close());
  }

  get stage(): Stage {
    return this.#stage ?? assert.fail('not open');
  }

  get page(): Page {
    return this.#page ?? assert.fail('not open');
  }
}
