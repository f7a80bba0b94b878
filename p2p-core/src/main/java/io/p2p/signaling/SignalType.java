package io.p2p.signaling;

import java.util.Locale;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

import io.p2p.peer.RawJson;

/**
 * What a signal is about, for metrics: the server passes signals on unchanged and refuses
 * none for its content.
 *
 * @since 0.1.0
 */
public enum SignalType {

	/** A description of type {@code offer}. */
	OFFER,

	/** A description of type {@code answer}. */
	ANSWER,

	/** An ICE candidate, or that there are no more. */
	CANDIDATE,

	/** The sender has closed the link. */
	CLOSED,

	/** Anything else. */
	OTHER;

	private static final JsonFactory JSON = new JsonFactory();

	/**
	 * The name in lower case.
	 * @return the name
	 */
	public String wireName() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * The type of a signal of a library peer ({@code description}, {@code candidate},
	 * {@code closed}) or of the original library ({@code type}, {@code candidate}).
	 * @param signal the signal, valid JSON
	 * @return the type
	 */
	static SignalType of(RawJson signal) {
		try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), signal.bytes())) {
			return (json.nextToken() == JsonToken.START_OBJECT) ? ofMembers(json) : OTHER;
		}
		catch (JacksonException ex) {
			// beyond Jackson's limits for nesting or names
			return OTHER;
		}
	}

	// the first member that is known decides
	private static SignalType ofMembers(JsonParser json) {
		for (String name = json.nextName(); name != null; name = json.nextName()) {
			JsonToken value = json.nextToken();
			SignalType type = switch (name) {
				case "candidate" -> CANDIDATE;
				case "closed" -> (value == JsonToken.VALUE_TRUE) ? CLOSED : OTHER;
				case "type" -> ofDescription(json);
				case "description" -> (value == JsonToken.START_OBJECT) ? ofMembers(json) : OTHER;
				default -> OTHER;
			};
			if (type != OTHER) {
				return type;
			}
			json.skipChildren();
		}
		return OTHER;
	}

	private static SignalType ofDescription(JsonParser json) {
		return switch (json.getValueAsString("")) {
			case "offer" -> OFFER;
			case "answer" -> ANSWER;
			default -> OTHER;
		};
	}

}
