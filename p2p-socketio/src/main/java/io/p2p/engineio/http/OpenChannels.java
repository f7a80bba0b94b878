package io.p2p.engineio.http;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.concurrent.EventExecutor;

/**
 * The channels of a server that are open. Thread-safe.
 *
 * @since 0.1.0
 */
public final class OpenChannels {

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

	private final Set<Channel> channels = ConcurrentHashMap.newKeySet();

	/**
	 * Keep track of a channel until it is closed.
	 * @param channel the channel
	 */
	public void add(Channel channel) {
		this.channels.add(channel);
		channel.closeFuture().addListener((closed) -> this.channels.remove(channel));
	}

	/**
	 * All event loops that one of the channels could be on.
	 * @return the event loops; none if there is no channel
	 */
	public Set<EventExecutor> loops() {
		Set<EventExecutor> loops = new HashSet<>();
		this.channels.stream().limit(1).forEach((channel) -> channel.eventLoop().parent().forEach(loops::add));
		return loops;
	}

	/**
	 * Whether everything has been written, and every WebSocket has ended.
	 * @return whether no connection has anything to do any more
	 */
	public boolean isFlushed() {
		return this.channels.stream().allMatch(OpenChannels::isFlushed);
	}

	private static boolean isFlushed(Channel channel) {
		ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
		return buffer == null
				|| (buffer.totalPendingWriteBytes() == 0 && channel.pipeline().get(WebSocketFrames.class) == null);
	}

	/**
	 * Close all channels. Returns when they are closed, or after two seconds each.
	 */
	public void closeAll() {
		List<Channel> open = List.copyOf(this.channels);
		open.forEach(Channel::close);
		open.forEach((channel) -> channel.closeFuture().awaitUninterruptibly(CLOSE_TIMEOUT.toMillis()));
	}

}
