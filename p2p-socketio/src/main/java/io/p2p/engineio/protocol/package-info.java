/**
 * The packets, payloads and errors of Engine.IO, whichever transport carries them.
 */
@NullMarked
package io.p2p.engineio.protocol;

import org.jspecify.annotations.NullMarked;
