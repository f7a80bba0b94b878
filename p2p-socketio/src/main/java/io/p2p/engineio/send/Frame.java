package io.p2p.engineio.send;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * An Engine.IO packet to be sent: text with its type digit, or a binary message.
 * Recipients share its bytes.
 *
 * @since 0.1.0
 */
public final class Frame {

	// An updater needs no AtomicInteger object for each packet.
	private static final AtomicIntegerFieldUpdater<Frame> HOLDERS = AtomicIntegerFieldUpdater.newUpdater(Frame.class,
			"holders");

	private final byte[] bytes;

	private final boolean binary;

	@SuppressWarnings("unused") // by HOLDERS
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
	 * Count one more batch that holds the packet. May be called on any thread.
	 * @return whether this is the first
	 */
	boolean hold() {
		return HOLDERS.getAndIncrement(this) == 0;
	}

	/**
	 * Count one batch less that holds the packet. May be called on any thread.
	 * @return whether this was the last
	 */
	boolean release() {
		return HOLDERS.decrementAndGet(this) == 0;
	}

}
