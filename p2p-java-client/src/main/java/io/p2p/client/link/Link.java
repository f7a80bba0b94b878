package io.p2p.client.link;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.loop.Timer;
import io.p2p.client.rtc.RtcChannel;
import io.p2p.client.stream.Channel;
import io.p2p.client.stream.Frame;
import io.p2p.client.wire.EncodedEvent;
import io.p2p.client.wire.Failure;
import io.p2p.client.wire.Json;

/**
 * What a room has on its connection with one peer: two data channels. Used in its loop.
 *
 * @since 0.1.0
 */
public final class Link {

	private final PeerConnection connection;

	private final LinkSettings settings;

	private final LinkEvents events;

	private final Timer timer;

	private final Heartbeat heartbeat;

	private final List<RtcChannel> channels = new ArrayList<>();

	private LinkState state = LinkState.OPENING;

	private @Nullable String pair;

	private @Nullable LinkChannel channel;

	private @Nullable VolatileChannel volatileChannel;

	// whether the other end is known to have this link as well
	private boolean shared;

	/**
	 * Open a link on a connection.
	 * @param connection the connection
	 * @param settings of its room
	 * @param events is told what happens
	 * @throws RuntimeException if there can be no channel
	 */
	public Link(PeerConnection connection, LinkSettings settings, LinkEvents events) {
		this.connection = connection;
		this.settings = settings;
		this.events = events;
		this.timer = new Timer(settings.loop());
		this.heartbeat = new Heartbeat(settings.loop(), settings.pingIntervalMs(), this::ping, this::interrupt);
	}

	/**
	 * Begin to open it.
	 */
	public void begin() {
		try {
			this.connection.attach(this);
		}
		catch (RuntimeException ex) {
			this.connection.detach(this);
			throw ex;
		}
		this.timer.start(this.settings.connectTimeoutMs(), () -> fail(null));
	}

	/**
	 * The connection that it is on.
	 * @return the connection
	 */
	public PeerConnection connection() {
		return this.connection;
	}

	/**
	 * How far it is.
	 * @return the state
	 */
	public LinkState state() {
		return this.state;
	}

	/**
	 * The channel for events.
	 * @return the channel; {@code null} while there is none
	 */
	public @Nullable Channel channel() {
		return this.channel;
	}

	String room() {
		return this.settings.room();
	}

	@Nullable String pair() {
		return this.pair;
	}

	boolean hasVolatileChannel() {
		return this.volatileChannel != null;
	}

	/**
	 * Send a volatile event, if there is room for it.
	 * @param number its number
	 * @param event the event
	 * @return whether the link is the way to go
	 */
	public boolean sendVolatile(long number, EncodedEvent event) {
		VolatileChannel its = this.volatileChannel;
		if (this.state != LinkState.OPEN || its == null || !its.isOpen()) {
			return false;
		}
		its.send(number, event);
		return true;
	}

	void take(RtcChannel taken, boolean isVolatile, String itsPair) {
		this.pair = itsPair;
		this.channels.add(taken);
		if (isVolatile) {
			this.volatileChannel = new VolatileChannel(taken, this.settings.loop(), this.events::receivedVolatile);
			return;
		}
		this.shared = itsPair.equals(PeerConnection.FIRST_PAIR) || !this.connection.isInitiator();
		this.channel = new LinkChannel(taken, this.settings.loop(), new ChannelEvents());
		follow();
	}

	boolean sendSignal(String offerId, ObjectNode signal) {
		return this.events.signal(offerId, signal);
	}

	void report(Failure failure) {
		this.events.report(failure.peer(this.connection.peerId()));
	}

