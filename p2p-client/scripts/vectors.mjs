// Plays the clients of vectors/ against a running server: `node scripts/vectors.mjs [url] [vector]…`.
import { play } from './bundle.mjs';

await play('vectors', process.argv.slice(2));
