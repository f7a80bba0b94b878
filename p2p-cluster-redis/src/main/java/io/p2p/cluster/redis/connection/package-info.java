/**
 * Connections to Redis that outlive its failures, and what is asked of it until there is
 * an answer.
 */
@NullMarked
package io.p2p.cluster.redis.connection;

import org.jspecify.annotations.NullMarked;
