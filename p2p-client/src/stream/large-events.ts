/* What is loaded with the first event that goes in parts. */
export { createRelayTransfers } from '../relay/relay-transfers.js';
export { createIncomingTransfers } from './incoming-transfers.js';
export { createOutgoingTransfer } from './outgoing-transfer.js';
