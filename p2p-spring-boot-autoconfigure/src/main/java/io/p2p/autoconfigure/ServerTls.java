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
 * TLS from a Spring SSL bundle. When the bundle is reloaded, the connections that come
 * after get its new certificate; those there are keep theirs.
 */
final class ServerTls implements Supplier<SslContext> {

	private volatile SslContext current;

	private ServerTls(SslContext first) {
		this.current = first;
	}

	/**
	 * Follow a bundle.
	 * @param bundles where it is
	 * @param name its name
	 * @return the TLS settings
	 * @throws org.springframework.boot.ssl.NoSuchSslBundleException if there is none of
	 * that name
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
