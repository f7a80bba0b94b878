/**
 * Rooms that several servers share: their logs in the store, and what each server makes
 * of these.
 */
@NullMarked
package io.p2p.room.replica;

import org.jspecify.annotations.NullMarked;
