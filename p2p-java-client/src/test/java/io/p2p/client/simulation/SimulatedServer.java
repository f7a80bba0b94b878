package io.p2p.client.simulation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import io.p2p.client.session.Entry;
import io.p2p.client.wire.Fields;
import io.p2p.client.wire.Json;
import io.p2p.client.wire.ServerEvent;

/**
 * A server that does what {@code docs/protocol.md} says, as far as rooms go.
 */
final class SimulatedServer {

	private final World world;

	private final Map<String, Map<String, Member>> rooms = new LinkedHashMap<>();

	SimulatedServer(World world) {
		this.world = world;
	}

	private Map<String, Member> in(String room) {
		return this.rooms.computeIfAbsent(room, (name) -> new LinkedHashMap<>());
	}

	/**
	 * Somebody wants to join a room.
	 * @param done gets the answer
	 */
	void join(SimulatedSession client, ObjectNode join, Consumer<Fields> done) {
		String room = join.path("room").asString();
		Map<String, Member> members = in(room);
		boolean isNew = !members.containsKey(client.peerId());
		Member member = new Member(client.peerId(), client, join.path("webrtc").asBoolean());
		ObjectNode welcome = Json.object().put("room", room).put("peerId", member.id());
		welcome.putArray("peers");
		members.values()
			.stream()
			.filter((other) -> !other.id().equals(member.id()))
			.forEach((other) -> welcome.withArray("peers").add(info(room, other)));
		members.put(member.id(), member);
		welcome.set("links", links(members, member));
		done.accept(Fields.of(welcome));
		if (isNew) {
			others(members, member).forEach((other) -> {
				other.client().hear("peer-connect", info(room, member), List.of());
				tellLinks(room, members, other);
			});
		}
	}

	private static ObjectNode info(String room, Member member) {
		return Json.object()
			.put("room", room)
			.put("peerId", member.id())
			.put("webrtc", member.webrtc())
			.put("lost", !member.client().isLive());
	}

	private static List<Member> others(Map<String, Member> members, Member member) {
		return members.values().stream().filter((other) -> !other.id().equals(member.id())).toList();
	}

	private static ArrayNode links(Map<String, Member> members, Member member) {
		ArrayNode ids = Json.array();
		others(members, member).stream()
			.filter((other) -> other.webrtc() && member.webrtc())
			.forEach((other) -> ids.add(other.id()));
		return ids;
	}

	private static void tellLinks(String room, Map<String, Member> members, Member member) {
		ObjectNode plan = Json.object().put("room", room);
		plan.set("peerIds", links(members, member));
		member.client().hear("p2p:links", plan, List.of());
	}

	void leave(String id, String room) {
		Map<String, Member> members = in(room);
		Member gone = members.remove(id);
		if (gone != null) {
			ObjectNode header = Json.object().put("room", room).put("peerId", id);
			List.copyOf(members.values()).forEach((other) -> {
				other.client().hear("peer-disconnect", header, List.of());
				tellLinks(room, members, other);
			});
		}
	}

	void leaveAll(String id) {
		this.rooms.keySet().forEach((room) -> leave(id, room));
	}

	/**
	 * Somebody has lost its connection, or is back.
	 */
	void lost(String id, boolean now) {
		this.rooms.forEach((room, members) -> {
			Member member = members.get(id);
			if (member != null) {
				ObjectNode header = Json.object().put("room", room).put("peerId", id).put("lost", now);
				others(members, member).forEach((other) -> other.client().hear("p2p:lost", header, List.of()));
			}
		});
	}

	void take(String from, Entry entry) {
		String room = entry.header().path("room").asString();
		Map<String, Member> members = in(room);
		Member sender = members.get(from);
		this.world.note("server takes", from, entry.event(), entry.header(), entry.body().toString().length());
		if (sender == null) {
			return;
		}
		switch (entry.event()) {
			case "p2p:leave" -> leave(from, room);
			case "peer-signal" -> signal(members, sender, entry.header());
			case "p2p:msg", "p2p:part", "p2p:path", "p2p:stop" -> relay(members, sender, entry);
			default -> throw new IllegalStateException(entry.event());
		}
	}

	private void signal(Map<String, Member> members, Member sender, ObjectNode header) {
		Member receiver = members.get(header.path("toPeerId").asString());
		if (receiver != null && receiver.webrtc()) {
			ObjectNode passed = header.deepCopy().put("fromPeerId", sender.id());
			passed.remove("toPeerId");
			receiver.client().hear("peer-signal", passed, List.of());
		}
	}

	private void relay(Map<String, Member> members, Member sender, Entry entry) {
		Fields header = Fields.of(entry.header());
		String to = header.text("to");
		List<Member> receivers = receivers(members, sender, header);
		ObjectNode passed = entry.header().deepCopy().put("from", sender.id());
		passed.remove(List.of("to", "skip"));
		receivers.forEach((receiver) -> receiver.client().hear(entry.event(), passed, entry));
		if (receivers.isEmpty() && to != null && !entry.event().equals("p2p:path")) {
			ObjectNode error = Json.object().put("room", header.text("room")).put("code", "unknown-peer");
			error.put("message", "nobody there").put("event", entry.event()).put("peerId", to);
			if (header.isNumber("ack")) {
				error.put("ack", header.number("ack", 0));
			}
			if (header.isNumber("id")) {
				error.put("id", header.number("id", 0));
			}
			sender.client().hear("peer-error", error, List.of());
		}
		else if (entry.event().equals("p2p:part")) {
			ObjectNode sent = Json.object().put("room", header.text("room")).put("id", header.number("id", 0));
			sent.put("offset", header.number("offset", 0));
			if (to != null) {
				sent.put("to", to);
			}
			this.world.schedule(() -> sender.client().hear("p2p:sent", sent, List.of()), this.world.between(0, 300));
		}
	}

	private static List<Member> receivers(Map<String, Member> members, Member sender, Fields header) {
		String to = header.text("to");
		if (to != null) {
			Member one = members.get(to);
			return (one != null) ? List.of(one) : List.of();
		}
		List<String> skip = header.texts("skip");
		return others(members, sender).stream().filter((other) -> !skip.contains(other.id())).toList();
	}

	void takeVolatile(String from, ObjectNode header, byte[] content) {
		Map<String, Member> members = in(header.path("room").asString());
		Member sender = members.get(from);
		if (sender == null) {
			return;
		}
		ObjectNode passed = header.deepCopy().put("from", from);
		passed.remove(List.of("to", "skip"));
		receivers(members, sender, Fields.of(header)).stream()
			.filter((receiver) -> receiver.client().isLive() && this.world.chance(0.8))
			.forEach((receiver) -> receiver.client().hearVolatile(Fields.of(passed), content));
	}

	/**
	 * What a client hears.
	 */
	static ServerEvent event(String name, ObjectNode header, Entry entry) {
		List<byte[]> binaries = new ArrayList<>();
		for (ByteBuffer binary : entry.body().binaries()) {
			byte[] bytes = new byte[binary.remaining()];
			binary.duplicate().get(bytes);
			binaries.add(bytes);
		}
		return Objects.requireNonNull(ServerEvent.of(name, header, entry.body().json(), binaries), name);
	}

	private record Member(String id, SimulatedSession client, boolean webrtc) {

	}

}
