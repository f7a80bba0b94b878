/**
 * What clients on the JVM cost, beside each other.
 */
@NullMarked
package io.p2p.benchmarks.client;

import org.jspecify.annotations.NullMarked;
