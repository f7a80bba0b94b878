/**
 * Auto-configuration of the server on the port of the application's web server.
 */
@NullMarked
package io.p2p.autoconfigure.web;

import org.jspecify.annotations.NullMarked;
