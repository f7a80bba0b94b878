/**
 * Rooms, their members, and the log that orders what happens in them.
 */
@NullMarked
package io.p2p.room;

import org.jspecify.annotations.NullMarked;
