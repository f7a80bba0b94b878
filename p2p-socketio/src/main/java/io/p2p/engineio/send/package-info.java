/**
 * What goes to one client or to many: encoded once, gathered, counted while it waits, and
 * flushed once a turn.
 */
@NullMarked
package io.p2p.engineio.send;

import org.jspecify.annotations.NullMarked;
