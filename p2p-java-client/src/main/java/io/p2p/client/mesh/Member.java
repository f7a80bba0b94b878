package io.p2p.client.mesh;

import org.jspecify.annotations.Nullable;

import io.p2p.client.link.Link;
import io.p2p.client.link.LinkState;
import io.p2p.client.loop.Loop;
import io.p2p.client.loop.Timer;
import io.p2p.client.stream.Channel;
import io.p2p.client.stream.Frame;
import io.p2p.client.stream.Incoming;
import io.p2p.client.stream.IncomingTransfers;
import io.p2p.client.stream.Mode;
import io.p2p.client.stream.Outgoing;
import io.p2p.client.stream.RelayPath;
import io.p2p.client.stream.StreamPosition;
import io.p2p.client.stream.VolatileOrder;
import io.p2p.client.wire.EncodedEvent;
import io.p2p.client.wire.Failure;

/**
 * Another member of the room: what is known of it, and the streams from and to it. Used
 * in the loop of its room.
 *
 * @since 0.1.0
 */
public final class Member {

	private final Outgoing outgoing;

	private final Incoming incoming;

	private final VolatileOrder volatileOrder = new VolatileOrder();

	private final MemberEvents events;

	private MemberInfo info;

	private @Nullable IncomingTransfers receiver;

	// until another link is tried
	private final Timer retry;

	// the link, as long as it is not closed
	private @Nullable Link link;

	// whether a link was closed that is planned; another is tried later
	private boolean gaveUp;

	// how often in a row a link could not be opened or kept
	private int failures;

	// the name of the connection before this one: signals of that are late
	private @Nullable String lastOfferId;

	private boolean wasLinked;

	private boolean wasByLink;

	Member(MemberInfo info, StreamPosition start, Loop loop, Mode mode, RelayPath relay, MemberEvents events) {
		this.info = info;
		this.events = events;
		this.outgoing = new Outgoing(info.id(), start, mode, relay, events::unreachable);
		this.incoming = new Incoming(loop, new StreamEvents());
		this.retry = new Timer(loop);
	}

	/**
	 * Its id.
	 * @return the id
	 */
	public String id() {
		return this.info.id();
	}

	/**
	 * What is known of it.
	 * @return what the server has told
	 */
	public MemberInfo info() {
		return this.info;
	}

	/**
	 * Learn more of it.
	 * @param now what is known of it
	 */
	public void learn(MemberInfo now) {
		this.info = now;
	}

	/**
	 * What this client sends to it.
	 * @return the stream
	 */
	public Outgoing outgoing() {
		return this.outgoing;
	}

	/**
	 * What it sends to this client.
	 * @return the stream
	 */
	public Incoming incoming() {
		return this.incoming;
	}

	/**
	 * Whether a volatile event of it is news.
	 * @param event its name
	 * @param number its number
	 * @return whether it is to be taken
	 */
	public boolean isNews(String event, long number) {
		return this.volatileOrder.isNews(event, number);
	}

	/**
	 * A part of a large event of it has come, or no bytes where it was given up.
	 * @param id the number of the transfer
	 * @param total the size of the event
	 * @param offset where the part begins
	 * @param bytes the part
	 * @param link whether it has come by link
	 */
	public void part(long id, long total, long offset, byte[] bytes, boolean link) {
		if (this.receiver == null) {
			this.receiver = this.events.receiver(id());
		}
		if (bytes.length > 0) {
			this.receiver.part(id, total, offset, bytes, link);
		}
		else {
			this.receiver.abort(id);
		}
	}

	/**
	 * Whether the link is open, used or not.
	 * @return whether it is
	 */
	public boolean isLinked() {
		return this.link != null && this.link.state() == LinkState.OPEN;
	}

	/**
	 * The time to it and back over its link.
	 * @return milliseconds, -1 while that is not known
	 */
	public double roundTripMs() {
		return (this.link != null) ? this.link.heartbeat().roundTripMs() : -1;
	}

	/**
	 * Whether it is linked, or its path, is another than when this was last asked.
	 */
	boolean isRerouted() {
		boolean other = isLinked() != this.wasLinked || this.outgoing.isByLink() != this.wasByLink;
		this.wasLinked = isLinked();
		this.wasByLink = this.outgoing.isByLink();
		return other;
	}

	/**
	 * Send a volatile event by the link.
	 * @param number its number
	 * @param event the event
	 * @return whether the link is the way to go, not whether it had room
	 */
	public boolean sendVolatile(long number, EncodedEvent event) {
		return this.outgoing.isByLink() && this.link != null && this.link.sendVolatile(number, event);
	}

	/**
	 * A message has come by the link, and is no ping or pong.
	 */
	void frame(Frame frame) {
		switch (frame.type()) {
			case Frame.BEGIN -> this.incoming.begin(frame.first(), frame.second(), frame.third());
			case Frame.STOP -> this.outgoing.stopped(frame.first(), null);
			case Frame.RECEIVED -> {
				if (this.outgoing.confirm(frame.first()) && this.link != null) {
					this.link.heartbeat().progressed();
				}
			}
			default -> this.incoming.item(frame);
		}
	}

	void receivedVolatile(long number, byte[] event) {
		this.events.receivedVolatile(id(), number, event);
	}

	@Nullable Link link() {
		return this.link;
	}

	void link(Link now) {
		this.link = now;
	}

	/**
	 * It has no link any more.
	 */
	void forgetLink() {
		String offerId = (this.link != null) ? this.link.connection().offerId() : null;
		this.lastOfferId = (offerId != null) ? offerId : this.lastOfferId;
		this.link = null;
	}

	@Nullable String lastOfferId() {
		return this.lastOfferId;
	}

	boolean gaveUp() {
		return this.gaveUp;
	}

	void giveUp(boolean given) {
		this.gaveUp = given;
	}

	int failures() {
		return this.failures;
	}

	void failures(int count) {
		this.failures = count;
	}

	Timer retry() {
		return this.retry;
	}

	/**
	 * The member has gone, or this client has: nobody is left to be told.
	 */
	void close() {
		this.retry.stop();
		if (this.link != null) {
			this.link.close(false);
		}
		this.outgoing.close();
		this.incoming.close();
		if (this.receiver != null) {
			this.receiver.close();
		}
	}

	private final class StreamEvents implements Incoming.Events {

		@Override
		public void take(Frame frame) {
			if (frame.type() == Frame.EVENT) {
				Member.this.events.complete(id(), frame.bytes(), true);
			}
			else {
				part(frame.first(), frame.second(), frame.third(), frame.bytes(), true);
			}
		}

		@Override
		public void confirm(long count) {
			Channel channel = (Member.this.link != null) ? Member.this.link.channel() : null;
			if (channel != null) {
				channel.send(Frame.RECEIVED, new long[] { count });
			}
		}

		@Override
		public void overflow() {
			if (Member.this.link != null) {
				Member.this.link.close(true);
			}
			Member.this.events.report(Failure.of("bad-message", "a peer sent too much ahead").peer(id()));
		}

	}

}
