package io.p2p.handler;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.util.ClassUtils;
import org.springframework.util.NumberUtils;
import org.springframework.util.StringUtils;

/**
 * Arguments with {@code @Header}: the name and the size of the event, and the name of its
 * room.
 */
final class HeaderArguments implements ArgumentResolver {

	@Override
	public @Nullable Argument resolve(MethodParameter parameter) {
		Header header = parameter.getParameterAnnotation(Header.class);
		if (header == null) {
			return null;
		}
		String name = StringUtils.hasText(header.name()) ? header.name() : parameter.getParameterName();
		Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(parameter.getNestedParameterType());
		if (PeerMessageHeaders.EVENT.equals(name) && type.isAssignableFrom(String.class)) {
			return (context) -> context.message().event();
		}
		if (PeerMessageHeaders.ROOM_NAME.equals(name) && type.isAssignableFrom(String.class)) {
			return (context) -> (context.room() != null) ? context.room().name() : null;
		}
		if (PeerMessageHeaders.SIZE.equals(name)) {
			return size(type);
		}
		throw new InvalidHandlerException(
				"there is no header '" + name
						+ "' of this type: there are the strings 'event' and 'room', and 'size', a number",
				"Take one of these headers.");
	}

	private static Argument size(Class<?> type) {
		if (type == String.class) {
			return (context) -> Long.toString(context.message().size());
		}
		Class<? extends Number> number = (Number.class.isAssignableFrom(type) && type != Number.class)
				? type.asSubclass(Number.class) : Long.class;
		return (context) -> NumberUtils.convertNumberToTargetClass(context.message().size(), number);
	}

}
