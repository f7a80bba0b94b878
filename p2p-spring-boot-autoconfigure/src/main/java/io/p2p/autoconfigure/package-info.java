/**
 * Auto-configuration of the server, peers and handlers from {@code p2p.*} properties.
 */
@NullMarked
package io.p2p.autoconfigure;

import org.jspecify.annotations.NullMarked;
