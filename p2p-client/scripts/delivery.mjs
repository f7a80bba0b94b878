// Plays scenarios of tests/delivery in browsers against a running server, which has to be the one of
// DeliveryTests in p2p-delivery-tests: `node scripts/delivery.mjs <url> <scenario>…`; DELIVERY_SEED repeats a run's choices.
import { play } from './bundle.mjs';

await play('delivery', process.argv.slice(2));
