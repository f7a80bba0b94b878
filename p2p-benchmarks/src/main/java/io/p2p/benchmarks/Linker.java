package io.p2p.benchmarks;

import java.util.Arrays;
import java.util.Optional;

/**
 * What opens links between browsers.
 */
enum Linker implements Entrant {

	/** The limit. */
	BARE("bare", "bare RTCDataChannel", "bare"),

	/** This project's client at its server. */
	LIBRARY("library", "this project's client", "library"),

	/** The same with a key. */
	ENCRYPTED("encrypted", "this project's client, encrypted", "library"),

	/** Signalled as the bare channel is. */
	SIMPLE_PEER("simple-peer", "simple-peer 9.11.1", "stock"),

	/** With its own server. */
	PEERJS("peerjs", "PeerJS 1.5.5", "node");

	private final String id;

	private final String title;

	private final String style;

	Linker(String id, String title, String style) {
		this.id = id;
		this.title = title;
		this.style = style;
	}

	static Optional<Linker> of(String id) {
		return Arrays.stream(values()).filter((linker) -> linker.id.equals(id)).findFirst();
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public String title() {
		return this.title;
	}

	@Override
	public String style() {
		return this.style;
	}

}
