package io.p2p.socketio.netty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.corundumstudio.socketio.AckCallback;
import com.corundumstudio.socketio.AuthTokenResult;
import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.namespace.Namespace;
import com.corundumstudio.socketio.protocol.EngineIOVersion;
import com.corundumstudio.socketio.protocol.Event;
import com.corundumstudio.socketio.protocol.JsonSupport;
import com.corundumstudio.socketio.protocol.Packet;
import com.corundumstudio.socketio.protocol.PacketType;
import com.corundumstudio.socketio.transport.NamespaceClient;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.Unpooled;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.RawJson;
import io.p2p.peer.RawMessage;
import io.p2p.peer.RefusedException;
import io.p2p.relay.queue.Reply;
import io.p2p.socketio.SocketPacket;

/**
 * One namespace of netty-socketio's API: calls the listeners that the application has
 * registered there, and encodes the packets that it sends.
 */
final class ListenedNamespace {

	private static final Logger logger = LoggerFactory.getLogger(ListenedNamespace.class);

	private final Namespace namespace;

	private final Configuration configuration;

	private final Acknowledgements acks;

	private final Namespace waitingRoom;

	private final NamespaceState state;

	ListenedNamespace(Namespace namespace, Configuration configuration, Acknowledgements acks) {
		this.namespace = namespace;
		this.configuration = configuration;
		this.acks = acks;
		this.waitingRoom = new WaitingRoom(namespace.getName(), configuration);
		this.state = new NamespaceState(namespace);
	}

	Configuration configuration() {
		return this.configuration;
	}

	Acknowledgements acks() {
		return this.acks;
	}

	/**
	 * The clients and listeners of the namespace.
	 */
	NamespaceState state() {
		return this.state;
	}

	/**
	 * Read the auth object of a client's CONNECT.
	 * @throws RefusedException if the application's JSON mapping cannot read it
	 */
	Map<?, ?> readAuth(RawJson auth) {
		return read(InlinedJson.of(auth.bytes(), List.of()), Map.class);
	}

	/**
	 * Ask the application whether a client may connect. The client is not registered
	 * anywhere until it may.
	 */
	AuthTokenResult authorize(NettyClient client) {
		try {
			return this.namespace.onAuthData(new NamespaceClient(client, this.waitingRoom),
					client.getHandshakeData().getAuthToken());
		}
		catch (RefusedException ex) {
			return new AuthTokenResult(false, ex);
		}
		catch (RuntimeException ex) {
			logger.warn("A client is refused because a listener failed", ex);
			return new AuthTokenResult(false, "The server could not decide");
		}
	}

	/**
	 * Add a client to the namespace: broadcasts reach it from now on.
	 */
	void register(NettyClient client) {
		client.addNamespaceClient(this.namespace);
	}

	void connected(NettyClient client) {
		this.namespace.onConnect(client.getChildClient(this.namespace));
	}

	void pinged(NettyClient client) {
		this.namespace.onPing(client.getChildClient(this.namespace));
	}

	void ponged(NettyClient client) {
		this.namespace.onPong(client.getChildClient(this.namespace));
	}

	/**
	 * Remove a client from the namespace and its rooms.
	 */
	void remove(NettyClient client, String reason) {
		client.getStore().set(SocketIoAttributes.DISCONNECT_REASON, reason);
		this.state.remove(client.getChildClient(this.namespace));
	}

	/**
	 * Whether an event has listeners, as far as the JSON mapping tells.
	 */
	boolean listensTo(String event) {
		return !(this.configuration.getJsonSupport() instanceof ListenedEvents events)
				|| events.contains(this.namespace.getName(), event);
	}

