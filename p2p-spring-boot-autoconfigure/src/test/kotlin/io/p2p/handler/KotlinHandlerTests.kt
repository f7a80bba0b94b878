package io.p2p.handler

import io.p2p.annotation.PeerJoined
import io.p2p.annotation.PeerMessageHandler
import io.p2p.autoconfigure.P2pAutoConfiguration
import io.p2p.peer.Peer
import io.p2p.peer.RefusedException
import io.p2p.room.Room
import io.p2p.support.TestClient
import io.p2p.support.TestServer
import java.util.concurrent.ConcurrentLinkedQueue
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.withContext
import org.aopalliance.intercept.MethodInterceptor
import org.assertj.core.api.Assertions.assertThat
import org.awaitility.Awaitility.await
import org.json.JSONArray
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Test
import org.springframework.aop.framework.ProxyFactory
import org.springframework.boot.autoconfigure.AutoConfigurations
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration
import org.springframework.boot.test.context.FilteredClassLoader
import org.springframework.boot.test.context.runner.ApplicationContextRunner
import org.springframework.context.annotation.Bean
import org.springframework.context.annotation.Configuration

/**
 * Handlers as they are written in Kotlin.
 */
class KotlinHandlerTests {

	private val runner = ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration::class.java, P2pAutoConfiguration::class.java))
		.withPropertyValues("p2p.server.port=0", "p2p.server.address=127.0.0.1")

	@Test
	fun whenAFunctionSuspendsThenItsResultIsWaitedFor() {
		TestClient.plain(server).use { alice ->
			assertThat(alice.ask("line", mapOf("text" to "hi", "size" to 2)).toMap())
				.isEqualTo(mapOf("text" to "hi from ${alice.id()}", "size" to 3))
			assertThat(alice.askAll("nullable", "x")).containsExactly("x")
			assertThat(alice.askAll("nullable")).containsExactly("none")
			assertThat(alice.askAll("default")).containsExactly("default")
			assertThat(alice.ask("line").toMap()).isEqualTo(
				mapOf("code" to "bad-request", "message" to "The server's handler needs argument 0 of the event")
			)
			assertThat(alice.askAll("hidden", 1)).containsExactly(2)
			assertThat(alice.askAll("deferred")).containsExactly("deferred")
			assertThat((alice.askAll("flow")[0] as JSONArray).toList()).containsExactly(1, 2)
			assertThat((alice.askAll("suspended-flow")[0] as JSONArray).toList()).containsExactly(3, 4)
		}
	}

	@Test
	fun whenAFunctionGivesNothingThenTheEventIsRelayedAsItCame() {
		TestClient.plain(server).use { alice ->
			TestClient.plain(server).use { bob ->
				for (event in listOf("unit", "null", "deferred-unit")) {
					assertThat(alice.askAll(event, "x", 2)).isEmpty()
					assertThat(bob.awaitEvent(event)).containsExactly("x", 2)
				}
			}
		}
	}

	@Test
	fun whenAFunctionThrowsThenTheSenderIsTold() {
		TestClient.plain(server).use { alice ->
			for (event in listOf("refuses", "refuses-later")) {
				assertThat(alice.ask(event).toMap()).isEqualTo(mapOf("code" to "no-luck", "message" to "Not today"))
			}
			assertThat(alice.ask("fails").getString("code")).isEqualTo("handler-failed")
		}
	}

	@Test
	fun whenTheBeanHasAProxyThenTheFunctionIsCalledThroughIt() {
		TestClient.plain(server).use { alice ->
			assertThat(alice.askAll("proxied", "x")).containsExactly("x")
			assertThat(intercepted).contains("proxied")
		}
	}

	@Test
	fun whenAFunctionForWhoComesSuspendsThenItIsCalled() {
		TestClient.library(server, "kitchen").use { alice ->
			await().until { server.bean(Handlers::class.java).joined.contains("kitchen ${alice.id()}") }
		}
	}

	@Test
	fun whenCoroutinesAreMissingThenTheStartStopsAndSaysWhatToAdd() {
		for (missing in listOf("kotlinx.coroutines.reactor", "kotlin.reflect.full")) {
			runner.withUserConfiguration(Suspending::class.java).withClassLoader(FilteredClassLoader(missing)).run {
				assertThat(it).failure.isInstanceOfSatisfying(InvalidHandlerException::class.java) { failure ->
					assertThat(failure).hasMessageContaining("Suspending.on(")
						.hasMessageContaining("is a suspending function")
					assertThat(failure.remedy()).contains("kotlinx-coroutines-reactor", "kotlin-reflect")
				}
			}
		}
		runner.withUserConfiguration(Suspending::class.java).run { assertThat(it).hasNotFailed() }
	}

	@Test
	fun whenAResultIsNotForPeersThenTheStartStops() {
		runner.withUserConfiguration(ReturnsAPeer::class.java).run {
			assertThat(it).failure.hasMessageContaining("returns what cannot go to peers: io.p2p.peer.Peer")
		}
	}

	data class Line(val text: String, val size: Int)

	@Configuration(proxyBeanMethods = false)
	class Handlers {

		val joined = ConcurrentLinkedQueue<String>()

		@PeerMessageHandler(event = ["line"], relay = false)
		suspend fun line(line: Line, peer: Peer): Line = withContext(Dispatchers.Default) {
			Line(line.text + " from " + peer.id(), line.size + 1)
		}

		@PeerMessageHandler(event = ["nullable"], relay = false)
		suspend fun nullable(text: String?): String = withContext(Dispatchers.Default) { text ?: "none" }

		@PeerMessageHandler(event = ["default"], relay = false)
		suspend fun default(text: String = "default"): String = text

		@Suppress("unused")
		@PeerMessageHandler(event = ["hidden"], relay = false)
		private suspend fun hidden(number: Int): Int = number + 1

		@PeerMessageHandler(event = ["deferred"], relay = false)
		fun deferred(): Deferred<String> = CompletableDeferred("deferred")

		@PeerMessageHandler(event = ["flow"], relay = false)
		fun flow(): Flow<Int> = flowOf(1, 2)

		@PeerMessageHandler(event = ["suspended-flow"], relay = false)
		suspend fun suspendedFlow(): Flow<Int> = withContext(Dispatchers.Default) { flowOf(3, 4) }

		@PeerMessageHandler("unit")
		suspend fun unit(text: String) = withContext(Dispatchers.Default) { assertThat(text).isEqualTo("x") }.let { }

		@PeerMessageHandler("null")
		suspend fun none(): String? = null

		@PeerMessageHandler("deferred-unit")
		fun deferredUnit(): Deferred<Unit> = CompletableDeferred(Unit)

		@PeerMessageHandler("refuses")
		suspend fun refuses(): Unit = throw RefusedException("no-luck", "Not today")

		@PeerMessageHandler("refuses-later")
		suspend fun refusesLater(): Unit = withContext(Dispatchers.Default) { refuses() }

		@PeerMessageHandler("fails")
		suspend fun fails(): String = withContext(Dispatchers.Default) { throw IllegalStateException("secret") }

		@PeerJoined
		suspend fun joined(peer: Peer, room: Room) {
			withContext(Dispatchers.Default) { joined.add("${room.name()} ${peer.id()}") }
		}

		@Bean
		fun proxied(): Proxied {
			val factory = ProxyFactory(Proxied())
			factory.isProxyTargetClass = true
			factory.addAdvice(MethodInterceptor { intercepted.add(it.method.name); it.proceed() })
			return factory.proxy as Proxied
		}

	}

	open class Proxied {

		@PeerMessageHandler(event = ["proxied"], relay = false)
		open suspend fun proxied(text: String): String = withContext(Dispatchers.Default) { text }

	}

	class Suspending {

		@PeerMessageHandler("x")
		suspend fun on() {
		}

	}

	class ReturnsAPeer {

		@PeerMessageHandler("x")
		suspend fun on(peer: Peer): List<Peer> = listOf(peer)

	}

	companion object {

		private val intercepted = ConcurrentLinkedQueue<String>()

		private lateinit var server: TestServer

		@JvmStatic
		@BeforeAll
		fun start() {
			server = TestServer.start(Handlers::class.java)
		}

		@JvmStatic
		@AfterAll
		fun stop() {
			server.close()
		}

	}

}
