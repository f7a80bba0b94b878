/**
 * What several servers share, as bytes: the logs of rooms, the owners of sessions, and
 * who is alive.
 */
@NullMarked
package io.p2p.cluster;

import org.jspecify.annotations.NullMarked;
