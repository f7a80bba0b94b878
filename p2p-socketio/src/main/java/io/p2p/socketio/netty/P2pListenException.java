package io.p2p.socketio.netty;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.channels.UnresolvedAddressException;

import com.corundumstudio.socketio.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * The Socket.IO server cannot listen on its address and port, and no other process is the
 * reason.
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
	 * @param address the address that was to be listened on, {@code null} for all
	 * @param port the port that was to be listened on
	 * @param reason why that cannot be
	 * @param cause what the system said
	 */
	public P2pListenException(@Nullable String address, int port, Reason reason, Throwable cause) {
		super("Cannot listen on %s, port %d: %s".formatted((address != null) ? address : "any address", port, reason),
				cause);
		this.address = address;
		this.port = port;
		this.reason = reason;
	}

	/**
	 * What became of an attempt to listen.
	 * @param configuration where the server was to listen
	 * @param cause what the system said
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
	 * The address that was to be listened on.
	 * @return the address or name, {@code null} for all
	 */
	public @Nullable String address() {
		return this.address;
	}

	/**
	 * The port that was to be listened on.
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

		/** The name of the address leads nowhere. */
		UNKNOWN_HOST,

		/** No network interface of this machine has the address. */
		NOT_LOCAL,

		/** The process may not listen on the port. */
		NO_PERMISSION,

		/** Something else, which the cause says. */
		OTHER

	}

}
