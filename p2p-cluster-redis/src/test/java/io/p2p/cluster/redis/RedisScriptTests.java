package io.p2p.cluster.redis;

import java.util.Arrays;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The scripts as resources.
 */
class RedisScriptTests {

	@Test
	void scriptsAreInNativeImages() {
		RuntimeHints hints = new RuntimeHints();
		SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
			.load(RuntimeHintsRegistrar.class)
			.stream()
			.filter(RedisScriptHints.class::isInstance)
			.forEach((registrar) -> registrar.registerHints(hints, getClass().getClassLoader()));
		assertThat(Arrays.stream(RedisScript.values())
			.map((script) -> "io/p2p/cluster/redis/" + script.name().toLowerCase(Locale.ROOT) + ".lua")).isNotEmpty()
			.allMatch((file) -> RuntimeHintsPredicates.resource().forResource(file).test(hints));
	}

}
