/**
 * The plan of who links with whom in a room.
 */
@NullMarked
package io.p2p.room.mesh;

import org.jspecify.annotations.NullMarked;
