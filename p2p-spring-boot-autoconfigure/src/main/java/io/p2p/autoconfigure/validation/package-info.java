/**
 * Auto-configuration of the validation of payloads by Jakarta Validation.
 */
@NullMarked
package io.p2p.autoconfigure.validation;

import org.jspecify.annotations.NullMarked;
