package io.p2p.ice;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What goes to browsers as an ICE server, and what does not.
 */
class IceServerTests {

	@ParameterizedTest
	@ValueSource(strings = { "stun:stun.example.org", "stuns:stun.example.org:5349", "turn:turn.example.org",
			"turn:192.0.2.1:3478?transport=udp", "stun:[::ffff:192.0.2.1]", "stun:1.example.org",
			"turns:[2001:db8::1]:443?transport=tcp", "turn:turn_1" })
	void whatABrowserTakesIsTaken(String url) {
		IceServer server = new IceServer(List.of(url), "u", "c");
		server.check();
		assertThat(server.urls()).containsExactly(url);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "turn:", "turn://turn.example.org", "http://x", "turn.example.org", "turn:x:0",
			"turn:x:65536", "turn:x:port", "turn:x?transport=sctp", "stun:x?transport=udp", "turn:u@x", "turn:a b",
			"turn:[x]", " turn:x", "stun:[1:2]", "stun:[....]", "stun:999.1.1.1", "stun:1.2.3", "stun:1.2.3.4.5" })
	void whatABrowserDoesNotTakeIsRefused(String url) {
		assertThatIllegalArgumentException().isThrownBy(() -> new IceServer(List.of(url), "u", "c").check())
			.withMessageContaining("'" + url + "' is no ICE server URL");
		assertThat(TurnCredentials.isTurnUri(url)).isFalse();
	}

	@Test
	void aTurnServerNeedsCredentialsAndAStunServerDoesNot() {
		assertThat(IceServer.stun("stun:a", "stuns:b").username()).isNull();
		assertThatIllegalArgumentException().isThrownBy(() -> IceServer.stun("stun:a", "turn:b"))
			.withMessageContaining("needs a username and a credential");
		assertThatIllegalArgumentException().isThrownBy(() -> new IceServer(List.of(), null, null).check());
	}

	@Test
	void aLifetimeIsPositive() {
		assertThatIllegalArgumentException().isThrownBy(() -> new IceSettings(List.of(), Duration.ZERO));
	}

	@Test
	void credentialsAreThoseOfTheDraft() {
		Clock clock = Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);
		IceServer server = new TurnCredentials("north", Duration.ofHours(1), clock).issue(List.of("turn:x"), "peer-1");
		assertThat(server.username()).isEqualTo("1700003600:peer-1");
		assertThat(server.credential()).isEqualTo("NvjBQ02+UKUcIZyEMLqm6ysgGjw=");
		assertThat(server.toString()).isEqualTo("IceServer[turn:x]");
	}

}
