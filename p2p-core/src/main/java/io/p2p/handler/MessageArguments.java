package io.p2p.handler;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;

import io.p2p.peer.PeerMessage;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.room.Room;

/**
 * Arguments that are the whole event: as it came, or with its payload read.
 */
final class MessageArguments implements ArgumentResolver {

	private final Payloads payloads;

	private final PayloadTypes types;

	MessageArguments(Payloads payloads, PayloadTypes types) {
		this.payloads = payloads;
		this.types = types;
	}

	@Override
	public @Nullable Argument resolve(MethodParameter parameter) {
		Class<?> type = parameter.getNestedParameterType();
		if (type == RawMessage.class) {
			return CallContext::message;
		}
		if (type != PeerMessage.class) {
			return null;
		}
		ResolvableType payload = ResolvableType.forType(Payloads.type(parameter)).getGeneric(0);
		boolean any = payload.resolve(Object.class) == Object.class || payload.resolve() == Void.class;
		if (!any) {
			this.types.checkReadable(payload.getType());
		}
		Argument first = this.payloads.argument(parameter, any ? Object.class : payload.getType(), 0);
		return new PeerMessageArgument(first, payload.resolve() == Void.class, any);
	}

	private record PeerMessageArgument(Argument payload, boolean none, boolean mayBeMissing) implements Argument {

		@Override
		@SuppressWarnings("NullAway") // T may be nullable, which is not followed
		public Object get(CallContext context) throws Exception {
			Object value = this.none ? null : this.payload.get(context);
			if (value == null && !this.mayBeMissing) {
				throw this.payload.missing();
			}
			Room room = context.room();
			return new PeerMessage<>(context.message().event(), value, context.peer(),
					(room != null) ? room.name() : null, context.message().size());
		}

		@Override
		public RefusedException missing() {
			return this.payload.missing();
		}

	}

}
