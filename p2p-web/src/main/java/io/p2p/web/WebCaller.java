package io.p2p.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.Principal;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * Whom a request is from, and where it arrived, as the web server and its filters see it.
 *
 * @param remote where it came from: the client, if a proxy that is trusted has named it
 * @param local where it arrived
 * @param principal the user who has been authenticated, {@code null} if nobody has
 * @since 0.1.0
 */
public record WebCaller(InetSocketAddress remote, InetSocketAddress local, @Nullable Principal principal) {

	/**
	 * The address that a web server has written down. Never asks a name server: a
	 * forwarded header may hold any name, which stands for no address then.
	 * @param name an address of IPv4 or IPv6, or a name
	 * @param port the port, negative if it is not known
	 * @return the address
	 */
	public static InetSocketAddress address(String name, int port) {
		byte[] bytes = NetUtil.createByteArrayFromIpAddressString(name);
		try {
			InetAddress address = (bytes != null) ? InetAddress.getByAddress(bytes)
					: InetAddress.getByAddress(name, new byte[4]);
			return new InetSocketAddress(address, Math.max(0, port));
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException("These are as many bytes as an address has", ex);
		}
	}

}
