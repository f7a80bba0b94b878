/**
 * Auto-configuration of who peers are, where there is Spring Security.
 */
@NullMarked
package io.p2p.autoconfigure.security;

import org.jspecify.annotations.NullMarked;
