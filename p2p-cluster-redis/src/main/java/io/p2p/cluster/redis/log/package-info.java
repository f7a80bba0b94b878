/**
 * Batches of entries: as bytes, and in order.
 */
@NullMarked
package io.p2p.cluster.redis.log;

import org.jspecify.annotations.NullMarked;
