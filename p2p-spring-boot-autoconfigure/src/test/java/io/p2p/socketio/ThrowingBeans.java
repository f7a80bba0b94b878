package io.p2p.socketio;

import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import io.p2p.annotation.PeerMessageHandler;
import io.p2p.handler.PeerHandlerCall;
import io.p2p.handler.PeerHandlerInterceptor;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.relay.RelayListener;
import io.p2p.relay.RelayObserver;
import io.p2p.relay.RelayOutcome;
import io.p2p.room.PeerJoinedEvent;
import io.p2p.room.Removal;
import io.p2p.room.Room;
import io.p2p.room.RoomListener;
import io.p2p.room.RoomMember;
import io.p2p.signaling.LinkObserver;

/**
 * Beans of an application that throw whatever they are told.
 */
@Configuration(proxyBeanMethods = false)
class ThrowingBeans {

	final Queue<String> joined = new ConcurrentLinkedQueue<>();

	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	Listener listener() {
		return new Listener();
	}

	@Bean
	@Order(1)
	First first() {
		return new First();
	}

	@Bean
	@Order(2)
	Second second() {
		return new Second();
	}

	@Bean
	RelayObserver relayObserver() {
		return () -> {
			throw new IllegalStateException("no time");
		};
	}

	@Bean
	LinkObserver linkObserver() {
		return (opened, time) -> {
			throw new AssertionError("no link " + Duration.ZERO);
		};
	}

	@Bean
	PeerHandlerInterceptor interceptor() {
		return new Interceptor();
	}

	@EventListener
	void on(PeerJoinedEvent event) {
		this.joined.add(event.room().name());
		throw new AssertionError("not told");
	}

	@EventListener
	void on(AvailabilityChangeEvent<ReadinessState> event) {
		if (event.getState() == ReadinessState.REFUSING_TRAFFIC) {
			throw new IllegalStateException("not ready for this");
		}
	}

	@PeerMessageHandler(event = "intercepted.*", relay = false)
	int intercepted() {
		return 7;
	}

	static class Listener implements RoomListener {

		final Set<String> told = ConcurrentHashMap.newKeySet();

		private void fail(String what) {
			this.told.add(what);
			throw new IllegalStateException(what);
		}

		@Override
		public void opened(Room room) {
			fail("opened");
		}

		@Override
		public void closed(Room room) {
			fail("closed");
		}

		@Override
		public void joined(Room room, RoomMember member) {
			fail("joined");
		}

		@Override
		public void left(Room room, RoomMember member) {
			this.told.add("left");
			throw new AssertionError("left");
		}

		@Override
		public void removed(Room room, RoomMember member, Removal removal) {
			fail("removed");
		}

		@Override
		public void updated(Room room, RoomMember member) {
			fail("updated");
		}

		@Override
		public void linksChanged(Room room, Set<PeerId> changed) {
			fail("links");
		}

	}

	static class First implements RelayListener {

		@Override
		public boolean handles(String event) {
			if (event.equals("handles-throws")) {
				throw new IllegalStateException(event);
			}
			return event.startsWith("message-");
		}

		@Override
		public boolean answers(String event) {
			return true;
		}

		@Override
		public CompletionStage<? extends RelayOutcome> onMessage(Peer sender, @Nullable Room room, RawMessage message,
				long number) {
			if (message.event().equals("message-null")) {
				return null;
			}
			throw new AssertionError(message.event());
		}

		@Override
		public void onAnswer(Peer sender, long question, RawMessage answer) {
			throw new IllegalStateException("no answer");
		}

	}

	static class Second implements RelayListener {

		final Queue<Long> answers = new ConcurrentLinkedQueue<>();

		@Override
		public boolean handles(String event) {
			return false;
		}

		@Override
		public CompletionStage<? extends RelayOutcome> onMessage(Peer sender, @Nullable Room room, RawMessage message,
				long number) {
			throw new IllegalStateException();
		}

		@Override
		public void onAnswer(Peer sender, long question, RawMessage answer) {
			this.answers.add(question);
		}

	}

	static class Interceptor implements PeerHandlerInterceptor {

		@Override
		public CompletionStage<@Nullable Object> intercept(PeerHandlerCall call,
				Supplier<CompletionStage<@Nullable Object>> next) {
			return switch (call.message().event()) {
				case "intercepted.null" -> null;
				case "intercepted.refusal" -> throw new IllegalStateException("not now");
				default -> next.get();
			};
		}

		@Override
		public @Nullable RefusedException refusal(PeerHandlerCall call, Throwable failure) {
			throw new IllegalStateException("nothing to say");
		}

	}

}
