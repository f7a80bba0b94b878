package io.p2p.ice;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * ICE servers, and for how long they may be used.
 *
 * @param servers the servers, possibly none
 * @param lifetime how long from now on their credentials are good, {@code null} if they
 * do not expire
 * @since 0.1.0
 */
public record IceSettings(List<IceServer> servers, @Nullable Duration lifetime) {

	public IceSettings {
		servers = List.copyOf(servers);
	}

}
