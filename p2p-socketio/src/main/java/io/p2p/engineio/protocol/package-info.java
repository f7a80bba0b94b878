/**
 * The bytes and words of Engine.IO, whoever carries them.
 */
@NullMarked
package io.p2p.engineio.protocol;

import org.jspecify.annotations.NullMarked;