	/**
	 * Has the state follow what WebRTC says of the connection and the channel.
	 */
	void follow() {
		boolean opening = this.state == LinkState.OPENING;
		LinkChannel its = this.channel;
		// the channel's own opening may be told before the connection's
		boolean connected = opening || this.connection.isConnected();
		if (this.state == LinkState.CLOSED || its == null || !its.isOpen() || !this.shared || !connected) {
			return;
		}
		its.limit(this.connection.maxMessageSize());
		this.heartbeat.forgive();
		this.timer.stop();
		if (opening) {
			// the end that has opened the channel waits for a sign that the other has it
			this.heartbeat.start(!PeerConnection.FIRST_PAIR.equals(this.pair) && !this.connection.isInitiator());
		}
		enter(LinkState.OPEN);
	}

	private void enter(LinkState next) {
		if (this.state != next) {
			this.state = next;
			this.events.changed(this);
		}
	}

	void interrupt() {
		if (this.state == LinkState.OPEN) {
			enter(LinkState.INTERRUPTED);
		}
	}

	/**
	 * The other end has closed the connection.
	 */
	public void ended() {
		// what has been opened for other rooms need not be opened for this one yet
		if (this.state == LinkState.OPENING && (this.channel != null || !this.connection.wasConnected())) {
			lose(new IllegalStateException("the other end could not open it"));
		}
		else {
			close(true);
		}
	}

	/**
	 * Close the link.
	 * @param tellsOther whether the other end is told, so that it need not find out by
	 * itself; not one that leaves
	 */
	public void close(boolean tellsOther) {
		if (this.state == LinkState.CLOSED) {
			return;
		}
		String offerId = this.connection.offerId();
		this.timer.stop();
		this.heartbeat.stop();
		if (this.connection.detach(this)) {
			if (tellsOther && offerId != null) {
				this.events.signal(offerId, Json.object().put("closed", true));
			}
		}
		else {
			this.channels.forEach(RtcChannel::close);
		}
		enter(LinkState.CLOSED);
	}

	void lose(@Nullable Throwable cause) {
		if (this.state != LinkState.CLOSED) {
			close(true);
			this.events.failed(cause);
		}
	}

	/**
	 * Close the link for a reason that the application is to hear.
	 * @param cause why
	 */
	public void fail(@Nullable Throwable cause) {
		// a connection that does not come about is none for the other rooms either
		if (this.connection.wasConnected()) {
			lose(cause);
		}
		else {
			this.connection.fail(cause);
		}
	}

	/**
	 * WebRTC cannot do what it was asked: a link that works goes on as it is.
	 */
	void refuse(Throwable cause) {
		if (this.state == LinkState.OPEN) {
			report(Failure.of("link-failed", "the link cannot be changed").cause(cause));
		}
		else {
			fail(cause);
		}
	}

	/**
	 * Its signs of life.
	 * @return the heartbeat
	 */
	public Heartbeat heartbeat() {
		return this.heartbeat;
	}

	private void ping() {
		if (this.channel != null && this.channel.isOpen()) {
			this.channel.send(Frame.PING, new long[] { 0 });
		}
		else {
			close(true);
		}
	}

	private final class ChannelEvents implements LinkChannel.Events {

		@Override
		public void opened() {
			follow();
		}

		@Override
		public void received(Frame frame) {
			Link its = Link.this;
			its.shared = true;
			if (its.state == LinkState.OPENING) {
				follow();
			}
			if (frame.type() == Frame.PING && its.channel != null) {
				its.channel.send(Frame.PONG, new long[] { frame.first() });
			}
			else if (frame.type() == Frame.PONG) {
				its.heartbeat.answered();
				if (its.state == LinkState.INTERRUPTED && !its.connection.isRecovering()) {
					enter(LinkState.OPEN);
				}
				its.events.measured();
			}
			else if (frame.type() != Frame.PING) {
				its.events.received(its, frame);
			}
		}

		@Override
		public void drained() {
			Link.this.events.drained();
		}

		@Override
		public void failed() {
			report(Failure.of("bad-message", "a peer sent a bad message"));
			fail(null);
		}

		@Override
		public void refused(Throwable cause) {
			fail(cause);
		}

		@Override
		public void closed() {
			close(true);
		}

	}

}