	/**
	 * Call the listeners of an event.
	 * @param reply answers the client if the listener fails without having acknowledged
	 * the event
	 * @throws RefusedException if the arguments do not fit the listener
	 */
	void event(NettyClient client, RawMessage message, long ackId, Reply reply) {
		Packet packet = new Packet(PacketType.MESSAGE, EngineIOVersion.V4);
		packet.setAckId((ackId != SocketPacket.NO_ACK) ? ackId : null);
		NamespaceClient sender = client.getChildClient(this.namespace);
		Event event = read(InlinedJson.of(PeerMessageCodec.PROTOCOL.join(message), message.attachments()), Event.class);
		ListenerAnswer answer = new ListenerAnswer(packet, sender);
		Throwable failure;
		try {
			this.namespace.onEvent(sender, event.getName(), event.getArgs(), answer);
			failure = client.takeFailure();
		}
		catch (RuntimeException | Error ex) {
			// an Error, or the application's ExceptionListener has failed
			logger.warn("A listener failed", ex);
			failure = Objects.requireNonNullElse(client.takeFailure(), ex);
		}
		if (failure != null && answer.giveInstead()) {
			reply.refuse((failure instanceof RefusedException refused) ? refused
					: new RefusedException(ErrorCode.HANDLER_FAILED, "The server's listener did not take the event"));
		}
	}

	/**
	 * Call the callback of the event that a client acknowledges.
	 */
	void acknowledged(NettyClient client, SocketPacket ack) {
		AckCallback<?> callback = this.acks.manager().getCallback(client.getSessionId(), ack.ackId());
		if (callback == null) {
			return;
		}
		Packet packet = new Packet(PacketType.MESSAGE, EngineIOVersion.V4);
		packet.setSubType(PacketType.ACK);
		packet.setAckId(ack.ackId());
		InlinedJson json = InlinedJson.of(ack.payload(), ack.attachments());
		try (ByteBufInputStream in = new ByteBufInputStream(Unpooled.wrappedBuffer(json.bytes()))) {
			packet.setData(((json() instanceof ListenedEvents events) ? events.readAckArgs(json, callback)
					: json().readAckArgs(in, callback))
				.getArgs());
		}
		catch (IOException ex) {
			throw unexpectedShape();
		}
		this.acks.manager().onAck(client.getChildClient(this.namespace), packet);
	}

	/**
	 * Encode an event or acknowledgement. The packet may be shared with other recipients
	 * and is left as it is.
	 */
	SocketPacket encode(Packet packet) {
		boolean isEvent = packet.getSubType() == PacketType.EVENT;
		List<Object> content = new ArrayList<>();
		if (isEvent) {
			content.add(packet.getName());
		}
		List<Object> data = packet.getData();
		if (data != null) {
			content.addAll(data);
		}
		JsonSupport json = json();
		ByteBuf out = Unpooled.buffer();
		try (ByteBufOutputStream stream = new ByteBufOutputStream(out)) {
			json.writeValue(stream, content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		byte[] payload = new byte[out.readableBytes()];
		out.readBytes(payload);
		Long ackId = packet.getAckId();
		String name = this.namespace.getName().isEmpty() ? "/" : this.namespace.getName();
		return new SocketPacket(isEvent ? io.p2p.socketio.PacketType.EVENT : io.p2p.socketio.PacketType.ACK, name,
				(ackId != null) ? ackId : SocketPacket.NO_ACK, payload, List.copyOf(json.getArrays()));
	}

	private <T> T read(InlinedJson json, Class<T> type) {
		String name = this.namespace.getName();
		try (ByteBufInputStream in = new ByteBufInputStream(Unpooled.wrappedBuffer(json.bytes()))) {
			return (json() instanceof ListenedEvents events) ? events.readValue(name, json, type)
					: json().readValue(name, in, type);
		}
		catch (IOException ex) {
			throw unexpectedShape();
		}
	}

	// Not the namespace's own: that logs what a client has sent if it cannot be read.
	private JsonSupport json() {
		JsonSupport configured = this.configuration.getJsonSupport();
		return (configured != null) ? configured : this.namespace.getJsonSupport();
	}

	// the mapper's message would quote what the client has sent
	private static RefusedException unexpectedShape() {
		return new RefusedException(ErrorCode.BAD_REQUEST, "The arguments do not have the shape that is listened for");
	}

	/**
	 * Stands in for the namespace until the application has let a client in: the
	 * constructor of NamespaceClient registers the client in its namespace.
	 */
	private static final class WaitingRoom extends Namespace {

		WaitingRoom(String name, Configuration configuration) {
			super(name, configuration);
		}

		@Override
		public void addClient(SocketIOClient client) {
			// not registered before it is let in
		}

	}

}
