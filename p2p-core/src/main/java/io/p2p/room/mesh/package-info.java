/**
 * The plan of who links with whom in a room (docs/protocol.md, "Who links with whom").
 */
@NullMarked
package io.p2p.room.mesh;

import org.jspecify.annotations.NullMarked;
