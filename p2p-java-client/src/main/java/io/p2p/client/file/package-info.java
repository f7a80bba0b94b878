/**
 * Files and streams as arguments: what an event says of them goes with it, and their
 * bytes go to each receiver by itself, as far ahead as that one has asked for.
 */
@NullMarked
package io.p2p.client.file;

import org.jspecify.annotations.NullMarked;
