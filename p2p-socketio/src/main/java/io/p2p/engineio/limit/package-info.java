/**
 * What a client may take of a server, who may connect, and what the log tells of those
 * who may not.
 */
@NullMarked
package io.p2p.engineio.limit;

import org.jspecify.annotations.NullMarked;
