package io.p2p.docs

import io.p2p.client.P2pPeer
import io.p2p.client.PeerEvent
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.channels.trySendBlocking
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.callbackFlow
import kotlinx.coroutines.future.await

/* What docs/java.md shows for Kotlin */

fun P2pPeer.events(name: String): Flow<PeerEvent> = callbackFlow {
	val registration = on(name) { event -> trySendBlocking(event) }
	awaitClose { registration.close() }
}

suspend fun chat(peer: P2pPeer, out: (String) -> Unit) {
	out("Here as ${peer.joined().await()}")
	peer.events("text").collect { event ->
		out("${event.sender().id()}: ${event.argument(0, String::class.java)}")
	}
}
