package io.p2p.socketio;

import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tests of conformance can fail: netty-socketio's own pipeline, with the same
 * listeners, holds seven of the 33 clauses. It does not
 * <ul>
 * <li>tell the {@code maxPayload}, or know an unknown version or method from its
 * own,</li>
 * <li>wait for CONNECT before it calls the listeners, nor refuse what it does not
 * know,</li>
 * <li>end a session for want of pongs, by request or for an invalid packet,</li>
 * <li>end polling with the upgrade,</li>
 * <li>keep binaries from becoming text where the type of an argument is open.</li>
 * </ul>
 */
class StockPipelineTests {

	@Test
	void whenServerHasTheStockPipelineThenItHoldsOnlyTheseClauses() {
		Events tests = EngineTestKit.engine("junit-jupiter")
			.selectors(DiscoverySelectors.selectClass(EngineConformanceTests.class),
					DiscoverySelectors.selectClass(SocketConformanceTests.class))
			.configurationParameter(ProtocolServer.STOCK, "true")
			// most fail by waiting in vain
			.configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
			.configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
			.configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
			.configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "8")
			.execute()
			.testEvents();
		assertThat(names(tests.succeeded())).containsExactlyInAnyOrder(
				"whenPollingBeginsWithoutAKnownTransportThenItIsRefused",
				"whenWebSocketBeginsWithoutAKnownTransportThenItIsRefused",
				"whenPollingIsUpgradedThenPacketsGoByWebSocket", "whenUpgradedThenThereIsNoOtherWebSocketInTheSession",
				"whenClientDisconnectsFromAnotherNamespaceThenTheMainOneGoesOn",
				"whenEventIsTextThenItsArgumentsComeBack",
				"whenEventWantsAnAcknowledgementThenItsArgumentsAreAcknowledged");
		assertThat(names(tests.failed())).hasSize(26);
	}

	private static Set<String> names(Events tests) {
		return tests.stream()
			.map((event) -> (MethodSource) event.getTestDescriptor().getSource().orElseThrow())
			.map(MethodSource::getMethodName)
			.collect(Collectors.toSet());
	}

}
