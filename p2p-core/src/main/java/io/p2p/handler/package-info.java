/**
 * Methods of the application that see events before they are relayed.
 */
@NullMarked
package io.p2p.handler;

import org.jspecify.annotations.NullMarked;
