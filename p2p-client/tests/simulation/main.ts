import { Simulation, type Stage } from './simulation.js';

/* `main.mjs <seeds> [first seed] [alone|cluster]` prints the first seed that fails and ends with 1, or with 0. */

const [wantedCount, wantedFirst, wantedStage] = process.argv.slice(2);
const [count, first] = [Number(wantedCount ?? 1), Number(wantedFirst ?? 1)];
const stages = (wantedStage ? [wantedStage] : ['alone', 'cluster']) as Stage[];
const start = performance.now();
let events = 0;
for (let seed = first; seed < first + count; seed++) {
  for (const stage of stages) {
    const { problems, trace, events: sent } = await new Simulation(seed, stage).run();
    events += sent;
    if (problems.length === 0) continue;
    console.log(trace.join('\n'));
    console.log(`\n${problems.join('\n')}\nseed ${seed}: ${problems.length} problems (${stage})`);
    process.exit(1);
  }
}
const seconds = (performance.now() - start) / 1_000;
console.log(`${count} seeds from ${first}, ${events} events, ${seconds.toFixed(1)} s: every promise kept`);
process.exit(0);
