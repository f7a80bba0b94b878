/**
 * What Spring Security knows of peers.
 */
@NullMarked
package io.p2p.security;

import org.jspecify.annotations.NullMarked;
