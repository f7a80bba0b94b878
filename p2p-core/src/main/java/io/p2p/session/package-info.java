/**
 * Where sessions are found that outlive connections.
 */
@NullMarked
package io.p2p.session;

import org.jspecify.annotations.NullMarked;
