package io.p2p.ice;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.Peer;

/**
 * The ICE servers of the properties {@code p2p.ice}: some that are the same for all
 * peers, and TURN servers with credentials for each peer. Never blocks.
 *
 * @since 0.1.0
 */
public final class ConfiguredIceServers implements IceServersProvider {

	private final List<IceServer> servers;

	private final List<String> turnUris;

	private final @Nullable TurnCredentials credentials;

	/**
	 * Create a provider.
	 * @param servers the servers for all peers
	 * @param turnUris {@code turn:} and {@code turns:} URLs of servers that know the
	 * secret of {@code credentials}
	 * @param credentials issues credentials for these; {@code null} if there are none
	 */
	public ConfiguredIceServers(List<IceServer> servers, List<String> turnUris, @Nullable TurnCredentials credentials) {
		servers.forEach(IceServer::check);
		this.servers = List.copyOf(servers);
		this.turnUris = List.copyOf(turnUris);
		this.credentials = credentials;
	}

	@Override
	public IceSettings iceServers(Peer peer) {
		if (this.credentials == null) {
			return new IceSettings(this.servers, null);
		}
		List<IceServer> all = new ArrayList<>(this.servers);
		all.add(this.credentials.issue(this.turnUris, peer.id().value()));
		return new IceSettings(all, this.credentials.lifetime());
	}

}
