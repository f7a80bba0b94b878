/**
 * Where and when a client does what it does: one thing after the other.
 */
@NullMarked
package io.p2p.client.loop;

import org.jspecify.annotations.NullMarked;
