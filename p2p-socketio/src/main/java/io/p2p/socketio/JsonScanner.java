package io.p2p.socketio;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.p2p.engineio.protocol.ByteScan;
import io.p2p.engineio.protocol.InvalidPacketException;
import io.p2p.peer.EventLimits;

/**
 * Validates JSON without building objects, and finds the elements of the outermost array.
 * What is relayed must be valid, as clients end their connection over JSON that is not.
 * <p>
 * In a packet with attachments, for the same reason, an object with the key
 * {@code _placeholder} must be exactly Socket.IO's placeholder, and its number that of an
 * attachment.
 */
final class JsonScanner {

	private static final int MAX_DEPTH = EventLimits.MAX_DEPTH + 6; // the packet's levels

	private static final String PLACEHOLDER = "_placeholder";

	private static final Pattern EXACT_PLACEHOLDER = Pattern
		.compile("\\{\\s*(?:\"_placeholder\"\\s*:\\s*true\\s*,\\s*\"num\"\\s*:\\s*(\\d{1,9})"
				+ "|\"num\"\\s*:\\s*(\\d{1,9})\\s*,\\s*\"_placeholder\"\\s*:\\s*true)\\s*}");

	private final byte[] json;

	private final int end;

	private final int attachments;

	private final BitSet seen = new BitSet();

	private int position;

	private int depth;

	JsonScanner(byte[] json, int from, int attachments) {
		this.json = json;
		this.position = from;
		this.end = json.length;
		this.attachments = attachments;
	}

	/**
	 * Scan an array.
	 * @return where its first element begins, -1 if it is empty
	 * @throws InvalidPacketException if this is not one valid JSON array
	 */
	int scanArray() {
		skipSpace();
		int open = this.position;
		if (peek() != '[') {
			throw invalid();
		}
		value();
		finish();
		this.position = open + 1;
		skipSpace();
		return (peek() == ']') ? -1 : this.position;
	}

	/**
	 * Locate the first elements of an array that is known to be valid.
	 * @param count how many elements to locate
	 * @return start and end of each, -1 for those that are not there
	 */
	int[] locate(int count) {
		int[] bounds = new int[2 * count];
		Arrays.fill(bounds, -1);
		skipSpace();
		expect('[');
		for (int index = 0; index < count; index++) {
			skipSpace();
			if (peek() == ']') {
				break;
			}
			bounds[2 * index] = this.position;
			value();
			bounds[2 * index + 1] = this.position;
			skipSpace();
			if (next() == ']') {
				break;
			}
		}
		return bounds;
	}

	/**
	 * Scan a whole object.
	 * @throws InvalidPacketException if this is not one valid JSON object
	 */
	void scanObject() {
		skipSpace();
		if (peek() != '{') {
			throw invalid();
		}
		value();
		finish();
	}

	// the offset behind the value that begins at start
	int endOf(int start) {
		this.position = start;
		value();
		return this.position;
	}

	private void finish() {
		skipSpace();
		if (this.position != this.end) {
			throw invalid();
		}
	}

	private void value() {
		switch (peek()) {
			case '{' -> object();
			case '[' -> array();
			case '"' -> string();
			case 't' -> literal("true");
			case 'f' -> literal("false");
			case 'n' -> literal("null");
			default -> number();
		}
	}

	private void object() {
		enter();
		int start = this.position++;
		boolean placeholder = false;
		skipSpace();
		if (peek() == '}') {
			this.position++;
		}
		else {
			do {
				skipSpace();
				int key = this.position;
				string();
				placeholder |= this.attachments > 0 && isPlaceholderKey(key);
				skipSpace();
				expect(':');
				skipSpace();
				value();
				skipSpace();
			}
			while (more('}'));
		}
		if (placeholder) {
			checkPlaceholder(new String(this.json, start, this.position - start, StandardCharsets.UTF_8));
		}
		this.depth--;
	}

	private void array() {
		enter();
		this.position++;
		skipSpace();
		if (peek() == ']') {
			this.position++;
		}
		else {
			do {
				skipSpace();
				value();
				skipSpace();
			}
			while (more(']'));
		}
		this.depth--;
	}

	private void string() {
		expect('"');
		while (true) {
			this.position = ByteScan.skipPlain(this.json, this.position, this.end);
			int c = next();
			if (c == '"') {
				return;
			}
			if (c >= 0 && c < ' ') {
				throw invalid();
			}
			if (c == '\\') {
				escape();
			}
		}
	}

	private void escape() {
		int c = next();
		if (c == 'u') {
			for (int i = 0; i < 4; i++) {
				if (Character.digit(next(), 16) < 0) {
					throw invalid();
				}
			}
		}
		else if ("\"\\/bfnrt".indexOf(c) < 0) {
			throw invalid();
		}
	}

	private void number() {
		if (peek() == '-') {
			this.position++;
		}
		if (peek() == '0') {
			this.position++;
		}
		else {
			digits();
		}
		if (at('.')) {
			this.position++;
			digits();
		}
		if (at('e') || at('E')) {
			this.position++;
			if (at('+') || at('-')) {
				this.position++;
			}
			digits();
		}
	}

	private void digits() {
		int start = this.position;
		while (this.position < this.end && this.json[this.position] >= '0' && this.json[this.position] <= '9') {
			this.position++;
		}
		if (this.position == start) {
			throw invalid();
		}
	}

	private void literal(String text) {
		for (int i = 0; i < text.length(); i++) {
			expect(text.charAt(i));
		}
	}

	private boolean isPlaceholderKey(int key) {
		String text = new String(this.json, key + 1, this.position - key - 2, StandardCharsets.UTF_8);
		// the key may be written with escapes
		return ((text.indexOf('\\') >= 0) ? JsonArray.unescape(text) : text).equals(PLACEHOLDER);
	}

	private void checkPlaceholder(String object) {
		Matcher exact = EXACT_PLACEHOLDER.matcher(object);
		int number = this.attachments;
		if (exact.matches()) {
			number = Integer.parseInt((exact.group(1) != null) ? exact.group(1) : exact.group(2));
		}
		// Once each: clients fill an attachment in wherever it is named, so that a small
		// packet could become huge there.
		if (number >= this.attachments || this.seen.get(number)) {
			throw new InvalidPacketException("A placeholder without its attachment");
		}
		this.seen.set(number);
	}

	private boolean more(char close) {
		int c = next();
		if (c == close) {
			return false;
		}
		if (c != ',') {
			throw invalid();
		}
		return true;
	}

	private void enter() {
		if (++this.depth > MAX_DEPTH) {
			throw new TooDeepException();
		}
	}

	private void skipSpace() {
		while (at(' ') || at('\n') || at('\r') || at('\t')) {
			this.position++;
		}
	}

	private boolean at(char c) {
		return this.position < this.end && this.json[this.position] == c;
	}

	private int peek() {
		if (this.position >= this.end) {
			throw invalid();
		}
		return this.json[this.position];
	}

	private int next() {
		int c = peek();
		this.position++;
		return c;
	}

	private void expect(char c) {
		if (next() != c) {
			throw invalid();
		}
	}

	private InvalidPacketException invalid() {
		return new InvalidPacketException("Invalid JSON at byte " + this.position);
	}

}
