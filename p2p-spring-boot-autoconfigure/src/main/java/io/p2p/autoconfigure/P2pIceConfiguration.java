package io.p2p.autoconfigure;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.p2p.ice.ConfiguredIceServers;
import io.p2p.ice.IceServersProvider;
import io.p2p.ice.TurnCredentials;
import io.p2p.signaling.BackgroundIceLookup;
import io.p2p.signaling.IceLookup;

/**
 * The ICE servers that peers are told to use.
 */
@Configuration(proxyBeanMethods = false)
class P2pIceConfiguration {

	@Bean
	@ConditionalOnMissingBean
	IceServersProvider iceServersProvider(P2pProperties properties) {
		return configured(properties.ice());
	}

	@Bean
	@ConditionalOnMissingBean
	IceLookup iceLookup(IceServersProvider provider, P2pProperties properties) {
		if (provider instanceof ConfiguredIceServers configured) {
			return IceLookup.of(configured);
		}
		return new BackgroundIceLookup(provider, IceLookup.of(configured(properties.ice())));
	}

	private static ConfiguredIceServers configured(P2pProperties.Ice ice) {
		P2pProperties.Turn turn = ice.turn();
		return new ConfiguredIceServers(ice.servers(), turn.uris(), (turn.secret() != null && !turn.uris().isEmpty())
				? new TurnCredentials(turn.secret(), turn.lifetime()) : null);
	}

	/**
	 * Hides the secrets of TURN servers in the actuator's endpoints, even if these show
	 * values.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SanitizingFunction.class)
	static class SecretsConfiguration {

		@Bean
		SanitizingFunction p2pIceSanitizingFunction() {
			return SanitizingFunction.sanitizeValue().ifKeyMatches("(?i)p2p[._]ice[._].*(secret|credential)");
		}

	}

}
