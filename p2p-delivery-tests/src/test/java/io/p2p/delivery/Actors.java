package io.p2p.delivery;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A process with peers in Java, for {@code p2p-client/tests/delivery/java.ts}: each line
 * of its input is a call of an actor's method, each line of its output what that has
 * returned. It ends by itself when its input has and its peers are closed.
 */
public final class Actors {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

	private final Map<String, Actor> actors = new HashMap<>();

	private Actors() {
	}

	public static void main(String[] arguments) throws IOException {
		PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
		Actors actors = new Actors();
		try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				out.println(JSON.writeValueAsString(actors.answer(JSON.readTree(line))));
			}
		}
		actors.close();
	}

	private Map<String, Object> answer(JsonNode call) {
		Map<String, Object> answer = new HashMap<>();
		answer.put("id", call.path("id").asInt());
		try {
			answer.put("value", call(call.path("actor").asString(), call.path("method").asString(),
					call.path("arguments").path(0)));
		}
		catch (RuntimeException ex) {
			answer.put("error", ex.toString());
		}
		return answer;
	}

	private Object call(String name, String method, JsonNode argument) {
		if (method.equals("start")) {
			this.actors.put(name, new Actor(argument, this.clock));
			return null;
		}
		Actor actor = this.actors.get(name);
		return switch (method) {
			case "state" -> actor.state();
			case "log" -> actor.log();
			case "cut" -> actor.cut();
			case "turnUsers" -> actor.turnUsers();
			default -> {
				act(actor, method, argument);
				yield null;
			}
		};
	}

	private static void act(Actor actor, String method, JsonNode argument) {
		switch (method) {
			case "run" -> actor.run();
			case "stop" -> actor.stop();
			case "toggle" -> actor.toggle();
			case "use" -> actor.use(argument);
			case "sendLarge" -> actor.sendLarge(argument.asInt());
			case "sendFile" -> actor.sendFile(argument.asInt());
			default -> throw new IllegalArgumentException("Peers in Java have no '" + method + "'");
		}
	}

	private void close() {
		this.actors.values().forEach(Actor::close);
		this.clock.shutdown();
	}

}
