/**
 * What a client does in a room: sends, and changes the paths of what it sends.
 */
@NullMarked
package io.p2p.client.room;

import org.jspecify.annotations.NullMarked;
