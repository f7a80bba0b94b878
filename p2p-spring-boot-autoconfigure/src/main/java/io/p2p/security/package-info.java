/**
 * Peers whom Spring Security knows.
 */
@NullMarked
package io.p2p.security;

import org.jspecify.annotations.NullMarked;
