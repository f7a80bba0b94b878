package io.p2p.cluster.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.resource.ClientResources;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import io.p2p.cluster.AppendOutcome;
import io.p2p.cluster.LogEntryKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How servers are connected to Redis.
 */
class ConnectionTests {

	/**
	 * What a user of Redis must be allowed.
	 */
	private static final String ACL = "on >secret resetkeys ~p2p:test:* resetchannels &p2p:test:* -@all +hello +ping"
			+ " +info +client +eval +evalsha +time +wait +publish +subscribe +unsubscribe +hget +hmget +hset"
			+ " +hdel +hlen +hgetall +hkeys +xadd +xdel +xrange +xrevrange +get +set +del +exists +rename +pexpire"
			+ " +pttl +zadd +zscore +zrevrange +zremrangebyscore";

	private final List<AutoCloseable> open = new ArrayList<>();

	@TempDir
	private Path folder;

	@AfterEach
	void end() throws Exception {
		for (int i = this.open.size() - 1; i >= 0; i--) {
			this.open.get(i).close();
		}
	}

	private RedisServer redis(String... arguments) {
		RedisServer redis = RedisServer.start(arguments);
		this.open.add(redis);
		return redis;
	}

	private TestNode node(RedisClient client, RedisURI uri) {
		this.open.add(() -> client.shutdown(0, 1, TimeUnit.SECONDS));
		TestNode node = new TestNode(RedisClusterStore.standalone(client, uri, TestNode.OPTIONS));
		this.open.add(node);
		return node;
	}

	private static void use(TestNode one, TestNode other) {
		one.follow("r");
		Recorder recorder = other.follow("r");
		one.append("r", LogEntryKind.OPEN, "", 0, -1);
		one.join("r", "a");
		one.append("r", LogEntryKind.EVENT, "a", 1, 1);
		one.append("r", LogEntryKind.LEAVE, "a", 1, 2);
		one.join("r", "b");
		one.append("r", LogEntryKind.CLOSE, "", 0, 0);
		one.join("r", "b");
		one.store.checkpoint("r", recorder.room().epoch(), 3, new byte[1]);
		await().until(() -> recorder.count() == 7);
		assertThat(one.claim("t", "ann", "p").generation()).isEqualTo(1);
		assertThat(other.claim("t", "ann", "p").generation()).isEqualTo(2);
		other.store.release("t", 2);
		one.store.tell(other.name(), new byte[] { 'x' });
		await().until(() -> other.heard.contains(one.name() + " says x"));
		TestNode.get(one.store.stop());
		await().until(() -> other.heard.contains("lost " + one.name()));
	}

	@Test
	void aUserNeedsOnlySomeCommandsAndTheKeysOfTheApplication() {
		RedisServer redis = redis();
		redis.run("ACL", ("SETUSER p2p " + ACL).split(" "));
		RedisURI uri = RedisURI.builder(redis.uri()).withAuthentication("p2p", "secret").build();
		use(node(RedisClient.create(), uri), node(RedisClient.create(), uri));
		assertThat(redis.run("ACL", "LOG")).isEmpty();
	}

	@Test
	void connectionsMayBeEncrypted() throws Exception {
		redis().assumeSeven();
		Path certificate = certificate();
		int port = RedisServer.freePort();
		redis("--tls-port", String.valueOf(port), "--tls-cert-file", certificate.toString(), "--tls-key-file",
				this.folder.resolve("key.pem").toString(), "--tls-ca-cert-file", certificate.toString(),
				"--tls-auth-clients", "no");
		RedisURI uri = RedisURI.builder()
			.withHost("127.0.0.1")
			.withPort(port)
			.withSsl(true)
			.withVerifyPeer(SslVerifyMode.FULL)
			.build();
		use(node(encrypted(certificate), uri), node(encrypted(certificate), uri));
	}

	private static RedisClient encrypted(Path certificate) {
		RedisClient client = RedisClient.create();
		client.setOptions(ClientOptions.builder()
			.sslOptions(SslOptions.builder().jdkSslProvider().trustManager(certificate.toFile()).build())
			.build());
		return client;
	}

	/**
	 * Make a certificate that is its own authority, and its key beside it.
	 */
	private Path certificate() throws Exception {
		Path store = this.folder.resolve("keys.p12");
		int code = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "redis", "-keyalg", "RSA", "-dname", "CN=redis", "-ext", "san=ip:127.0.0.1",
				"-validity", "2", "-storetype", "PKCS12", "-storepass", "secret", "-keystore", store.toString())
			.redirectErrorStream(true)
			.redirectOutput(this.folder.resolve("log").toFile())
			.start()
			.waitFor();
		assertThat(code).isZero();
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(store)) {
			keys.load(in, "secret".toCharArray());
		}
		pem("key.pem", "PRIVATE KEY", keys.getKey("redis", "secret".toCharArray()).getEncoded());
		return pem("certificate.pem", "CERTIFICATE", keys.getCertificate("redis").getEncoded());
	}

	private Path pem(String name, String kind, byte[] bytes) throws IOException {
		return Files.writeString(this.folder.resolve(name),
				"-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(bytes)
						+ "\n-----END " + kind + "-----\n");
	}

	@Test
	void whoeverIsTooSlowForWhatIsPublishedReadsIt() {
		RedisServer redis = redis("--client-output-buffer-limit", "pubsub", "32kb", "16kb", "1");
		TestNode one = new TestNode(redis);
		this.open.add(one);
		TestNode other = new TestNode(redis);
		this.open.add(other);
		one.follow("r");
		Recorder recorder = other.follow("r");
		one.join("r", "a");
		List<CompletableFuture<AppendOutcome>> outcomes = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			outcomes.add(one.send("r", LogEntryKind.EVENT, "a", 1, 0, "x".repeat(200_000)));
		}
		outcomes.forEach(TestNode::get);
		await().until(() -> recorder.count() == 21);
		assertThat(recorder.faults()).isEmpty();
		assertThat(recorder.losses()).isZero();
		assertThat(redis.commands().info("stats")).doesNotContain("client_output_buffer_limit_disconnections:0");
	}

	@Test
	void nothingLeaksWhenStoresStop() {
		RedisServer redis = redis();
		Logger logger = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
		ListAppender<ILoggingEvent> leaks = new ListAppender<>();
		leaks.start();
		logger.addAppender(leaks);
		ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
		try {
			for (int round = 0; round < 10; round++) {
				stopInTheMidst(redis, round);
				System.gc();
			}
		}
		finally {
			ResourceLeakDetector.setLevel(before);
			logger.detachAppender(leaks);
		}
		assertThat(leaks.list).isEmpty();
	}

	private void stopInTheMidst(RedisServer redis, int round) {
		ClientResources resources = ClientResources.create();
		RedisClient client = RedisClient.create(resources);
		TestNode node = new TestNode(RedisClusterStore.standalone(client, redis.uri(), TestNode.OPTIONS));
		node.follow("r" + round);
		node.join("r" + round, "a");
		for (int i = 0; i < 200; i++) {
			node.send("r" + round, LogEntryKind.EVENT, "a", 1, 0, "x".repeat(1000));
			node.store.claim("t" + i, "ann", "p");
		}
		assertThat(node.store.stop().toCompletableFuture()).succeedsWithin(Duration.ofSeconds(5));
		client.shutdown(0, 1, TimeUnit.SECONDS);
		assertThat(resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS)).isTrue();
	}

}
