package io.p2p.socketio.netty;

import java.util.List;

import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.listener.ExceptionListener;
import com.corundumstudio.socketio.transport.NamespaceClient;
import io.netty.channel.ChannelHandlerContext;

/**
 * Notes that a listener of an event has failed, so that the event's sender can be told:
 * netty-socketio tells only the application's {@code ExceptionListener}.
 */
final class ListenerFailures implements ExceptionListener {

	private final ExceptionListener application;

	ListenerFailures(ExceptionListener application) {
		this.application = application;
	}

	@Override
	public void onEventException(Exception failure, List<Object> arguments, SocketIOClient client) {
		if (client instanceof NamespaceClient inNamespace && inNamespace.getBaseClient() instanceof NettyClient ours) {
			ours.listenerFailed(failure);
		}
		this.application.onEventException(failure, arguments, client);
	}

	@Override
	public void onDisconnectException(Exception failure, SocketIOClient client) {
		this.application.onDisconnectException(failure, client);
	}

	@Override
	public void onConnectException(Exception failure, SocketIOClient client) {
		this.application.onConnectException(failure, client);
	}

	@Override
	@SuppressWarnings("deprecation") // netty-socketio may still call it
	public void onPingException(Exception failure, SocketIOClient client) {
		this.application.onPingException(failure, client);
	}

	@Override
	public void onPongException(Exception failure, SocketIOClient client) {
		this.application.onPongException(failure, client);
	}

	@Override
	public boolean exceptionCaught(ChannelHandlerContext context, Throwable failure) throws Exception {
		return this.application.exceptionCaught(context, failure);
	}

	@Override
	public void onAuthException(Throwable failure, SocketIOClient client) {
		this.application.onAuthException(failure, client);
	}

}
