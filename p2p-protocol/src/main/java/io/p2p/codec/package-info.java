/**
 * Encodes events to JSON and binaries, and decodes them to Java values.
 */
@NullMarked
package io.p2p.codec;

import org.jspecify.annotations.NullMarked;
