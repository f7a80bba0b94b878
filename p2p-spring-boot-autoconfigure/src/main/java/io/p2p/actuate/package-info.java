/**
 * The actuator's endpoint {@code p2p}.
 */
@NullMarked
package io.p2p.actuate;

import org.jspecify.annotations.NullMarked;
