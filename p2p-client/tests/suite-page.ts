import assert from 'node:assert/strict';
import { after, afterEach, before } from 'node:test';
import type { Page } from 'puppeteer-core';
import { Stage } from './browser.js';
import type { Kit } from './page.js';

declare const kit: Kit;

/** The page of a suite's tests; each test closes what it has opened in it. */
export class SuitePage {
  #stage: Stage | undefined;
  #page: Page | undefined;

  /** @param executablePath the browser; without one the suite is skipped */
  constructor(executablePath: string | undefined) {
    before(async () => {
      this.#stage = await Stage.open(executablePath ?? '');
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
