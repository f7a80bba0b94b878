package io.p2p.support;

import java.util.List;
import java.util.Map;

import org.json.JSONArray;
import org.json.JSONObject;

/**
 * Maps and lists as the Java client takes and gives them.
 */
public final class JsonValues {

	private JsonValues() {
	}

	/**
	 * What the client emits.
	 */
	public static Object wrap(Object value) {
		if (value instanceof Map<?, ?> map) {
			JSONObject object = new JSONObject();
			map.forEach((key, member) -> object.put((String) key, wrap(member)));
			return object;
		}
		if (value instanceof List<?> list) {
			JSONArray array = new JSONArray();
			list.forEach((element) -> array.put(wrap(element)));
			return array;
		}
		return value;
	}

	/**
	 * What the client has heard, as maps and lists.
	 */
	public static Object unwrap(Object value) {
		if (value instanceof JSONObject object) {
			return object.toMap();
		}
		return (value instanceof JSONArray array) ? array.toList() : value;
	}

}
