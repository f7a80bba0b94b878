package io.p2p.ice;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * ICE servers, and how long they may be used.
 *
 * @param servers the servers, possibly none
 * @param lifetime how long from now on their credentials are valid, {@code null} if they
 * do not expire; peers ask for others after three quarters of it
 * @since 0.1.0
 */
public record IceSettings(List<IceServer> servers, @Nullable Duration lifetime) {

	public IceSettings {
		servers = List.copyOf(servers);
		if (lifetime != null && (lifetime.isZero() || lifetime.isNegative())) {
			throw new IllegalArgumentException("The lifetime of ICE servers must be positive");
		}
	}

	/**
	 * Make settings that do not expire.
	 * @param servers the servers
	 * @return the settings
	 */
	public static IceSettings of(IceServer... servers) {
		return new IceSettings(List.of(servers), null);
	}

}
