/**
 * Auto-configuration where Spring Security is there.
 */
@NullMarked
package io.p2p.autoconfigure.security;

import org.jspecify.annotations.NullMarked;
