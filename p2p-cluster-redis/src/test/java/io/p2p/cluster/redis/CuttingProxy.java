package io.p2p.cluster.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.lettuce.core.RedisURI;

/**
 * Stands between a store and Redis, and loses answers: what was asked has been done then,
 * and nobody was told.
 */
final class CuttingProxy implements AutoCloseable {

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final ServerSocket listening;

	private final int target;

	private volatile boolean deaf;

	CuttingProxy(int target) {
		this.target = target;
		try {
			this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		run(this::accept);
	}

	RedisURI uri() {
		return RedisURI.create("127.0.0.1", this.listening.getLocalPort());
	}

	/**
	 * Lose what Redis answers from now on.
	 */
	void deafen() {
		this.deaf = true;
	}

	/**
	 * End all connections; new ones work.
	 */
	void cut() {
		Set<Socket> present = Set.copyOf(this.sockets);
		this.deaf = false;
		present.forEach(CuttingProxy::close);
		this.sockets.removeAll(present);
	}

	private void accept() {
		try {
			while (true) {
				Socket client = this.listening.accept();
				Socket server = new Socket(InetAddress.getLoopbackAddress(), this.target);
				client.setTcpNoDelay(true);
				server.setTcpNoDelay(true);
				this.sockets.add(client);
				this.sockets.add(server);
				run(() -> pipe(client, server, false));
				run(() -> pipe(server, client, true));
			}
		}
		catch (IOException ex) {
			// Closed
		}
	}

	private void pipe(Socket from, Socket to, boolean answers) {
		byte[] buffer = new byte[8192];
		boolean lost = false;
		try {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
				// A connection that has lost something is of no use any more
				lost = lost || (answers && this.deaf);
				if (!lost) {
					out.write(buffer, 0, length);
				}
			}
		}
		catch (IOException ex) {
			// Cut
		}
		close(from);
		close(to);
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void run(Runnable task) {
		Thread thread = new Thread(task, "proxy");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.listening.close();
		cut();
	}

}
