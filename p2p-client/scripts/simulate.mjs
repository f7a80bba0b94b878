// Plays random lives of a room with the real client on a simulated network and checks that every event arrives
// once and in order: `npm run simulate -- [seeds] [first seed]`. The first seed that fails is printed with all
// that happened.
import { play } from './bundle.mjs';

await play('simulation', process.argv.length > 2 ? process.argv.slice(2) : ['2000']);
