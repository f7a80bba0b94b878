/**
 * Several servers that are one by Redis, beside each other under one load.
 */
@NullMarked
package io.p2p.benchmarks.cluster;

import org.jspecify.annotations.NullMarked;
