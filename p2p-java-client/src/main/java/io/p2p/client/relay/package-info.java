/**
 * One room on the server, and what goes through the server.
 */
@NullMarked
package io.p2p.client.relay;

import org.jspecify.annotations.NullMarked;
