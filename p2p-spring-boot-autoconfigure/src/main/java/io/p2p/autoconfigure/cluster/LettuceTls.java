package io.p2p.autoconfigure.cluster;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.SslOptions;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/**
 * Lettuce's options for TLS, from one of Boot's bundles.
 */
final class LettuceTls {

	private LettuceTls() {
	}

	static ClientOptions options(@Nullable SslBundle bundle) {
		if (bundle == null) {
			return ClientOptions.create();
		}
		SslOptions.Builder ssl = SslOptions.builder()
			.keyManager(bundle.getManagers().getKeyManagerFactory())
			.trustManager(bundle.getManagers().getTrustManagerFactory());
		String[] ciphers = bundle.getOptions().getCiphers();
		if (ciphers != null) {
			ssl.cipherSuites(ciphers);
		}
		String[] protocols = bundle.getOptions().getEnabledProtocols();
		if (protocols != null) {
			ssl.protocols(protocols);
		}
		return ClientOptions.builder().sslOptions(ssl.build()).build();
	}

}
