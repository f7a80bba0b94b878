/**
 * Peers, their ids, and the events that go between them.
 */
@NullMarked
package io.p2p.peer;

import org.jspecify.annotations.NullMarked;
