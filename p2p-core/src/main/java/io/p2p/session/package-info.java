/**
 * The store of sessions, which outlive connections.
 */
@NullMarked
package io.p2p.session;

import org.jspecify.annotations.NullMarked;
