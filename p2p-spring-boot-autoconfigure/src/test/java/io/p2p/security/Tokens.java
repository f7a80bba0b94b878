package io.p2p.security;

import java.time.Instant;
import java.util.Date;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;

/**
 * An issuer of tokens, good and forged.
 */
public final class Tokens {

	public static final String ISSUER = "https://issuer.example";

	private final RSAKey key = rsa();

	public RSAKey key() {
		return this.key;
	}

	public String of(String user) {
		return of(user, Instant.now().plusSeconds(60));
	}

	public String of(String user, Instant end) {
		return signed(this.key, claims(user, end).build());
	}

	public String ofIssuer(String issuer) {
		return signed(this.key, claims("alice", Instant.now().plusSeconds(60)).issuer(issuer).build());
	}

	public String withoutEnd(String user) {
		return signed(this.key, new JWTClaimsSet.Builder().subject(user).issuer(ISSUER).build());
	}

	public String notYet() {
		return signed(this.key,
				claims("alice", Instant.now().plusSeconds(9000))
					.notBeforeTime(Date.from(Instant.now().plusSeconds(6000)))
					.build());
	}

	public String byAnotherKey() {
		return signed(rsa(), claims("alice", Instant.now().plusSeconds(60)).build());
	}

	public String withoutSignature() {
		return new PlainJWT(claims("alice", Instant.now().plusSeconds(60)).build()).serialize();
	}

	/**
	 * Signed with the public key as if that were a shared secret.
	 */
	public String byThePublicKey() {
		try {
			SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256),
					claims("alice", Instant.now().plusSeconds(60)).build());
			jwt.sign(new MACSigner(this.key.toRSAPublicKey().getEncoded()));
			return jwt.serialize();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A good token of bob's, with alice's name put in.
	 */
	public String changed() {
		String[] parts = of("bob").split("\\.");
		return parts[0] + "." + of("alice").split("\\.")[1] + "." + parts[2];
	}

	private static JWTClaimsSet.Builder claims(String user, Instant end) {
		return new JWTClaimsSet.Builder().subject(user)
			.issuer(ISSUER)
			.claim("scope", "chat")
			.expirationTime(Date.from(end));
	}

	private static String signed(RSAKey key, JWTClaimsSet claims) {
		try {
			SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims);
			jwt.sign(new RSASSASigner(key));
			return jwt.serialize();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static RSAKey rsa() {
		try {
			return new RSAKeyGenerator(2048).generate();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
