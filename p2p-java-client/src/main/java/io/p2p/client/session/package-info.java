/**
 * What the rooms of a connection share: one line to the server that outlives its
 * connections.
 */
@NullMarked
package io.p2p.client.session;

import org.jspecify.annotations.NullMarked;
