/**
 * The annotations for an application's own methods.
 */
@NullMarked
package io.p2p.annotation;

import org.jspecify.annotations.NullMarked;
