package io.p2p.client.webrtc;

import java.util.function.Supplier;

/**
 * Calls into the native library on behalf of one connection, of which there are none once
 * it is closed: they would end the process. Its callbacks take no lock, as a call may
 * wait for the thread that they are on.
 */
final class NativeCalls {

	private boolean closed;

	/**
	 * Call, unless the connection is closed.
	 */
	synchronized void run(Runnable call) {
		if (!this.closed) {
			NativeCalls.<Boolean>checked(() -> {
				call.run();
				return true;
			});
		}
	}

	/**
	 * Call, unless the connection is closed.
	 * @param other the result if it is
	 */
	synchronized <T> T get(Supplier<T> call, T other) {
		return this.closed ? other : checked(call);
	}

	/**
	 * Call, where the library takes what it is given amiss by throwing an {@link Error}.
	 * @throws IllegalArgumentException if it does
	 */
	static <T> T checked(Supplier<T> call) {
		try {
			return call.get();
		}
		catch (LinkageError | VirtualMachineError ex) {
			throw ex;
		}
		catch (Error ex) {
			throw new IllegalArgumentException(ex.getMessage(), ex);
		}
	}

	/**
	 * Close the connection. No other call follows.
	 */
	synchronized void close(Runnable call) {
		if (!this.closed) {
			this.closed = true;
			call.run();
		}
	}

}
