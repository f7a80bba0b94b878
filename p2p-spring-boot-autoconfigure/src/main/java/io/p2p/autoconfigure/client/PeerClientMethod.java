package io.p2p.autoconfigure.client;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.MethodParameter;
import org.springframework.util.PatternMatchUtils;
import org.springframework.util.ReflectionUtils;

import io.p2p.annotation.EventArgument;
import io.p2p.client.P2pPeer;
import io.p2p.client.PeerEvent;
import io.p2p.client.Sender;

/**
 * A method that handles an event which a peer has heard.
 *
 * @param event the name of the event, or a pattern
 * @param method the method
 * @param bean its bean
 */
record PeerClientMethod(String event, Method method, Supplier<Object> bean) {

	private static final Logger logger = LoggerFactory.getLogger(PeerClientMethod.class);

	boolean handles(String name) {
		return PatternMatchUtils.simpleMatch(this.event, name);
	}

	/**
	 * Call the method, and answer with what it returns.
	 */
	void call(P2pPeer peer, PeerEvent heard) {
		Object result;
		try {
			Object target = this.bean.get();
			Method invocable = AopUtils.selectInvocableMethod(this.method, target.getClass());
			ReflectionUtils.makeAccessible(invocable);
			result = invocable.invoke(target, arguments(peer, heard));
		}
		catch (InvocationTargetException ex) {
			logger.error("{} failed on '{}'", this.method, heard.name(), ex.getTargetException());
			return;
		}
		catch (IllegalAccessException | RuntimeException ex) {
			logger.error("{} cannot be called for '{}' of {}", this.method, heard.name(), heard.sender().id(), ex);
			return;
		}
		heard.answer(result);
	}

	private @Nullable Object[] arguments(P2pPeer peer, PeerEvent heard) {
		@Nullable Object[] arguments = new @Nullable Object[this.method.getParameterCount()];
		int next = 0;
		for (int i = 0; i < arguments.length; i++) {
			MethodParameter parameter = new MethodParameter(this.method, i);
			Class<?> type = parameter.getParameterType();
			EventArgument named = parameter.getParameterAnnotation(EventArgument.class);
			if (type == PeerEvent.class) {
				arguments[i] = heard;
			}
			else if (type == Sender.class) {
				arguments[i] = heard.sender();
			}
			else if (type == P2pPeer.class) {
				arguments[i] = peer;
			}
			else {
				arguments[i] = argument(heard, parameter, (named != null) ? named.value() : next++);
			}
		}
		return arguments;
	}

	private static @Nullable Object argument(PeerEvent heard, MethodParameter parameter, int index) {
		MethodParameter value = parameter.nestedIfOptional();
		Type type = value.getNestedGenericParameterType();
		Object argument = heard.argument(index, type);
		if (argument == null && !parameter.isOptional()) {
			throw new IllegalArgumentException("The argument " + index + " is missing");
		}
		return (parameter.getParameterType() == Optional.class) ? Optional.ofNullable(argument) : argument;
	}

}
