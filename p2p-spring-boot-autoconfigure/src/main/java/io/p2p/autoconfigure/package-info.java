/**
 * Auto-configuration of everything from {@code p2p.*} properties.
 */
@NullMarked
package io.p2p.autoconfigure;

import org.jspecify.annotations.NullMarked;
