/**
 * What goes through the server of a room whose members have a key in common: sealed on
 * its way there, and opened when it comes.
 */
@NullMarked
package io.p2p.client.encryption;

import org.jspecify.annotations.NullMarked;
