package io.p2p.actuate;

import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * The endpoint {@code p2p} over HTTP, which may show values only to authorized users.
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
	 * @param showValues whether to show principal, address and data of peers
	 * @param roles the roles of users who are authorized to see these; empty for all
	 * authenticated users
	 */
	public P2pEndpointWebExtension(P2pEndpoint endpoint, Show showValues, Set<String> roles) {
		this.endpoint = endpoint;
		this.showValues = showValues;
		this.roles = roles;
	}

	/**
	 * The list of rooms, or the mesh of one room.
	 * @param security the user who asks
	 * @param room the name of the room, empty for the default room; {@code null} for the
	 * list
	 * @param offset how many rooms, or peers of the room, to leave out; 0 if {@code null}
	 * @param limit how many to show, at most 200; 100 if {@code null}
	 * @return as {@link P2pEndpoint#rooms(String, Integer, Integer)}
	 */
	@ReadOperation
	public @Nullable P2pDescriptor rooms(SecurityContext security, @Nullable String room, @Nullable Integer offset,
			@Nullable Integer limit) {
		return this.endpoint.rooms(room, offset, limit, shows(security));
	}

	/**
	 * A peer and its rooms.
	 * @param security the user who asks
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
