/**
 * What an application writes on its own methods.
 */
@NullMarked
package io.p2p.annotation;

import org.jspecify.annotations.NullMarked;
