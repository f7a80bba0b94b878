/**
 * Meters and observations for Micrometer.
 */
@NullMarked
package io.p2p.metrics;

import org.jspecify.annotations.NullMarked;
