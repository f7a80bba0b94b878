package io.p2p.support;

import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A browser as far as cookies go.
 */
public final class Browser {

	private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);

	private final HttpClient http = HttpClient.newBuilder().cookieHandler(this.cookies).build();

	private final String url;

	public Browser(TestServer server) {
		this.url = server.webUrl();
	}

	public String cookie() {
		return this.cookies.getCookieStore()
			.getCookies()
			.stream()
			.map((cookie) -> cookie.getName() + "=" + cookie.getValue())
			.findFirst()
			.orElseThrow();
	}

	public void login(String user) {
		assertThat(post("/login", "username=" + user + "&password=secret").headers().firstValue("location"))
			.hasValueSatisfying((location) -> assertThat(location).doesNotContain("error"));
	}

	public void logout() {
		post("/logout", "");
	}

	public String get(String path) {
		return send(HttpRequest.newBuilder(URI.create(this.url + path)).build()).body();
	}

	private HttpResponse<String> post(String path, String form) {
		return send(HttpRequest.newBuilder(URI.create(this.url + path))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(HttpRequest.BodyPublishers.ofString(form))
			.build());
	}

	private HttpResponse<String> send(HttpRequest request) {
		return this.http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join();
	}

}
