package io.p2p.web;

import java.net.InetSocketAddress;
import java.security.Principal;

import org.jspecify.annotations.Nullable;

/**
 * Whom a request is from, and where it arrived, as the web server and its filters see it.
 *
 * @param remote where it came from: the client, if a proxy that is trusted has named it
 * @param local where it arrived
 * @param principal the user who has been authenticated, {@code null} if nobody has
 * @since 0.1.0
 */
public record WebCaller(InetSocketAddress remote, InetSocketAddress local, @Nullable Principal principal) {

}
