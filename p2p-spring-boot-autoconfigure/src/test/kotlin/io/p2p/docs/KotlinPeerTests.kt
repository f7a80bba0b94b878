package io.p2p.docs

import io.p2p.client.P2pOptions
import io.p2p.client.P2pPeer
import io.p2p.support.TestServer
import java.net.URI
import java.util.concurrent.ConcurrentLinkedQueue
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.future.await
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/**
 * Peers as they are used in Kotlin.
 */
class KotlinPeerTests {

	@Test
	fun whenEventsAreCollectedThenEachComesOnceAndInOrderUntilTheEnd() = runBlocking(Dispatchers.Default) {
		TestServer.start("p2p.limits.events-per-second=0").use { server ->
			join(server).use { ada ->
				join(server).use { ben ->
					ada.answer("heard", Int::class.javaObjectType) { number, _ -> number }
					val out = ConcurrentLinkedQueue<String>()
					val chat = launch { chat(ada) { line -> out.add(line) } }
					// more than a flow has room for
					val numbers = async { ada.events("number").take(1_000).toList() }
					ada.joined().await()
					val id = ben.joined().await()
					var next = 0
					while (numbers.isActive || !out.contains("$id: Hello")) {
						repeat(100) { ben.emit("number", next++) }
						ben.emit("text", "Hello")
						// nothing is heard before the flows have begun
						ben.ask("heard", Int::class.javaObjectType, next).await()
					}
					val heard = numbers.await().mapNotNull { it.argument(0, Int::class.java) }
					assertThat(heard).isEqualTo((heard[0] until heard[0] + 1_000).toList())
					chat.cancelAndJoin()
				}
			}
		}
	}

	private fun join(server: TestServer) = P2pPeer.connect(URI.create(server.url()), P2pOptions.room("kitchen"))

}
