// Plays the scenario of tests/matrix with clients of several versions against a running server, which
// has to be the one of ClientMatrixTests: `node scripts/matrix.mjs node|chromium <url> play|refused <client>…`.
import { play } from './bundle.mjs';

await play('matrix', process.argv.slice(2));
