package io.p2p.handler;

import java.lang.reflect.Method;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.HandlerMethod;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.messaging.support.MessageBuilder;

import io.p2p.peer.Peer;
import io.p2p.peer.RawMessage;
import io.p2p.room.Room;

/**
 * One method that handles events, ready to be called.
 */
final class PeerMessageHandlerMethod {

	static final String PEER = "p2p_peer";

	static final String ROOM = "p2p_room";

	private final String event;

	private final InvocableHandlerMethod method;

	PeerMessageHandlerMethod(String event, Object bean, Method method, List<HandlerMethodArgumentResolver> resolvers) {
		this.event = event;
		HandlerMethodArgumentResolverComposite composite = new HandlerMethodArgumentResolverComposite();
		composite.addResolvers(resolvers);
		this.method = new InvocableHandlerMethod(new HandlerMethod(bean, method));
		this.method.setMessageMethodArgumentResolvers(composite);
	}

	/**
	 * Call the method.
	 * @return what it returned
	 * @throws Exception what it threw, or an argument that cannot be had
	 */
	@Nullable Object invoke(Peer sender, Room room, RawMessage message) throws Exception {
		Message<RawMessage> wrapped = MessageBuilder.withPayload(message)
			.setHeader(PEER, sender)
			.setHeader(ROOM, room)
			.build();
		return this.method.invoke(wrapped);
	}

	/**
	 * A call of the method.
	 */
	PeerHandlerCall call(Peer sender, Room room, RawMessage message) {
		String name = this.method.getBeanType().getSimpleName() + "#" + this.method.getMethod().getName();
		return new PeerHandlerCall(sender, room, message, this.event, name);
	}

	@Override
	public String toString() {
		return this.method.getShortLogMessage();
	}

}
