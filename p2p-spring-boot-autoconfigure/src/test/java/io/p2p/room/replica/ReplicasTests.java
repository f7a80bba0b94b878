package io.p2p.room.replica;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.lettuce.core.RedisClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.p2p.cluster.ClusterListener;
import io.p2p.cluster.redis.RedisClusterOptions;
import io.p2p.cluster.redis.RedisClusterStore;
import io.p2p.peer.LocalPeer;
import io.p2p.peer.Path;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerHandshake;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawJson;
import io.p2p.room.Room;
import io.p2p.room.RoomMember;
import io.p2p.room.RoomOptions;
import io.p2p.support.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The replicas of a room on several servers: whatever happens in it, and whenever a
 * server gets to know it, all come to the same.
 */
class ReplicasTests {

	private static final String ROOM = "room";

	private final List<Server> servers = new ArrayList<>();

	private final AtomicInteger names = new AtomicInteger();

	private RedisServer redis;

	private RedisClient client;

	@BeforeEach
	void start() {
		this.redis = RedisServer.start();
		this.client = RedisClient.create(this.redis.uri());
		for (int i = 0; i < 3; i++) {
			this.servers.add(new Server());
		}
	}

	@AfterEach
	void stop() {
		this.servers.forEach((server) -> server.store.stop().toCompletableFuture().join());
		this.client.shutdown();
		this.redis.close();
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6 })
	void whateverHappensThenAllReplicasAreTheSame(long seed) {
		Random random = new Random(seed);
		// each server has one member that stays, and so follows the room all the time
		List<CompletableFuture<?>> done = new ArrayList<>();
		this.servers.forEach((server) -> done.add(server.join(3)));
		done.forEach(CompletableFuture::join);
		for (int i = 0; i < 1_500; i++) {
			CompletableFuture<?> step = this.servers.get(random.nextInt(3)).step(random);
			done.add(step);
			if (random.nextInt(40) == 0) {
				step.handle((result, failure) -> result).join();
			}
		}
		done.forEach((step) -> step.handle((result, failure) -> result).join());
		// a server that gets to know the room only now
		Server late = new Server();
		this.servers.add(late);
		late.join(3).join();
		await().untilAsserted(() -> {
			for (Server server : this.servers) {
				assertThat(server.position()).isEqualTo(late.position());
			}
		});
		for (Server server : this.servers) {
			assertThat(server.describe()).isEqualTo(late.describe());
		}
	}

	private static String text(Peer peer) {
		return (peer.user() != null) ? peer.user().text() : "nobody";
	}

	private final class Server {

		private final Map<PeerId, Named> peers = new HashMap<>();

		private final List<Named> present = new ArrayList<>();

		private final RedisClusterStore store = RedisClusterStore.standalone(ReplicasTests.this.client,
				ReplicasTests.this.redis.uri(), RedisClusterOptions.of("test"));

		private final ClusterRoomManager rooms = new ClusterRoomManager(this.store, 0, Duration.ofMinutes(2),
				Duration.ofSeconds(10), List::of, this.peers::get, (room, from, event) -> {
				});

		Server() {
			this.store.start(new ClusterListener() {

				@Override
				public void nodeLost(String node) {
				}

				@Override
				public void fenced() {
				}

				@Override
				public void available(boolean available) {
				}

				@Override
				public void told(String node, byte[] message) {
				}

			}).toCompletableFuture().join();
		}

		CompletableFuture<?> join(int links) {
			Named peer = new Named(new PeerId("p" + ReplicasTests.this.names.incrementAndGet()));
			this.peers.put(peer.id(), peer);
			this.present.add(peer);
			return this.rooms.join(ROOM, new RoomMember(peer, false, true, links, null)).toCompletableFuture();
		}

		CompletableFuture<?> step(Random random) {
			Named peer = (this.present.size() > 1) ? this.present.get(1 + random.nextInt(this.present.size() - 1))
					: null;
			if (peer == null || random.nextInt(4) == 0) {
				return join(1 + random.nextInt(4));
			}
			switch (random.nextInt(4)) {
				case 0 -> {
					this.present.remove(peer);
					return this.rooms.leave(ROOM, peer).toCompletableFuture();
				}
				case 1 -> {
					return this.rooms.update(ROOM, peer, new RawJson(new byte[] { '1' })).toCompletableFuture();
				}
				case 2 -> {
					return this.rooms.open(ROOM, RoomOptions.DEFAULTS.withNumClients(1 + random.nextInt(4)))
						.toCompletableFuture();
				}
				default -> {
					peer.lost = !peer.lost;
					this.rooms.connectionsChanged(List.of(peer));
					return CompletableFuture.completedFuture(null);
				}
			}
		}

		Room room() {
			Room room = this.rooms.find(ROOM);
			assertThat(room).isNotNull();
			return room;
		}

		Room.Position position() {
			return room().position();
		}

		String describe() {
			Room room = room();
			synchronized (room) {
				StringBuilder all = new StringBuilder(room.options().toString());
				room.libraryPeers().forEach((peer) -> {
					RoomMember member = room.member(peer.id());
					all.append('\n')
						.append(peer.id())
						.append(' ')
						.append(member.lost())
						.append(member.data())
						.append(text(peer));
					all.append(room.links(peer.id()).stream().sorted().toList());
				});
				return all.toString();
			}
		}

	}

	private static final class Named implements LocalPeer {

		private final PeerId id;

		private volatile boolean lost;

		Named(PeerId id) {
			this.id = id;
		}

		@Override
		public PeerId id() {
			return this.id;
		}

		@Override
		public PeerHandshake handshake() {
			return new PeerHandshake("/", Map.of(), Map.of(), null, InetSocketAddress.createUnresolved("localhost", 1));
		}

		@Override
		public @Nullable Principal principal() {
			return null;
		}

		@Override
		public RawJson user() {
			return new RawJson(("{\"name\":\"" + this.id.value() + "\"}").getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public @Nullable RawJson data() {
			return null;
		}

		@Override
		public Path path() {
			return Path.RELAY;
		}

		@Override
		public boolean isLost() {
			return this.lost;
		}

		@Override
		public void disconnect() {
		}

		@Override
		public long generation() {
			return 0;
		}

		@Override
		public long received() {
			return 0;
		}

		@Override
		public boolean hasLeft() {
			return false;
		}

		@Override
		public void superseded() {
		}

		@Override
		public void roomLost() {
		}

		@Override
		public void farewell() {
		}

	}

}
