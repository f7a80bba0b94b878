/**
 * Sends events and questions of the application to rooms, peers and users.
 */
@NullMarked
package io.p2p.messaging;

import org.jspecify.annotations.NullMarked;
