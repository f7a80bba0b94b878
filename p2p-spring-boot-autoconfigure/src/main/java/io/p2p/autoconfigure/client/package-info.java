/**
 * Auto-configuration of an application that is a peer of another server.
 */
@NullMarked
package io.p2p.autoconfigure.client;

import org.jspecify.annotations.NullMarked;
