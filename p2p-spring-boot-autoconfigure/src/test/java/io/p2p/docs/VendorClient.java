package io.p2p.docs;

import java.time.Duration;
import java.util.List;

/**
 * Stands for the HTTP client of a vendor.
 */
class VendorClient {

	Token token(String user, Duration lifetime) {
		return new Token(List.of("turn:vendor.example.org"), user, "p" + lifetime);
	}

	record Token(List<String> urls, String username, String password) {

	}

}
