import { SCENARIOS } from './scenarios.js';
import { Stage } from './stage.js';

/* Plays scenarios against a server: <url> <scenario>…, a line for each. */

const LIMIT_MS = 240_000;

const [url = '', ...names] = process.argv.slice(2);
const seed = Number(process.env.DELIVERY_SEED ?? Math.floor(Math.random() * 2 ** 31));

for (const name of names) {
  const scenario = SCENARIOS[name];
  if (!scenario) throw new Error(`no scenario '${name}', only ${Object.keys(SCENARIOS).join()}`);
  const stage = await Stage.open(url, seed);
  const startedAt = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`took more than ${LIMIT_MS} ms`)), LIMIT_MS);
  });
  try {
    const saw = await Promise.race([scenario(stage), limit]);
    const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
    console.log(JSON.stringify({ scenario: name, seed, seconds, saw }));
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    console.log(JSON.stringify({ scenario: name, seed, error: `${text}\n${await stage.describe()}` }));
  } finally {
    clearTimeout(timer);
    await stage.close();
  }
}
// A page that failed may still wait for something
process.exit();
