// Has real servers fail under clients: see bin/chaos, which builds what this needs.
import { play } from './bundle.mjs';

await play('chaos', process.argv.slice(2));
