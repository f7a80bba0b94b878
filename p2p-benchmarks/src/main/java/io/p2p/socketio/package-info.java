/**
 * Microbenchmarks of packets, in their own package because they are not public.
 */
@NullMarked
package io.p2p.socketio;

import org.jspecify.annotations.NullMarked;
