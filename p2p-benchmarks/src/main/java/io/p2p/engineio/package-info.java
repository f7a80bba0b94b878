/**
 * Microbenchmarks of the engine, in its own package because it is not public.
 */
@NullMarked
package io.p2p.engineio;

import org.jspecify.annotations.NullMarked;
