package io.p2p.handler;

import java.util.Map;

import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.support.HeaderMethodArgumentResolver;
import org.springframework.util.StringUtils;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.RefusedException;

/**
 * Arguments with {@code @Header}, of which there are four: asking for another one stops
 * the start.
 */
final class HeaderArguments extends HeaderMethodArgumentResolver {

	static final String NO_ROOM = "The server's handler needs a room";

	private static final ConversionService CONVERSION = DefaultConversionService.getSharedInstance();

	private static final Map<String, Class<?>> HEADERS = Map.of(PeerMessageHeaders.EVENT, String.class,
			PeerMessageHeaders.ROOM_NAME, String.class, PeerMessageHeaders.EVENT_ID, String.class,
			PeerMessageHeaders.SIZE, Long.class);

	HeaderArguments() {
		super(CONVERSION, null);
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		Header header = parameter.getParameterAnnotation(Header.class);
		if (header == null) {
			return false;
		}
		String name = StringUtils.hasText(header.name()) ? header.name() : parameter.getParameterName();
		Class<?> source = HEADERS.getOrDefault(String.valueOf(name), Void.class);
		Class<?> target = parameter.nestedIfOptional().getNestedParameterType();
		if ((source == Long.class) ? !CONVERSION.canConvert(source, target) : !target.isAssignableFrom(source)) {
			throw new InvalidHandlerException("there is no header '" + name
					+ "' of this type: there are the strings 'event', 'room' and 'eventId', and 'size', a number",
					"Take one of these headers.");
		}
		return true;
	}

	// only the room and the id are ever missing
	@Override
	protected void handleMissingValue(String name, MethodParameter parameter, Message<?> message) {
		if (name.equals(PeerMessageHeaders.EVENT_ID)) {
			throw new RefusedException(ErrorCode.BAD_REQUEST, "The server's handler needs an event with an id");
		}
		throw new RefusedException(ErrorCode.NOT_A_MEMBER, NO_ROOM);
	}

}
