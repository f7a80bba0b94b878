/**
 * Microbenchmarks, run by {@code bin/bench jmh}.
 */
@NullMarked
package io.p2p.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
