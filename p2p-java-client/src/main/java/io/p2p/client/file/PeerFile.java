package io.p2p.client.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * A file or a stream in an event of another peer, of any size. It is there as soon as it
 * begins, and comes as it is read, a megabyte ahead; nothing comes before it is opened,
 * and a sender of a stream waits for the slowest of its readers: whoever does not want
 * it, cancels it. Thread-safe.
 *
 * @since 0.1.0
 */
public final class PeerFile {

	private final String name;

	private final String type;

	private final long size;

	private final long lastModified;

	private final IncomingBytes bytes;

	private volatile boolean taken;

	PeerFile(String name, String type, long size, long lastModified, IncomingBytes bytes) {
		this.name = name;
		this.type = type;
		this.size = size;
		this.lastModified = lastModified;
		this.bytes = bytes;
	}

	/**
	 * The application has it.
	 * @return this
	 */
	public PeerFile taken() {
		this.taken = true;
		return this;
	}

	/**
	 * Cancel it, unless the application has it: its sender may wait for it.
	 */
	public void cancelUnlessTaken() {
		if (!this.taken) {
			cancel();
		}
	}

	/**
	 * The name of the file, as its sender says: it may be anything.
	 * @return the name; empty of what is no file
	 */
	public Optional<String> name() {
		return this.name.isEmpty() ? Optional.empty() : Optional.of(this.name);
	}

	/**
	 * The media type, as its sender says.
	 * @return the type; empty if it is not known
	 */
	public Optional<String> type() {
		return this.type.isEmpty() ? Optional.empty() : Optional.of(this.type);
	}

	/**
	 * The bytes that it has.
	 * @return how many; empty of a stream, of which nobody knows
	 */
	public OptionalLong size() {
		return (this.size >= 0) ? OptionalLong.of(this.size) : OptionalLong.empty();
	}

	/**
	 * When the file was changed last, as its sender says.
	 * @return the time; empty of what is no file
	 */
	public Optional<Instant> lastModified() {
		return (this.lastModified >= 0) ? Optional.of(Instant.ofEpochMilli(this.lastModified)) : Optional.empty();
	}

	/**
	 * Read it. Reading waits for what has not come yet, and should not be done where
	 * other listeners wait. To close the stream before its end tells the sender that no
	 * more is wanted.
	 * @return its bytes, always the same stream; reading throws an {@link IOException}
	 * where the sender has given it up or has gone
	 */
	public InputStream open() {
		this.bytes.open();
		return this.bytes;
	}

	/**
	 * Write it to a file, on another thread.
	 * @param target the file, which is replaced if there is one
	 * @return completes with the target when all has come; with an
	 * {@link UncheckedIOException} where it could not be written, or does not come. Then
	 * the target is deleted
	 */
	public CompletableFuture<Path> saveTo(Path target) {
		InputStream in = open();
		return CompletableFuture.supplyAsync(() -> {
			try (in) {
				Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
				return target;
			}
			catch (IOException ex) {
				delete(target);
				throw new UncheckedIOException(ex);
			}
		}, FileThreads.EXECUTOR);
	}

	private static void delete(Path target) {
		try {
			Files.deleteIfExists(target);
		}
		catch (IOException ex) {
			// the first reason counts
		}
	}

	/**
	 * Tell the sender that it is not wanted. Does nothing when all has come.
	 */
	public void cancel() {
		this.bytes.close();
	}

	@Override
	public String toString() {
		return "PeerFile[" + this.name + ", " + this.type + ", " + ((this.size >= 0) ? this.size + " bytes" : "stream")
				+ "]";
	}

}
