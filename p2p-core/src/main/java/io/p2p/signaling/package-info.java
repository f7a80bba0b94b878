/**
 * Joins, announcements, and signals (offers, answers and candidates) between peers.
 */
@NullMarked
package io.p2p.signaling;

import org.jspecify.annotations.NullMarked;
