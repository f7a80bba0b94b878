/**
 * Auto-configuration of the actuator's endpoint {@code p2p}.
 */
@NullMarked
package io.p2p.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
