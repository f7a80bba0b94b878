package io.p2p.client.session;

import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.wire.Failure;
import io.p2p.client.wire.Fields;
import io.p2p.client.wire.ServerEvent;

/**
 * What a room hears from the session that it shares with other rooms.
 *
 * @since 0.1.0
 */
public interface RoomListener {

	/**
	 * What the room asks for to be let in.
	 * @return the argument of {@code p2p:join}; {@code null} if it is in already, or does
	 * not want to be
	 */
	@Nullable ObjectNode request();

	/**
	 * There is a connection, with another session or, after a reconnect, with the same
	 * one: then what was sent meanwhile comes now.
	 * @param asked whether the connect has asked to be let in, and the answer is on its
	 * way
	 * @param resumed whether the session is the same
	 */
	void connected(boolean asked, boolean resumed);

	/**
	 * The server has answered what the connect asked for.
	 * @param answer a welcome, or an error
	 */
	void joined(Fields answer);

	/**
	 * The session is over: this client is in no room any more.
	 * @param lost what is lost with it
	 */
	void ended(Lost lost);

	/**
	 * The server sent an event of the protocol to this room.
	 * @param event the event
	 */
	void received(ServerEvent event);

	/**
	 * A volatile event has come, which neither end counts.
	 * @param header its first argument
	 * @param rest the arguments behind it, a JSON array
	 * @param binaries the binaries that they refer to
	 */
	void receivedVolatile(Fields header, byte[] rest, List<byte[]> binaries);

	/**
	 * The client could not connect. It tries again, unless it is closed.
	 * @param failure why
	 */
	void failed(Failure failure);

	/**
	 * Nobody connects the client any more, unless the application does.
	 * @param failure why
	 */
	void abandoned(Failure failure);

	/**
	 * An event of this room was given up, because it ended one connection after another.
	 * @param entry the event
	 * @param refused whether the server could not read it; else it is not known why the
	 * connections ended
	 */
	void gaveUp(Entry entry, boolean refused);

}
