/**
 * WebSockets on connections that Jetty has accepted.
 */
@NullMarked
package io.p2p.web.jetty;

import org.jspecify.annotations.NullMarked;
