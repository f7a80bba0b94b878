/**
 * Offers, answers and candidates on their way from one peer to another.
 */
@NullMarked
package io.p2p.signaling;

import org.jspecify.annotations.NullMarked;
