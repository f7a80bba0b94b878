package io.p2p.handler;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

import io.p2p.peer.RawMessage;

/**
 * Resolves an event as it came.
 */
final class PeerMessageArgumentResolver implements HandlerMethodArgumentResolver {

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return parameter.getParameterType() == RawMessage.class;
	}

	@Override
	public Object resolveArgument(MethodParameter parameter, Message<?> message) {
		return message.getPayload();
	}

}
