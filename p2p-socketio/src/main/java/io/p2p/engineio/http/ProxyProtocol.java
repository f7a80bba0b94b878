package io.p2p.engineio.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * Reads who the client of a connection is from what a proxy says in front of it, and
 * leaves. A connection that begins otherwise is closed by Netty's decoder.
 */
final class ProxyProtocol extends SimpleChannelInboundHandler<HAProxyMessage> {

	private static final AttributeKey<InetSocketAddress> CLIENT = AttributeKey.valueOf(ProxyProtocol.class, "CLIENT");

	/**
	 * Where a connection comes from.
	 * @return the client's address, or that of a proxy which does not name it
	 */
	static InetSocketAddress remoteAddress(Channel channel) {
		@Nullable InetSocketAddress client = channel.attr(CLIENT).get();
		return (client != null) ? client : (InetSocketAddress) channel.remoteAddress();
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, HAProxyMessage message) throws UnknownHostException {
		// a proxy's own checks have no client
		byte[] address = (message.sourceAddress() != null)
				? NetUtil.createByteArrayFromIpAddressString(message.sourceAddress()) : null;
		if (address != null) {
			context.channel()
				.attr(CLIENT)
				.set(new InetSocketAddress(InetAddress.getByAddress(address), message.sourcePort()));
		}
		context.pipeline().remove(this);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		context.close();
	}

}
