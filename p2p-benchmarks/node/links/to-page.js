// Pages that are sent events over a link: by another page, or by whoever joins their room.
// Usage: node to-page.js <port of this project's server>
// Does what the lines of its input say, and ends with them:
//   page      measures from page to page, and writes `bench:figure <events per second>`
//   open      opens a page, writes `bench:room <name>`, and `bench:linked` when it is linked
//   receive   writes `bench:end <time> <count>` when the page has had a round of events
//   close     closes the page
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { eventsPerSecond, launch, Pages, patiently } from './browser.js';
import { listen, pages } from './servers.js';

const CONTESTANT = 'library';
const WARM_UP_MILLIS = 500;
const EVENTS_MILLIS = 2000;

const browser = await launch();
const stage = {
  browser,
  site: await listen(createServer(pages)),
  signalling: { [CONTESTANT]: `http://127.0.0.1:${process.argv[2]}` },
};
let opened;

const commands = {
  async page() {
    const two = await Pages.open(stage, CONTESTANT, 2);
    await two.link();
    await eventsPerSecond(two.pages, WARM_UP_MILLIS);
    say('figure', await eventsPerSecond(two.pages, EVENTS_MILLIS));
    await two.close();
  },

  async open() {
    opened = await Pages.open(stage, CONTESTANT, 1, 1);
    say('room', opened.room);
    await opened.link();
    say('linked');
  },

  async receive() {
    const { at, count } = await patiently(opened.pages[0].evaluate(() => bench.receiveEvents()));
    say('end', at, count);
  },

  async close() {
    await opened.close();
  },
};

function say(...words) {
  console.log(`bench:${words.join(' ')}`);
}

try {
  for await (const line of createInterface({ input: process.stdin })) await commands[line]();
} finally {
  await browser.close();
}
process.exit(0);
