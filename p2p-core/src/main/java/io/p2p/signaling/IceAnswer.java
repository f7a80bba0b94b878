package io.p2p.signaling;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.p2p.ice.IceServer;
import io.p2p.ice.IceSettings;

/**
 * The answer to {@code p2p:ice}, in its wire shape.
 *
 * @param iceServers the servers for {@code RTCPeerConnection}
 * @param iceLifetime how long they are valid, in milliseconds, {@code null} for ever
 * @since 0.1.0
 */
public record IceAnswer(List<IceServer> iceServers, @Nullable Long iceLifetime) {

	static IceAnswer of(IceSettings settings) {
		Duration lifetime = settings.lifetime();
		return new IceAnswer(settings.servers(), (lifetime != null) ? lifetime.toMillis() : null);
	}

}
