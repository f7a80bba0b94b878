package io.p2p.metrics;

import java.util.regex.Pattern;

import io.micrometer.observation.transport.ReceiverContext;
import org.jspecify.annotations.Nullable;

import io.p2p.peer.Peer;
import io.p2p.peer.RawMessage;
import io.p2p.room.Room;

/**
 * The observation context of a call of a handler method. Its carrier is the event, whose
 * {@code traceparent} may name a trace (W3C Trace Context).
 *
 * @since 0.1.0
 */
public class PeerHandlerObservationContext extends ReceiverContext<RawMessage> {

	private static final String TRACEPARENT = "traceparent";

	// W3C Trace Context: ids of zeros only and version ff are invalid
	private static final Pattern VALID = Pattern
		.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

	private final Peer sender;

	private final @Nullable Room room;

	private final RawMessage message;

	private final String event;

	private final String method;

	private volatile boolean ended;

	/**
	 * Create a context.
	 * @param sender the sender of the event
	 * @param room the room of the event, {@code null} if the event is of none
	 * @param message the event
	 * @param event the event's name, or the pattern for it, as in the handler's
	 * annotation
	 * @param method the handler, as {@code Class#method}
	 */
	public PeerHandlerObservationContext(Peer sender, @Nullable Room room, RawMessage message, String event,
			String method) {
		super((carrier, key) -> TRACEPARENT.equalsIgnoreCase(key) ? traceparent(carrier) : null);
		setCarrier(message);
		this.sender = sender;
		this.room = room;
		this.message = message;
		this.event = event;
		this.method = method;
	}

	// checked, as peers may send anything and some tracers fail on invalid values
	private static @Nullable String traceparent(RawMessage message) {
		String claimed = message.traceparent();
		return (claimed != null && VALID.matcher(claimed).matches()) ? claimed : null;
	}

	/**
	 * The sender of the event.
	 * @return the sender
	 */
	public Peer sender() {
		return this.sender;
	}

	/**
	 * The room of the event.
	 * @return the room, {@code null} if the event is of none
	 */
	public @Nullable Room room() {
		return this.room;
	}

	/**
	 * The event as it was received.
	 * @return the event
	 */
	public RawMessage message() {
		return this.message;
	}

	/**
	 * The event's name, or the pattern for it, as in the handler's annotation: few
	 * values, whatever peers send.
	 * @return the name or the pattern
	 */
	public String event() {
		return this.event;
	}

	/**
	 * The handler.
	 * @return its class and method, as {@code Class#method}
	 */
	public String method() {
		return this.method;
	}

	/**
	 * Whether the call has ended, perhaps with a {@link #getError() failure}.
	 * @return {@code false} while the call goes on
	 */
	public boolean isEnded() {
		return this.ended;
	}

	void ended() {
		this.ended = true;
	}

}
