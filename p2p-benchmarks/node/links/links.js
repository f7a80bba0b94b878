// Measures links between pages of a real Chromium: this project's client beside others.
// Usage: node links.js <port of this project's server> <rounds of links> <of streams> <of meshes>
// <contestant>...
// Writes a line `bench:<metric> <contestant> <figure>` for each figure, `bench:fail <metric> <contestant>
// <why>` where there is none, and ends with the status 2 where there is no browser.
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { eventsPerSecond, launch, Pages, patiently, SETTLE_MILLIS } from './browser.js';
import { listen, relay, peerServer, pages } from './servers.js';

// The first rounds are those in which servers compile and a browser fills its caches
const WARM_UP_LINKS = 4;
const WARM_UP_STREAMS = 1;
const WARM_UP_MESHES = 1;
const WARM_UP_MILLIS = 500;
const EVENTS_MILLIS = 2000;
const FILE_BYTES = 64 * 1024 * 1024;
const MESH_PEERS = 10;
const VOLATILE_MILLIS = 1500;
// Fewer that arrive are no figure
const LEAST_ARRIVED = 0.5;

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
  await patiently(
    Promise.all([from, ...others].map((page) => page.evaluate(() => contestant.openVolatile?.()))),
  );
  const sent = await patiently(from.evaluate((millis) => bench.sendVolatile(millis), VOLATILE_MILLIS));
  await delay(SETTLE_MILLIS);
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

const [port, links, streams, meshes] = process.argv.slice(2, 6).map(Number);
const contestants = process.argv.slice(6);
const browser = await launch();
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
