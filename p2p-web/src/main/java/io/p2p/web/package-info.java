/**
 * The Socket.IO server on the port of a web server that is there anyway.
 */
@NullMarked
package io.p2p.web;

import org.jspecify.annotations.NullMarked;
