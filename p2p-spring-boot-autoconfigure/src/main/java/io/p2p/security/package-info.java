/**
 * Authenticates and authorizes peers with Spring Security.
 */
@NullMarked
package io.p2p.security;

import org.jspecify.annotations.NullMarked;
