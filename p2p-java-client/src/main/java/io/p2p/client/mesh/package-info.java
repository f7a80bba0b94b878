/**
 * The other members of a room, and the streams from and to them.
 */
@NullMarked
package io.p2p.client.mesh;

import org.jspecify.annotations.NullMarked;
