package io.p2p.client.wire;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * The members of an object of the protocol that are what they have to be. Of anything
 * else nothing is left: whatever comes, this does not throw.
 *
 * @since 0.1.0
 */
public final class Fields {

	/** No members. */
	public static final Fields NONE = new Fields(MissingNode.getInstance());

	private final JsonNode node;

	private Fields(JsonNode node) {
		this.node = node;
	}

	/**
	 * Read an object.
	 * @param node the object, or anything else
	 * @return its members
	 */
	public static Fields of(@Nullable JsonNode node) {
		return (node != null && node.isObject()) ? new Fields(node) : NONE;
	}

	/**
	 * Whether there is a member, and not {@code null}.
	 * @param name the member
	 * @return whether it is there
	 */
	public boolean has(String name) {
		return node(name) != null;
	}

	/**
	 * Any member.
	 * @param name the member
	 * @return its value; {@code null} if there is none
	 */
	public @Nullable JsonNode node(String name) {
		JsonNode value = this.node.get(name);
		return (value != null && !value.isNull()) ? value : null;
	}

	/**
	 * A member that is a string.
	 * @param name the member
	 * @return the string; {@code null} if it is none
	 */
	public @Nullable String text(String name) {
		JsonNode value = this.node.get(name);
		return (value != null && value.isString()) ? value.asString() : null;
	}

	/**
	 * A member that is a string.
	 * @param name the member
	 * @param other what it is otherwise
	 * @return the string
	 */
	public String text(String name, String other) {
		String value = text(name);
		return (value != null) ? value : other;
	}

	/**
	 * A member that is a number.
	 * @param name the member
	 * @param other what it is otherwise
	 * @return the number
	 */
	public long number(String name, long other) {
		JsonNode value = this.node.get(name);
		return isNumber(name) ? (long) value.asDouble() : other;
	}

	/**
	 * Whether a member is a number.
	 * @param name the member
	 * @return whether it is one
	 */
	public boolean isNumber(String name) {
		JsonNode value = this.node.get(name);
		return value != null && value.isNumber();
	}

	/**
	 * A member that is a truth value.
	 * @param name the member
	 * @return whether it is {@code true}
	 */
	public boolean flag(String name) {
		JsonNode value = this.node.get(name);
		return value != null && value.isBoolean() && value.asBoolean();
	}

	/**
	 * A member that is a list of strings.
	 * @param name the member
	 * @return those of its elements that are; empty if it is no list
	 */
	public List<String> texts(String name) {
		List<String> texts = new ArrayList<>();
		for (JsonNode one : list(name)) {
			if (one.isString()) {
				texts.add(one.asString());
			}
		}
		return texts;
	}

	/**
	 * A member that is a list of objects.
	 * @param name the member
	 * @return those of its elements that are; empty if it is no list
	 */
	public List<Fields> objects(String name) {
		List<Fields> objects = new ArrayList<>();
		for (JsonNode one : list(name)) {
			if (one.isObject()) {
				objects.add(new Fields(one));
			}
		}
		return objects;
	}

	private JsonNode list(String name) {
		JsonNode value = this.node.get(name);
		return (value != null && value.isArray()) ? value : MissingNode.getInstance();
	}

	/**
	 * The object as it came.
	 * @return the object
	 */
	public JsonNode json() {
		return this.node;
	}

	@Override
	public String toString() {
		return this.node.toString();
	}

}
