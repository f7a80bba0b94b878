package io.p2p.engineio.send;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * An Engine.IO packet on its way out: text with its type digit, or a binary message. Its
 * bytes are shared between recipients.
 *
 * @since 0.1.0
 */
public final class Frame {

	// a field of its own, and not an object for each packet
	private static final AtomicIntegerFieldUpdater<Frame> HOLDERS = AtomicIntegerFieldUpdater.newUpdater(Frame.class,
			"holders");

	private final byte[] bytes;

	private final boolean binary;

	@SuppressWarnings("unused") // by its updater
	private volatile int holders;

	/**
	 * Create a packet.
	 * @param binary whether the bytes are a binary message
	 * @param bytes what goes over the wire, not copied
	 */
	public Frame(boolean binary, byte[] bytes) {
		this.binary = binary;
		this.bytes = bytes;
	}

	/**
	 * A text packet.
	 * @param text the packet with its type digit
	 * @return the packet
	 */
	public static Frame text(String text) {
		return new Frame(false, text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Whether the bytes are a binary message.
	 * @return {@code false} for text
	 */
	public boolean binary() {
		return this.binary;
	}

	/**
	 * What goes over the wire.
	 * @return the bytes, shared and not to be changed
	 */
	public byte[] bytes() {
		return this.bytes;
	}

	/**
	 * Learn that one more event loop keeps the packet.
	 * @return whether it is the first
	 */
	boolean hold() {
		return HOLDERS.getAndIncrement(this) == 0;
	}

	/**
	 * Learn that an event loop keeps the packet no more.
	 * @return whether it was the last
	 */
	boolean release() {
		return HOLDERS.decrementAndGet(this) == 0;
	}

}
