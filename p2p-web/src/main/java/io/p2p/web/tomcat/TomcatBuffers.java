package io.p2p.web.tomcat;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * The two buffers of 8 KB that Tomcat keeps for a connection, and that nobody needs once
 * the connection is a WebSocket without TLS. They are most of what such a connection
 * takes, so they are given back until Tomcat hands them to its next connection.
 */
final class TomcatBuffers {

	private static final @Nullable VarHandle READ = field("readBuffer");

	private static final @Nullable VarHandle WRITE = field("writeBuffer");

	private static final ByteBuffer NONE = ByteBuffer.allocate(0);

	private final SocketBufferHandler owner;

	private final int readSize;

	private final int writeSize;

	private TomcatBuffers(SocketBufferHandler owner) {
		this.owner = owner;
		this.readSize = owner.getReadBuffer().capacity();
		this.writeSize = owner.getWriteBuffer().capacity();
	}

	/**
	 * Give the buffers of a connection back.
	 * @return makes them again; {@code null} if they stay, as they are not on the heap,
	 * or this Tomcat has others
	 */
	static @Nullable TomcatBuffers release(SocketBufferHandler owner) {
		if (READ == null || WRITE == null || owner.getReadBuffer().isDirect()) {
			return null;
		}
		TomcatBuffers released = new TomcatBuffers(owner);
		READ.setVolatile(owner, NONE);
		WRITE.setVolatile(owner, NONE);
		return released;
	}

	/**
	 * Have the connection's buffers as they were, but empty.
	 */
	void restore() {
		if (READ != null && WRITE != null) {
			READ.setVolatile(this.owner, ByteBuffer.allocate(this.readSize));
			WRITE.setVolatile(this.owner, ByteBuffer.allocate(this.writeSize));
		}
	}

	// Tomcat has no method for it.
	private static @Nullable VarHandle field(String name) {
		try {
			Lookup lookup = MethodHandles.privateLookupIn(SocketBufferHandler.class, MethodHandles.lookup());
			return lookup.findVarHandle(SocketBufferHandler.class, name, ByteBuffer.class);
		}
		catch (ReflectiveOperationException ex) {
			return null;
		}
	}

}
