package io.p2p.autoconfigure;

import java.util.List;

import com.corundumstudio.socketio.SocketIOChannelInitializer;
import com.corundumstudio.socketio.SocketIOServer;
import com.corundumstudio.socketio.namespace.Namespace;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.util.ClassUtils;

import io.p2p.ice.IceServer;
import io.p2p.relay.RelayHeader;
import io.p2p.signaling.IceAnswer;
import io.p2p.signaling.JoinRequest;
import io.p2p.signaling.OffersRequest;
import io.p2p.signaling.SignalRequest;
import io.p2p.signaling.UpdateRequest;
import io.p2p.signaling.Welcome;

/**
 * Registers what native images access by reflection: the records that go over the wire as
 * JSON, and private fields of netty-socketio (its timers, and the state of a namespace).
 */
class P2pRuntimeHints implements RuntimeHintsRegistrar {

	private static final List<Class<?>> WIRE = List.of(IceAnswer.class, IceServer.class, JoinRequest.class,
			OffersRequest.class, OffersRequest.Offer.class, RelayHeader.class, SignalRequest.class, UpdateRequest.class,
			Welcome.class);

	// by name, as not all of them are visible from here
	private static final List<String> HIDDEN_WIRE = List.of("io.p2p.socketio.session.SessionRequest",
			"io.p2p.socketio.peer.GivenUp$Header");

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		if (!ClassUtils.isPresent("com.corundumstudio.socketio.SocketIOServer", classLoader)) {
			return;
		}
		BindingReflectionHintsRegistrar binding = new BindingReflectionHintsRegistrar();
		WIRE.forEach((type) -> binding.registerReflectionHints(hints.reflection(), type));
		HIDDEN_WIRE.forEach((name) -> binding.registerReflectionHints(hints.reflection(),
				ClassUtils.resolveClassName(name, classLoader)));
		// called by Spring's conversion of a property's text to an IceServer
		hints.reflection().registerType(IceServer.class, MemberCategory.INVOKE_PUBLIC_METHODS);
		hints.reflection()
			.registerType(SocketIOServer.class, (type) -> type.withField("pipelineFactory"))
			.registerType(SocketIOChannelInitializer.class, (type) -> type.withField("scheduler"))
			.registerType(Namespace.class,
					(type) -> List
						.of("allClients", "connectListeners", "disconnectListeners", "pingListeners", "pongListeners",
								"authDataInterceptors")
						.forEach(type::withField));
		hints.resources().registerPattern(KnownProperties.METADATA);
	}

}
