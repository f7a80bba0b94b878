/**
 * A peer in Java: the twin of the browser client.
 */
@NullMarked
package io.p2p.client;

import org.jspecify.annotations.NullMarked;
