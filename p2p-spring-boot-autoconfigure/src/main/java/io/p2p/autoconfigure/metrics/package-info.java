/**
 * Auto-configuration of meters and observations.
 */
@NullMarked
package io.p2p.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
