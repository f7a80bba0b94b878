/**
 * What several servers share, in Redis.
 */
@NullMarked
package io.p2p.cluster.redis;

import org.jspecify.annotations.NullMarked;
