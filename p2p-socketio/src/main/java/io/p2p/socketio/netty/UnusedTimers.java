package io.p2p.socketio.netty;

import java.lang.reflect.Field;

import com.corundumstudio.socketio.SocketIOChannelInitializer;
import com.corundumstudio.socketio.SocketIOServer;
import com.corundumstudio.socketio.scheduler.CancelableScheduler;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

/**
 * Stops timers that netty-socketio's constructors create and that are not used here:
 * Netty would report each as a leak when it is garbage-collected. They are private, so
 * this takes reflection.
 */
final class UnusedTimers {

	private UnusedTimers() {
	}

	/**
	 * Stop the timer of a server's own pipeline, before that is replaced.
	 */
	static void release(SocketIOServer server) {
		if (read(SocketIOServer.class, "pipelineFactory", server) instanceof SocketIOChannelInitializer pipeline) {
			release(pipeline);
		}
	}

	static void release(SocketIOChannelInitializer pipeline) {
		if (read(SocketIOChannelInitializer.class, "scheduler", pipeline) instanceof CancelableScheduler scheduler) {
			scheduler.shutdown();
		}
	}

	private static @Nullable Object read(Class<?> owner, String name, Object target) {
		Field field = ReflectionUtils.findField(owner, name);
		if (field == null) {
			return null;
		}
		ReflectionUtils.makeAccessible(field);
		return ReflectionUtils.getField(field, target);
	}

}
