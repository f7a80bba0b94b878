/**
 * The logs that put what happens in rooms into one order, and the state that comes of it.
 */
@NullMarked
package io.p2p.room.log;

import org.jspecify.annotations.NullMarked;
