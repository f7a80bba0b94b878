/**
 * Requests of reactor-netty, by WebFlux.
 */
@NullMarked
package io.p2p.web.reactive;

import org.jspecify.annotations.NullMarked;
