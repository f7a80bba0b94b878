/**
 * Requests of a servlet container, and responses to them.
 */
@NullMarked
package io.p2p.web.servlet;

import org.jspecify.annotations.NullMarked;
