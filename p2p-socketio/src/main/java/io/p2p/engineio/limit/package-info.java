/**
 * Limits on what a client may use, which pages may connect, and the log of refusals.
 */
@NullMarked
package io.p2p.engineio.limit;

import org.jspecify.annotations.NullMarked;
