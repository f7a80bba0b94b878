/**
 * Wires several servers together by Redis.
 */
@NullMarked
package io.p2p.autoconfigure.cluster;

import org.jspecify.annotations.NullMarked;
