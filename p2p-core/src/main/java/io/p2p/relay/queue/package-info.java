/**
 * Keeps the requests of each peer in order, replies to them, and holds peers up that send
 * more than the application's code takes.
 */
@NullMarked
package io.p2p.relay.queue;

import org.jspecify.annotations.NullMarked;
