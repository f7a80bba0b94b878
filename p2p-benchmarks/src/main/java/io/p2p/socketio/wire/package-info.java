/**
 * Microbenchmarks of the wire, in its own package because it is not public.
 */
@NullMarked
package io.p2p.socketio.wire;

import org.jspecify.annotations.NullMarked;
