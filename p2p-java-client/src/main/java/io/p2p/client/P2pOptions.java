package io.p2p.client;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.p2p.client.encryption.RoomKey;
import io.p2p.client.link.LinkSettings;
import io.p2p.client.loop.Loop;
import io.p2p.client.rtc.RtcEngine;
import io.p2p.client.webrtc.WebRtc;

/**
 * How a peer is in a room.
 *
 * @since 0.1.0
 */
public final class P2pOptions {

	private static final int MAX_ROOM_LENGTH = 128;

	private static final int MAX_DATA_BYTES = 16 * 1024;

	// sealed, and in base64, it is 16 KiB
	private static final int MAX_SEALED_DATA_BYTES = 12_000;

	private static final int MIN_KEY_BYTES = 16;

	private static final int DEFAULT_MAX_EVENT_BYTES = 128 * 1024 * 1024;

	private static final long DEFAULT_MAX_QUEUED_BYTES = 256L * 1024 * 1024;

	private final Builder values;

	private P2pOptions(Builder values) {
		this.values = values;
	}

	/**
	 * A room, with all defaults.
	 * @param room its name, of at most 128 characters; the default room of a server is
	 * the empty one
	 * @return the options
	 */
	public static P2pOptions room(String room) {
		return builder().room(room).build();
	}

	/**
	 * The server's default room, with all defaults.
	 * @return what builds the options
	 */
	public static Builder builder() {
		return new Builder();
	}

	String room() {
		return this.values.room;
	}

	@Nullable Object data() {
		return this.values.data;
	}

	boolean isEncrypted() {
		return this.values.key != null;
	}

	/**
	 * Derive the key of the room, which takes a while.
	 */
	RoomKey roomKey() {
		Function<String, RoomKey> key = Objects.requireNonNull(this.values.key);
		return key.apply(this.values.room);
	}

	int maxDataBytes() {
		return isEncrypted() ? MAX_SEALED_DATA_BYTES : MAX_DATA_BYTES;
	}

	int numClients() {
		return this.values.numClients;
	}

	int maxEventBytes() {
		return this.values.maxEventBytes;
	}

	long maxQueuedBytes() {
		return this.values.maxQueuedBytes;
	}

	boolean autoUpgrade() {
		return this.values.autoUpgrade;
	}

	@Nullable LinkSettings links(Loop loop) {
		RtcEngine engine = this.values.rtc.get();
		return (engine != null) ? new LinkSettings(this.values.room, loop, engine, this.values.turnOnly,
				(double) this.values.connectTimeout.toMillis(), (double) this.values.iceTimeout.toMillis(),
				(double) this.values.pingInterval.toMillis()) : null;
	}

	/**
	 * Builds options.
	 */
	public static final class Builder {

		private String room = "";

		private @Nullable Object data;

		private @Nullable Function<String, RoomKey> key;

		private int numClients = -1;

		private int maxEventBytes = DEFAULT_MAX_EVENT_BYTES;

		private long maxQueuedBytes = DEFAULT_MAX_QUEUED_BYTES;

		private boolean autoUpgrade = true;

		private Supplier<@Nullable RtcEngine> rtc = WebRtc::engine;

		private boolean turnOnly;

		private Duration connectTimeout = Duration.ofSeconds(20);

		private Duration iceTimeout = Duration.ofSeconds(15);

		private Duration pingInterval = Duration.ofSeconds(5);

		private Builder() {
		}

		private Builder(Builder other) {
			this.room = other.room;
			this.data = other.data;
			this.key = other.key;
			this.numClients = other.numClients;
			this.maxEventBytes = other.maxEventBytes;
			this.maxQueuedBytes = other.maxQueuedBytes;
			this.autoUpgrade = other.autoUpgrade;
			this.rtc = other.rtc;
			this.turnOnly = other.turnOnly;
			this.connectTimeout = other.connectTimeout;
			this.iceTimeout = other.iceTimeout;
			this.pingInterval = other.pingInterval;
		}

		/**
		 * Set the room to join. Default: the server's default room, which is the empty
		 * one.
		 * @param name the name, of at most 128 characters
		 * @return this
		 * @throws IllegalArgumentException if it is longer
		 */
		public Builder room(String name) {
			require(name.length() <= MAX_ROOM_LENGTH, "'room' must have at most 128 characters");
			this.room = name;
			return this;
		}

