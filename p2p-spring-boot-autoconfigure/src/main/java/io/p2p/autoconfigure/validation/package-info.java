/**
 * Auto-configuration where there is a Jakarta validator.
 */
@NullMarked
package io.p2p.autoconfigure.validation;

import org.jspecify.annotations.NullMarked;
