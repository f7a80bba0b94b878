package io.p2p.autoconfigure;

import java.util.List;
import java.util.function.Supplier;

import javax.net.ssl.SSLException;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;

/**
 * Supplies TLS contexts from a Spring SSL bundle. When the bundle is reloaded, new
 * connections get its new certificate; existing ones keep theirs.
 */
final class ServerTls implements Supplier<SslContext> {

	private volatile SslContext current;

	private ServerTls(SslContext first) {
		this.current = first;
	}

	/**
	 * Create the supplier for a bundle.
	 * @param bundles all bundles
	 * @param name the name of the bundle
	 * @return the supplier
	 * @throws org.springframework.boot.ssl.NoSuchSslBundleException if there is no such
	 * bundle
	 */
	static ServerTls of(SslBundles bundles, String name) {
		ServerTls tls = new ServerTls(context(bundles.getBundle(name)));
		bundles.addBundleUpdateHandler(name, (bundle) -> tls.current = context(bundle));
		return tls;
	}

	@Override
	public SslContext get() {
		return this.current;
	}

	private static SslContext context(SslBundle bundle) {
		SslOptions options = bundle.getOptions();
		try {
			SslContextBuilder builder = SslContextBuilder.forServer(bundle.getManagers().getKeyManagerFactory())
				.trustManager(bundle.getManagers().getTrustManagerFactory())
				.clientAuth(ClientAuth.NONE);
			if (options.getEnabledProtocols() != null) {
				builder.protocols(options.getEnabledProtocols());
			}
			if (options.getCiphers() != null) {
				builder.ciphers(List.of(options.getCiphers()));
			}
			return builder.build();
		}
		catch (SSLException ex) {
			throw new IllegalStateException("The SSL bundle cannot serve", ex);
		}
	}

}
