/**
 * Auto-configuration of the authentication of peers, if Spring Security is present.
 */
@NullMarked
package io.p2p.autoconfigure.security;

import org.jspecify.annotations.NullMarked;
