package io.p2p.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * A key pair with a certificate for {@code 127.0.0.1}, made by the JDK's keytool.
 */
public final class KeyStores {

	public static final String PASSWORD = "changeit";

	private static final String ALIAS = "p2p";

	private final KeyStore store;

	private final Path file;

	private KeyStores(Path file) {
		this.file = file;
		try (InputStream in = Files.newInputStream(file)) {
			this.store = KeyStore.getInstance("PKCS12");
			this.store.load(in, PASSWORD.toCharArray());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Make a key store.
	 * @param directory where
	 * @param name the name of the file
	 */
	public static KeyStores generate(Path directory, String name) {
		Path file = directory.resolve(name);
		try {
			Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
					"-genkeypair", "-alias", ALIAS, "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "SAN=ip:127.0.0.1",
					"-validity", "2", "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", PASSWORD)
				.redirectErrorStream(true)
				.start();
			String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
				throw new IllegalStateException(output);
			}
			return new KeyStores(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public Path file() {
		return this.file;
	}

	public X509Certificate certificate() {
		try {
			return (X509Certificate) this.store.getCertificate(ALIAS);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Write certificate and key as PEM.
	 * @return where, followed by {@code .crt} and {@code .key}, and {@code .pem} for both
	 * in one file
	 */
	public String writePem() {
		return writePem(this.file.toString());
	}

	/**
	 * Write certificate and key as PEM in place of another's.
	 * @param name where, as that one has returned it
	 */
	public String writePem(String name) {
		try {
			String certificate = pem("CERTIFICATE", certificate().getEncoded());
			String key = pem("PRIVATE KEY", this.store.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
			Files.writeString(Path.of(name + ".crt"), certificate);
			Files.writeString(Path.of(name + ".key"), key);
			Files.writeString(Path.of(name + ".pem"), certificate + key);
			return name;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String pem(String type, byte[] bytes) {
		return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(type,
				Base64.getMimeEncoder().encodeToString(bytes), type);
	}

	/**
	 * Trust the certificates of some stores, and no others.
	 */
	public static X509TrustManager trust(KeyStores... stores) {
		try {
			KeyStore trusted = KeyStore.getInstance("PKCS12");
			trusted.load(null, null);
			for (int i = 0; i < stores.length; i++) {
				Certificate certificate = stores[i].certificate();
				trusted.setCertificateEntry("trusted-" + i, certificate);
			}
			TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			factory.init(trusted);
			return (X509TrustManager) factory.getTrustManagers()[0];
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The TLS of a client.
	 */
	public static SSLContext context(X509TrustManager trust) {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, new TrustManager[] { trust }, null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
