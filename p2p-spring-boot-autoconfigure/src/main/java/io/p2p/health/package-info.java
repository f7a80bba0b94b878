/**
 * The health of the server.
 */
@NullMarked
package io.p2p.health;

import org.jspecify.annotations.NullMarked;
