import { Simulation } from './simulation.js';

/* `main.mjs <seeds> [first seed]` prints the first seed that fails and ends with 1, or with 0. */

const [count = 1, first = 1] = process.argv.slice(2).map(Number);
const start = performance.now();
let events = 0;
for (let seed = first; seed < first + count; seed++) {
  const { problems, trace, events: sent } = await new Simulation(seed).run();
  events += sent;
  if (problems.length === 0) continue;
  console.log(trace.join('\n'));
  console.log(`\n${problems.join('\n')}\nseed ${seed}: ${problems.length} problems`);
  process.exit(1);
}
const seconds = (performance.now() - start) / 1_000;
console.log(`${count} seeds from ${first}, ${events} events, ${seconds.toFixed(1)} s: every promise kept`);
process.exit(0);
