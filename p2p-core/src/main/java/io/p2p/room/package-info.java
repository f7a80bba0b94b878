/**
 * Rooms, who is in them, and who links with whom.
 */
@NullMarked
package io.p2p.room;

import org.jspecify.annotations.NullMarked;
