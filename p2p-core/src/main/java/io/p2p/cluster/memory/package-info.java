/**
 * What several servers share, for one server that is alone, until it can join the others.
 */
@NullMarked
package io.p2p.cluster.memory;

import org.jspecify.annotations.NullMarked;
