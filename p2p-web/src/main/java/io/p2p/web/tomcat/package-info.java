/**
 * WebSockets on connections that Tomcat has accepted.
 */
@NullMarked
package io.p2p.web.tomcat;

import org.jspecify.annotations.NullMarked;
