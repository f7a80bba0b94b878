package io.p2p.socketio.netty;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import com.corundumstudio.socketio.ack.AckManager;
import com.corundumstudio.socketio.handler.ClientHead;
import com.corundumstudio.socketio.scheduler.CancelableScheduler;
import com.corundumstudio.socketio.scheduler.SchedulerKey;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.ScheduledFuture;

/**
 * netty-socketio's acknowledgements, with timeouts that need no channel. Thread-safe.
 */
final class Acknowledgements implements CancelableScheduler {

	private final Map<SchedulerKey, ScheduledFuture<?>> timeouts = new ConcurrentHashMap<>();

	private final AckManager manager = new AckManager(this);

	AckManager manager() {
		return this.manager;
	}

	void forget(ClientHead client) {
		this.manager.onDisconnect(client);
	}

	@Override
	public void update(ChannelHandlerContext context) {
		// timeouts do not run on a channel's event loop
	}

	@Override
	public void cancel(SchedulerKey key) {
		ScheduledFuture<?> timeout = this.timeouts.remove(key);
		if (timeout != null) {
			timeout.cancel(false);
		}
	}

	@Override
	public void schedule(Runnable task, long delay, TimeUnit unit) {
		GlobalEventExecutor.INSTANCE.schedule(task, delay, unit);
	}

	@Override
	public void schedule(SchedulerKey key, Runnable task, long delay, TimeUnit unit) {
		this.timeouts.put(key, GlobalEventExecutor.INSTANCE.schedule(() -> {
			this.timeouts.remove(key);
			task.run();
		}, delay, unit));
	}

	@Override
	public void scheduleCallback(SchedulerKey key, Runnable task, long delay, TimeUnit unit) {
		schedule(key, task, delay, unit);
	}

	@Override
	public void shutdown() {
		this.timeouts.values().forEach((timeout) -> timeout.cancel(false));
		this.timeouts.clear();
	}

}
