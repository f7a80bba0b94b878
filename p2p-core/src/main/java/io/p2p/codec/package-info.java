/**
 * Events as bytes, and the Java values in them.
 */
@NullMarked
package io.p2p.codec;

import org.jspecify.annotations.NullMarked;
