package io.p2p.actuate;

import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * The endpoint {@code p2p} over HTTP, where it may depend on who asks what is shown.
 *
 * @since 0.1.0
 */
@EndpointWebExtension(endpoint = P2pEndpoint.class)
public class P2pEndpointWebExtension {

	private final P2pEndpoint endpoint;

	private final Show showValues;

	private final Set<String> roles;

	/**
	 * Create an extension.
	 * @param endpoint the endpoint
	 * @param showValues whether to tell what peers are known by
	 * @param roles the roles of those who may see it, where that depends on who asks;
	 * empty for anybody who is authenticated
	 */
	public P2pEndpointWebExtension(P2pEndpoint endpoint, Show showValues, Set<String> roles) {
		this.endpoint = endpoint;
		this.showValues = showValues;
		this.roles = roles;
	}

	/**
	 * The rooms there are, or the mesh of one.
	 * @param security who asks
	 * @param room the name of the one, empty for the default room; {@code null} for a
	 * list of all
	 * @param offset how many rooms, or peers of the one, to leave out; 0 if {@code null}
	 * @param limit how many to tell of, at most 200; 100 if {@code null}
	 * @return what {@link P2pEndpoint#rooms(String, Integer, Integer)} tells
	 */
	@ReadOperation
	public @Nullable P2pDescriptor rooms(SecurityContext security, @Nullable String room, @Nullable Integer offset,
			@Nullable Integer limit) {
		return this.endpoint.rooms(room, offset, limit, shows(security));
	}

	/**
	 * A peer and its rooms.
	 * @param security who asks
	 * @param peer the id of the peer
	 * @return the peer, {@code null} if there is none with that id
	 */
	@ReadOperation
	public P2pDescriptor.@Nullable PeerDetails peer(SecurityContext security, @Selector String peer) {
		return this.endpoint.peer(peer, shows(security));
	}

	private boolean shows(SecurityContext security) {
		return this.showValues.isShown(security, this.roles);
	}

}
