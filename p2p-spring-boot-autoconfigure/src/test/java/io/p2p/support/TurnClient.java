package io.p2p.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.p2p.ice.IceServer;

/**
 * As much of a TURN client (RFC 8656) as shows whether credentials are good.
 */
public final class TurnClient implements AutoCloseable {

	/** What an answer has in place of an error. */
	public static final int SUCCESS = 0;

	private static final int BINDING = 1;

	private static final int ALLOCATE = 3;

	private static final int REFRESH = 4;

	private static final int USERNAME = 0x06;

	private static final int INTEGRITY = 0x08;

	private static final int ERROR = 0x09;

	private static final int REALM = 0x14;

	private static final int NONCE = 0x15;

	private static final int TRANSPORT = 0x19;

	private static final int HEADER = 20;

	private static final int COOKIE = 0x2112A442;

	private final DatagramSocket socket;

	private long transaction;

	private byte[] realm = {};

	private byte[] nonce = {};

	TurnClient(int port) {
		try {
			this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
			this.socket.setSoTimeout(1000);
			this.socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	boolean isAnswered() {
		try {
			return exchange(BINDING, ByteBuffer.allocate(0), null) != null;
		}
		catch (SocketTimeoutException ex) {
			return false;
		}
		catch (IOException ex) {
			// refused, as long as nobody listens
			return false;
		}
	}

	/**
	 * Ask for an address on the server.
	 * @return the error's number, or {@link #SUCCESS}
	 */
	public int allocate(IceServer server) {
		ByteBuffer udp = ByteBuffer.allocate(8).putShort((short) TRANSPORT).putShort((short) 4).put((byte) 17);
		return ask(ALLOCATE, udp.position(8).flip(), server);
	}

	/**
	 * Ask to keep that address.
	 * @return the error's number, or {@link #SUCCESS}
	 */
	public int refresh(IceServer server) {
		return ask(REFRESH, ByteBuffer.allocate(0), server);
	}

	private int ask(int method, ByteBuffer attributes, IceServer server) {
		try {
			if (this.nonce.length == 0) {
				// refused, with what to answer to
				Map<Integer, byte[]> challenge = exchange(method, attributes.duplicate(), null);
				this.realm = challenge.get(REALM);
				this.nonce = challenge.get(NONCE);
			}
			byte[] error = exchange(method, attributes, server).get(ERROR);
			return (error != null) ? error[2] * 100 + error[3] : SUCCESS;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Map<Integer, byte[]> exchange(int method, ByteBuffer attributes, IceServer server) throws IOException {
		this.transaction++;
		ByteBuffer request = ByteBuffer.allocate(1024).position(HEADER).put(attributes);
		if (server != null) {
			attribute(request, USERNAME, server.username().getBytes(StandardCharsets.UTF_8));
			attribute(request, REALM, this.realm);
			attribute(request, NONCE, this.nonce);
			header(request, method, request.position() - HEADER + 24);
			attribute(request, INTEGRITY, integrity(request, server));
		}
		header(request, method, request.position() - HEADER);
		this.socket.send(new DatagramPacket(request.array(), request.position()));
		DatagramPacket answer = new DatagramPacket(new byte[1500], 1500);
		this.socket.receive(answer);
		return attributes(ByteBuffer.wrap(answer.getData(), HEADER, answer.getLength() - HEADER));
	}

	private static Map<Integer, byte[]> attributes(ByteBuffer answer) {
		Map<Integer, byte[]> found = new HashMap<>();
		while (answer.remaining() >= 4) {
			int type = answer.getShort();
			byte[] value = new byte[answer.getShort()];
			answer.get(value);
			answer.position(Math.min(answer.limit(), answer.position() + (4 - value.length % 4) % 4));
			found.put(type, value);
		}
		return found;
	}

	private void header(ByteBuffer message, int method, int length) {
		message.putShort(0, (short) method).putShort(2, (short) length).putInt(4, COOKIE).putLong(8, this.transaction);
	}

	private static void attribute(ByteBuffer message, int type, byte[] value) {
		message.putShort((short) type).putShort((short) value.length).put(value);
		message.position(message.position() + (4 - value.length % 4) % 4);
	}

	private byte[] integrity(ByteBuffer message, IceServer server) {
		try {
			MessageDigest md5 = MessageDigest.getInstance("MD5");
			String realmName = new String(this.realm, StandardCharsets.UTF_8);
			byte[] key = md5.digest(
					(server.username() + ":" + realmName + ":" + server.credential()).getBytes(StandardCharsets.UTF_8));
			Mac mac = Mac.getInstance("HmacSHA1");
			mac.init(new SecretKeySpec(key, "HmacSHA1"));
			mac.update(message.duplicate().flip());
			return mac.doFinal();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.socket.close();
	}

}
