/**
 * The JVM servers that are compared, each with a {@code main}.
 */
@NullMarked
package io.p2p.benchmarks.server;

import org.jspecify.annotations.NullMarked;
