/**
 * Payloads checked with Jakarta Validation.
 */
@NullMarked
package io.p2p.handler.validation;

import org.jspecify.annotations.NullMarked;
