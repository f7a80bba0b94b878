/**
 * Auto-configuration of the health component.
 */
@NullMarked
package io.p2p.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
