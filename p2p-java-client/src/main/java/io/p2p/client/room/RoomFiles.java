package io.p2p.client.room;

import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.p2p.client.file.FileEvents;
import io.p2p.client.file.FileOutput;
import io.p2p.client.file.PeerFile;
import io.p2p.client.file.ReceivedFiles;
import io.p2p.client.file.SentFiles;
import io.p2p.client.loop.Loop;
import io.p2p.client.mesh.Mesh;
import io.p2p.client.relay.Relay;
import io.p2p.client.wire.EncodedEvent;
import io.p2p.client.wire.ReceivedEvent;

/**
 * The files and streams of a room, whose bytes go by answers to nobody's question. Used
 * in its loop.
 *
 * @since 0.1.0
 */
public final class RoomFiles implements FileOutput {

	private final Outbox outbox;

	private final SentFiles sent;

	private final ReceivedFiles received;

	private Relay relay;

	private Mesh mesh;

	/**
	 * Create it, without files.
	 * @param loop the loop of the room
	 * @param outbox sends what is said about them
	 * @param events is told what becomes of them
	 * @param awaited told around a wait of a reader, with whether it begins
	 */
	@SuppressWarnings("NullAway.Init") // connect() follows
	public RoomFiles(Loop loop, Outbox outbox, FileEvents events, Consumer<Boolean> awaited) {
		this.outbox = outbox;
		this.sent = new SentFiles(loop, this, events);
		this.received = new ReceivedFiles(loop, this, events, awaited);
	}

	/**
	 * Set where it goes.
	 * @param its the relay of the room
	 * @param members the mesh of the room
	 */
	public void connect(Relay its, Mesh members) {
		this.relay = its;
		this.mesh = members;
	}

	/**
	 * An event is about to be sent.
	 * @param message the event
	 * @param peers who may ask for its files
	 */
	public void offer(EncodedEvent message, List<String> peers) {
		String event = (message.event() != null) ? message.event() : "";
		message.sources().forEach((source) -> this.sent.offer(source, event, peers));
	}

	/**
	 * Give an event the files that it describes.
	 * @param from who has sent it
	 * @param event the event
	 * @param wanted whether anybody listens to it
	 * @return the event with its files
	 * @throws IllegalArgumentException if the descriptions mean nothing, or are too many
	 */
	public ReceivedEvent receive(String from, ReceivedEvent event, boolean wanted) {
		JsonNode descriptions = event.descriptions();
		if (descriptions == null) {
			return event;
		}
		String name = (event.event() != null) ? event.event() : "";
		List<PeerFile> files = this.received.receive(from, name, descriptions);
		if (!wanted) {
			files.forEach(PeerFile::cancel);
		}
		return event.with(files);
	}

	/**
	 * Something about a file has come.
	 * @param from who has sent it
	 * @param message the message
	 * @param arguments its arguments, read
	 */
	public void take(String from, ReceivedEvent message, JsonNode arguments) {
		String what = arguments.path(3).asString("");
		if (what.equals("more") || what.equals("cancel")) {
			this.sent.take(from, message.ack(), what, arguments.path(4).asLong(0));
		}
		else {
			byte[] bytes = message.binaries().isEmpty() ? null : message.binaries().get(0);
			this.received.take(from, message.ack(), what, bytes);
		}
	}

	/**
	 * A peer has gone, or this client has left the room.
	 * @param peer its id, {@code null} for all
	 */
	public void gone(@Nullable String peer) {
		this.sent.gone(peer);
		this.received.gone(peer);
	}

	@Override
	public void say(String peer, long id, String what, @Nullable Object value) {
		if (this.outbox.state() == RoomState.JOINED && this.mesh.member(peer) != null) {
			this.outbox.send(EncodedEvent.aboutFile(id, what, value), peer);
		}
	}

	@Override
	public int chunkBytes() {
		return this.relay.chunkBytes();
	}

}
