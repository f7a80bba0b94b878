/**
 * Drives several servers with the same load and writes down what it costs them.
 */
@NullMarked
package io.p2p.benchmarks;

import org.jspecify.annotations.NullMarked;
