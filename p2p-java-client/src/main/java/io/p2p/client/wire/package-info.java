/**
 * What is said between clients and the server: events, their headers, and the bytes of
 * both.
 */
@NullMarked
package io.p2p.client.wire;

import org.jspecify.annotations.NullMarked;
