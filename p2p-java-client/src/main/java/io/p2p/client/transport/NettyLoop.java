package io.p2p.client.transport;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ScheduledFuture;

import io.p2p.client.loop.Loop;

/**
 * A loop that is one of Netty's, which several connections of this JVM share. Its threads
 * are daemons: they keep no process alive.
 *
 * @since 0.1.0
 */
public final class NettyLoop implements Loop {

	private static final double NANOS_PER_MS = 1_000_000;

	private final EventLoop eventLoop;

	private NettyLoop(EventLoop eventLoop) {
		this.eventLoop = eventLoop;
	}

	/**
	 * Pick one of this JVM's loops.
	 * @return the loop
	 */
	public static NettyLoop next() {
		return new NettyLoop(Group.INSTANCE.next());
	}

	EventLoop eventLoop() {
		return this.eventLoop;
	}

	@Override
	public void execute(Runnable task) {
		this.eventLoop.execute(task);
	}

	@Override
	public Runnable schedule(Runnable task, double delayMs) {
		ScheduledFuture<?> later = this.eventLoop.schedule(task, (long) (delayMs * NANOS_PER_MS), TimeUnit.NANOSECONDS);
		return () -> later.cancel(false);
	}

	@Override
	public double now() {
		return System.nanoTime() / NANOS_PER_MS;
	}

	@Override
	public double random() {
		return ThreadLocalRandom.current().nextDouble();
	}

	@Override
	public boolean isHere() {
		return this.eventLoop.inEventLoop();
	}

	// Made when the first client is
	private static final class Group {

		static final MultiThreadIoEventLoopGroup INSTANCE = new MultiThreadIoEventLoopGroup(0,
				new DefaultThreadFactory("p2p-client", true), NioIoHandler.newFactory());

	}

}
