package io.p2p.sample.chat;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.socket.client.IO;
import io.socket.client.Socket;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import io.p2p.socketio.netty.P2pServer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The live picture of a room, drawn from the actuator.
 */
class MeshTests extends AbstractChatTests {

	@Autowired
	private P2pServer server;

	@Test
	void thePictureShowsPeersAndLinksAndWhoSendsByRelay() {
		Chat alice = open("?room=drawn");
		Chat bob = open("?room=drawn");
		Chat carol = open("?room=drawn");
		alice.rename("Alice");
		meet(alice, bob, carol);
		carol.useLinks(false);
		Page mesh = openMesh("drawn");
		assertThat(mesh.locator("#peers tr")).hasCount(3);
		assertThat(mesh.locator("#picture .peer")).hasCount(3);
		assertThat(row(mesh, alice)).containsText("Alice");
		assertThat(row(mesh, alice)).containsText("2 links");
		assertThat(row(mesh, alice).locator(".relay")).hasCount(0);
		assertThat(row(mesh, carol)).not().containsText("link");
		assertThat(row(mesh, carol)).containsText("relay");
		assertThat(mesh.locator("#picture .link:not(.half)")).hasCount(1);
		assertThat(mesh.locator("#picture .link.half")).hasCount(2);
		assertThat(mesh.locator("#picture .relay")).hasCount(1);
		assertThat(mesh.locator("#picture .relay.busy")).hasCount(0);
		assertThat(mesh.locator("#summary")).hasText("3 peers, 3 links in use");
		carol.page().evaluate("setInterval(() => p2p.emit('peer-msg', { name: 'Carol', text: 'again' }), 50)");
		assertThat(mesh.locator("#picture .relay.busy")).hasCount(1);
		assertThat(row(mesh, carol)).containsText("/s");

		carol.page().close();
		assertThat(mesh.locator("#picture .peer")).hasCount(2);
		assertThat(mesh.locator("#picture .link")).hasCount(1);
		assertThat(mesh.locator("#picture .relay")).hasCount(0);
	}

	@Test
	void aPeerIsRemovedOnceThatIsConfirmed() {
		Chat alice = open("?room=removal");
		Chat bob = open("?room=removal");
		meet(alice, bob);
		Page mesh = openMesh("removal");
		Locator bobs = row(mesh, bob);
		mesh.onceDialog(Dialog::dismiss);
		bobs.locator("button").click();
		assertThat(bobs).hasCount(1);
		mesh.onceDialog(Dialog::accept);
		bobs.locator("button").click();
		assertThat(bobs).hasCount(0);
		assertThat(mesh.locator("#status")).hasText("Live");
		assertThat(row(mesh, alice)).hasCount(1);
	}

	@Test
	void aRoomIsChosenAndClosed() {
		Socket one = plain();
		Socket two = plain();
		try {
			open("?room=other");
			Page mesh = openMesh("");
			assertThat(mesh.locator("#peers tr")).hasCount(2);
			assertThat(mesh.locator("#picture .peer.plain")).hasCount(2);
			mesh.locator("#room-list").selectOption("other");
			assertThat(mesh.locator("#peers tr")).hasCount(1);
			assertThat(mesh.url()).endsWith("?room=other");
			mesh.locator("#room-list").selectOption("");
			assertThat(mesh.locator("#summary")).hasText("2 peers, 0 links in use");
			mesh.onceDialog(Dialog::accept);
			mesh.locator("#close-room").click();
			assertThat(mesh.locator("#nobody")).isVisible();
			assertThat(mesh.locator("#close-room")).isDisabled();
		}
		finally {
			one.close();
			two.close();
		}
	}

	@Test
	void anyNameOfARoomOrPeerIsShownAsItIs() {
		String room = "<b>a/b & c?";
		Chat alice = open("?room=" + URLEncoder.encode(room, StandardCharsets.UTF_8));
		alice.rename("<img src=x>");
		Page mesh = openMesh(URLEncoder.encode(room, StandardCharsets.UTF_8));
		assertThat(row(mesh, alice)).containsText("<img src=x>");
		assertThat(mesh.locator("#room-list option:checked")).hasText(room + " (1)");
	}

	@Test
	void nobodyIsDrawnInAnEmptyRoom() {
		Page mesh = openMesh("empty");
		assertThat(mesh.locator("#picture")).containsText("Nobody is in this room");
		assertThat(mesh.locator("#nobody a")).isVisible();
		assertThat(mesh.locator("#picture .peer")).hasCount(0);
	}

	@Test
	void whenTheEndpointIsAwayThenThePageTriesLessOftenUntilItIsBack() {
		Page mesh = openMesh("away");
		mesh.clock().install();
		int[] asked = new int[1];
		mesh.route("**/actuator/p2p**", (route) -> {
			asked[0]++;
			route.fulfill(new Route.FulfillOptions().setBody("a proxy's page"));
		});
		mesh.clock().runFor(1000);
		assertThat(mesh.locator("#status")).containsText("trying again");
		// after 2, 4, 8 and 16 seconds
		int seconds = 0;
		while (asked[0] < 5) {
			mesh.clock().runFor(1000);
			seconds++;
		}
		assertThat(seconds).isGreaterThanOrEqualTo(30);
		mesh.unroute("**/actuator/p2p**");
		mesh.clock().runFor(30_000);
		assertThat(mesh.locator("#status")).hasText("Live");
	}

	private Page openMesh(String room) {
		Page page = openPage(environment(), "mesh.html?room=" + room);
		assertThat(page.locator("#status")).hasText("Live");
		return page;
	}

	static Locator row(Page mesh, Chat chat) {
		return mesh.locator("#peers tr[data-peer='" + chat.page().evaluate("p2p.peerId") + "']");
	}

	private Socket plain() {
		IO.Options options = new IO.Options();
		options.forceNew = true;
		options.reconnection = false;
		Socket socket = IO.socket(URI.create("http://localhost:" + this.server.port()), options);
		socket.connect();
		await().until(socket::connected);
		return socket;
	}

}
