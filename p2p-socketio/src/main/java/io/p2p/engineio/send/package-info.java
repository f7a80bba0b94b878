/**
 * Sends packets to one client or to many: encodes them once, gathers announcements,
 * counts the bytes that wait, and flushes once a turn of the event loop.
 */
@NullMarked
package io.p2p.engineio.send;

import org.jspecify.annotations.NullMarked;