		/**
		 * Set what the other peers are to know of this one. Default: nothing.
		 * @param value whatever the mapper writes as JSON of at most 16 KiB, without
		 * binaries
		 * @return this
		 */
		public Builder data(@Nullable Object value) {
			this.data = value;
			return this;
		}

		/**
		 * Set what the members of the room have in common to encrypt what they send each
		 * other: then the server cannot read it. Whoever has another key, or none, is
		 * told of as {@code bad-key} and gets nothing. Default: no key.
		 * @param passphrase the passphrase, which is not empty
		 * @return this
		 * @throws IllegalArgumentException if it is empty
		 */
		public Builder key(String passphrase) {
			require(!passphrase.isEmpty(), "'key' must not be empty");
			this.key = (room) -> RoomKey.of(passphrase, room);
			return this;
		}

		/**
		 * Set bytes in the place of a passphrase. They are used as they are, at once.
		 * @param secret at least 16 bytes that nobody can guess
		 * @return this
		 * @throws IllegalArgumentException if it is shorter
		 */
		public Builder key(byte[] secret) {
			require(secret.length >= MIN_KEY_BYTES, "'key' must have at least 16 bytes");
			byte[] copy = secret.clone();
			this.key = (room) -> RoomKey.of(copy, room);
			return this;
		}

		/**
		 * Set the links that this peer holds at most. Default and upper bound: the
		 * server's {@code p2p.num-clients}.
		 * @param links how many, from 0
		 * @return this
		 * @throws IllegalArgumentException if it is negative
		 */
		public Builder numClients(int links) {
			require(links >= 0, "'numClients' must not be negative");
			this.numClients = links;
			return this;
		}

		/**
		 * Set what makes links. Default: {@code webrtc-java}, where the application has
		 * it, and its native library for this platform; else nothing.
		 * @param engine the engine, {@code null} for none: then all goes by relay
		 * @return this
		 */
		public Builder rtc(@Nullable RtcEngine engine) {
			this.rtc = () -> engine;
			return this;
		}

		/**
		 * Set whether events go over the links as soon as the mesh is complete, or only
		 * after {@link P2pPeer#upgrade}. Default: {@code true}.
		 * @param automatic whether they do
		 * @return this
		 */
		public Builder autoUpgrade(boolean automatic) {
			this.autoUpgrade = automatic;
			return this;
		}

		/**
		 * Set whether links go through TURN servers only. Default: {@code false}.
		 * @param only whether they do
		 * @return this
		 */
		public Builder turnOnly(boolean only) {
			this.turnOnly = only;
			return this;
		}

		/**
		 * Set the times of links. Default: 20, 15 and 5 seconds.
		 * @param connect the time that a link has to open
		 * @param ice the time that a broken link has to recover
		 * @param ping the time between two signs of life that a link is asked for
		 * @return this
		 */
		public Builder linkTimes(Duration connect, Duration ice, Duration ping) {
			this.connectTimeout = connect;
			this.iceTimeout = ice;
			this.pingInterval = ping;
			return this;
		}

		/**
		 * Set the bytes that an event may have. Default: 128 MiB.
		 * @param bytes how many, above 0
		 * @return this
		 * @throws IllegalArgumentException if it is not above 0
		 */
		public Builder maxEventBytes(int bytes) {
			require(bytes > 0, "'maxEventBytes' must be above 0");
			this.maxEventBytes = bytes;
			return this;
		}

		/**
		 * Set the bytes that may wait for one peer's link, or for the server while it is
		 * away. Default: 256 MiB.
		 * @param bytes how many, above 0
		 * @return this
		 * @throws IllegalArgumentException if it is not above 0
		 */
		public Builder maxQueuedBytes(long bytes) {
			require(bytes > 0, "'maxQueuedBytes' must be above 0");
			this.maxQueuedBytes = bytes;
			return this;
		}

		/**
		 * Build the options.
		 * @return the options as they are now
		 */
		public P2pOptions build() {
			return new P2pOptions(new Builder(this));
		}

		private static void require(boolean met, String message) {
			if (!met) {
				throw new IllegalArgumentException(message);
			}
		}

	}

}
