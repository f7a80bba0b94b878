package io.p2p.socketio.netty;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.channels.UnresolvedAddressException;

import com.corundumstudio.socketio.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * The Socket.IO server cannot listen on its address and port, for another reason than
 * that the port is in use.
 *
 * @since 0.1.0
 */
public class P2pListenException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final @Nullable String address;

	private final int port;

	private final Reason reason;

	/**
	 * Create an exception.
	 * @param address the configured address, {@code null} for all addresses
	 * @param port the configured port
	 * @param reason why the server cannot listen there
	 * @param cause the failure of the system call
	 */
	public P2pListenException(@Nullable String address, int port, Reason reason, Throwable cause) {
		super("Cannot listen on %s, port %d: %s".formatted((address != null) ? address : "any address", port, reason),
				cause);
		this.address = address;
		this.port = port;
		this.reason = reason;
	}

	/**
	 * The exception for a failed attempt to listen.
	 * @param configuration has address and port
	 * @param cause the failure of the system call
	 * @return the exception to throw
	 */
	static IllegalStateException of(Configuration configuration, Throwable cause) {
		String address = configuration.getHostname();
		int port = configuration.getPort();
		String message = String.valueOf(cause.getMessage());
		if (cause instanceof UnresolvedAddressException) {
			return new P2pListenException(address, port, Reason.UNKNOWN_HOST, cause);
		}
		if (message.contains("ermission denied")) {
			return new P2pListenException(address, port, Reason.NO_PERMISSION, cause);
		}
		if (!(cause instanceof SocketException)) {
			return new P2pListenException(address, port, Reason.OTHER, cause);
		}
		return isLocal(address) ? new P2pPortInUseException(port, cause)
				: new P2pListenException(address, port, Reason.NOT_LOCAL, cause);
	}

	private static boolean isLocal(@Nullable String name) {
		if (name == null) {
			return true;
		}
		try {
			InetAddress address = new InetSocketAddress(name, 0).getAddress();
			return address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) != null;
		}
		catch (SocketException ex) {
			return true;
		}
	}

	/**
	 * The configured address.
	 * @return the address or name, {@code null} for all
	 */
	public @Nullable String address() {
		return this.address;
	}

	/**
	 * The configured port.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Why the server cannot listen.
	 * @return the reason
	 */
	public Reason reason() {
		return this.reason;
	}

	/**
	 * Why a server cannot listen.
	 */
	public enum Reason {

		/** The host name of the address cannot be resolved. */
		UNKNOWN_HOST,

		/** No network interface of this machine has the address. */
		NOT_LOCAL,

		/** The process may not listen on the port. */
		NO_PERMISSION,

		/** Another reason, which the cause says. */
		OTHER

	}

}
