package io.p2p.client;

import java.util.HashMap;
import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the placeholders of a vector stand for in one run. Ids are in the order of the
 * names.
 */
final class Placeholders {

	private final Map<String, String> values = new HashMap<>();

	/**
	 * What is sent where a vector says this.
	 */
	JsonNode valueOf(JsonNode said) {
		if (said.isString() && said.asString().startsWith("$")) {
			String name = said.asString();
			return StringNode.valueOf(this.values.computeIfAbsent(name, (unknown) -> unknown.substring(1)));
		}
		if (said.has("$like")) {
			return said.get("$like");
		}
		if (said.isArray()) {
			ArrayNode copy = ScriptedWire.JSON.createArrayNode();
			said.forEach((one) -> copy.add(valueOf(one)));
			return copy;
		}
		if (said.isObject() && !said.has("$binary")) {
			ObjectNode copy = ScriptedWire.JSON.createObjectNode();
			said.properties().forEach((member) -> copy.set(member.getKey(), valueOf(member.getValue())));
			return copy;
		}
		return said;
	}

	/**
	 * Fail unless this has come where a vector says that. Members of an object that are
	 * not named there may be.
	 */
	void check(JsonNode come, JsonNode said, String where) {
		if (said.isString() && said.asString().startsWith("$")) {
			String known = this.values.computeIfAbsent(said.asString(), (name) -> come.asString());
			assertThat(come.asString()).as(where).isEqualTo(known);
		}
		else if (said.has("$like")) {
			assertThat(come.getNodeType()).as(where).isEqualTo(said.get("$like").getNodeType());
		}
		else if (said.isArray()) {
			assertThat(come.isArray() && come.size() == said.size()).as("%s: %s, not %s", where, come, said).isTrue();
			for (int i = 0; i < said.size(); i++) {
				check(come.get(i), said.get(i), where + "[" + i + "]");
			}
		}
		else if (said.isObject()) {
			assertThat(come.isObject()).as("%s: %s, not %s", where, come, said).isTrue();
			said.properties()
				.forEach((member) -> check(come.path(member.getKey()), member.getValue(),
						where + "." + member.getKey()));
		}
		else if (said.isNumber()) {
			assertThat(come.asDouble()).as(where).isEqualTo(said.asDouble());
		}
		else {
			assertThat(come).as(where).isEqualTo(said);
		}
	}

}
