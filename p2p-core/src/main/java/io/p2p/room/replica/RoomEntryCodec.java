package io.p2p.room.replica;

import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.p2p.cluster.LogEntry;
import io.p2p.cluster.LogEntryKind;
import io.p2p.peer.ErrorCode;
import io.p2p.peer.LocalPeer;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawJson;
import io.p2p.room.Removal;
import io.p2p.room.Room;
import io.p2p.room.RoomMember;
import io.p2p.room.RoomOptions;
import io.p2p.room.log.RoomEntry;
import io.p2p.room.log.RoomEntryVisitor;
import io.p2p.room.log.RoomEvent;
import io.p2p.room.log.SharedEntry;

/**
 * Writes entries for a log that several servers share, and reads those of others.
 */
final class RoomEntryCodec {

	// what an entry is, where its kind leaves that open: the first byte of its body
	private static final byte UPDATE = 'u';

	private static final byte EVENT = 'e';

	private static final byte LEAVE = 'l';

	private static final byte MOVE = 'm';

	private static final byte DISMISS = 'd';

	static final Consumer<Room> NOTHING = (room) -> {
	};

	private final Supplier<String> node;

	private final Function<PeerId, @Nullable Peer> localPeers;

	private final Consumer<PeerId> disconnect;

	/**
	 * Create a codec.
	 * @param node the name of this server now: another one after it has joined others
	 * @param localPeers finds the peers of this server
	 * @param disconnect has another server disconnect a peer
	 */
	RoomEntryCodec(Supplier<String> node, Function<PeerId, @Nullable Peer> localPeers, Consumer<PeerId> disconnect) {
		this.node = node;
		this.localPeers = localPeers;
		this.disconnect = disconnect;
	}

	@Nullable Peer localPeer(PeerId id) {
		return this.localPeers.apply(id);
	}

	/**
	 * Write an entry of this server.
	 * @param generation the generation of the session of the peer that it is about
	 */
	LogEntry write(RoomEntry<?> entry, long generation, long tag) {
		return entry.accept(new Writer(generation, tag));
	}

	/**
	 * Read an entry.
	 */
	RoomEntry<?> read(LogEntry entry) {
		PeerId id = new PeerId(entry.peer());
		if (isEvent(entry)) {
			boolean ofServer = entry.kind() == LogEntryKind.SERVER;
			return new SharedEntry.Event(ofServer ? null : id, event(entry), entry.number(), NOTHING);
		}
		BodyReader body = new BodyReader(entry.body());
		return switch (entry.kind()) {
			case JOIN, ARRIVE -> new SharedEntry.Admit(member(body, id), entry.generation(), NOTHING);
			case EVENT, SERVER -> {
				body.number();
				yield new RoomEntry.Update(id, json(body.bytes()), entry.number());
			}
			case LEAVE -> leave(id, body, entry.number());
			case LOST -> new SharedEntry.Lost(id);
			case BACK -> new SharedEntry.Back(peer(body, id), entry.generation(), NOTHING);
			case OPEN -> new RoomEntry.Open(options(body));
			case CLOSE -> new RoomEntry.Close(Objects.requireNonNull(removal(body), "A room is closed for a reason"));
		};
	}

	private static RoomEntry<?> leave(PeerId id, BodyReader body, long number) {
		return switch (body.number()) {
			case MOVE -> new RoomEntry.Move(id, body.textOrEmpty());
			case DISMISS -> new SharedEntry.Dismiss(id);
			default -> new RoomEntry.Leave(id, removal(body), number);
		};
	}

	// an update has the number of its kind in four bytes, the first of them zero
	private static boolean isEvent(LogEntry entry) {
		return (entry.kind() == LogEntryKind.EVENT || entry.kind() == LogEntryKind.SERVER) && entry.body().length > 1
				&& entry.body()[0] == EVENT;
	}

	private static RoomEvent event(LogEntry entry) {
		byte[] body = new byte[entry.body().length - 2];
		System.arraycopy(entry.body(), 2, body, 0, body.length);
		return new RoomEvent(entry.body()[1], body);
	}

	/**
	 * Write a member, as it is in a checkpoint too.
	 */
	BodyWriter member(BodyWriter body, RoomMember member) {
		peer(body, member.peer());
		return body.flag(member.plain())
			.flag(member.webrtc())
			.number(member.numClients())
			.flag(member.lost())
			.bytes(bytes(member.data()));
	}

	RoomMember member(BodyReader body, PeerId id) {
		Peer peer = peer(body, id);
		boolean plain = body.flag();
		boolean webrtc = body.flag();
		int numClients = body.number();
		boolean lost = body.flag();
		return new RoomMember(peer, plain, webrtc, numClients, json(body.bytes()), lost);
	}

	private BodyWriter peer(BodyWriter body, Peer peer) {
		Principal principal = peer.principal();
		InetSocketAddress address = peer.remoteAddress();
		return body.text((peer instanceof RemotePeer remote) ? remote.node() : this.node.get())
			.text((principal != null) ? principal.getName() : null)
			.text(address.getHostString())
			.number(address.getPort())
			.bytes(bytes(peer.user()));
	}

	private Peer peer(BodyReader body, PeerId id) {
		String home = body.textOrEmpty();
		String principal = body.text();
		InetSocketAddress address = InetSocketAddress.createUnresolved(body.textOrEmpty(), body.number() & 0xffff);
		RawJson user = json(body.bytes());
		Peer local = home.equals(this.node.get()) ? this.localPeers.apply(id) : null;
		return (local != null) ? local : new RemotePeer(id, home, principal, user, address, this.disconnect);
	}

	static BodyWriter options(BodyWriter body, RoomOptions options) {
		return number(number(body, options.maxPeers()), options.numClients());
	}

	static RoomOptions options(BodyReader body) {
		return new RoomOptions(integer(body), integer(body));
	}

	private static BodyWriter number(BodyWriter body, @Nullable Integer value) {
		return body.number((value != null) ? value : -1);
	}

	private static @Nullable Integer integer(BodyReader body) {
		int value = body.number();
		return (value >= 0) ? value : null;
	}

	private static BodyWriter removal(BodyWriter body, @Nullable Removal removal) {
		if (removal == null) {
			return body.text(null);
		}
		return body.text(removal.code().name()).text(removal.message()).text(removal.to());
	}

	private static @Nullable Removal removal(BodyReader body) {
		String code = body.text();
		return (code != null) ? new Removal(ErrorCode.valueOf(code), body.textOrEmpty(), body.text()) : null;
	}

	private static @Nullable RawJson json(byte @Nullable [] bytes) {
		return (bytes != null) ? new RawJson(bytes) : null;
	}

	private static byte @Nullable [] bytes(@Nullable RawJson json) {
		return (json != null) ? json.bytes() : null;
	}

	private static long generation(Peer peer) {
		return (peer instanceof LocalPeer local) ? local.generation() : 0;
	}

	private static long received(Peer peer) {
		return (peer instanceof LocalPeer local) ? local.received() : 0;
	}

	/**
	 * Writes an entry.
	 */
	private final class Writer implements RoomEntryVisitor<LogEntry> {

		private final long generation;

		private final long tag;

		Writer(long generation, long tag) {
			this.generation = generation;
			this.tag = tag;
		}

		@Override
		public LogEntry join(RoomEntry.Join entry) {
			RoomMember member = entry.member();
			return new LogEntry(entry.invited() ? LogEntryKind.ARRIVE : LogEntryKind.JOIN, member.id().value(),
					RoomEntryCodec.generation(member.peer()), received(member.peer()), this.tag,
					member(new BodyWriter(), member).done());
		}

		@Override
		public LogEntry arrive(RoomEntry.Arrive entry) {
			RoomMember member = entry.member();
			return new LogEntry(LogEntryKind.ARRIVE, member.id().value(), 0, 0, this.tag,
					member(new BodyWriter(), member).done());
		}

		@Override
		public LogEntry update(RoomEntry.Update entry) {
			return new LogEntry(LogEntryKind.EVENT, entry.peer().value(), this.generation, entry.number(), this.tag,
					new BodyWriter().number((int) UPDATE).bytes(bytes(entry.data())).done());
		}

		@Override
		public LogEntry leave(RoomEntry.Leave entry) {
			Removal why = entry.removal();
			return leave(entry.peer(), (why != null) ? LogEntry.ANY_GENERATION : this.generation, entry.number(),
					removal(new BodyWriter().number((int) LEAVE), why));
		}

		@Override
		public LogEntry dismiss(SharedEntry.Dismiss entry) {
			return leave(entry.peer(), LogEntry.ANY_GENERATION, 0, new BodyWriter().number((int) DISMISS));
		}

		@Override
		public LogEntry move(RoomEntry.Move entry) {
			return leave(entry.peer(), LogEntry.ANY_GENERATION, 0,
					new BodyWriter().number((int) MOVE).text(entry.to()));
		}

		private LogEntry leave(PeerId peer, long generation, long number, BodyWriter body) {
			return new LogEntry(LogEntryKind.LEAVE, peer.value(), generation, number, this.tag, body.done());
		}

		@Override
		public LogEntry open(RoomEntry.Open entry) {
			Integer most = entry.options().maxPeers();
			return new LogEntry(LogEntryKind.OPEN, "", 0, (most != null) ? most : -1, this.tag,
					options(new BodyWriter(), entry.options()).done());
		}

		@Override
		public LogEntry close(RoomEntry.Close entry) {
			return new LogEntry(LogEntryKind.CLOSE, "", 0, 0, this.tag,
					removal(new BodyWriter(), entry.removal()).done());
		}

		@Override
		public LogEntry lost(SharedEntry.Lost entry) {
			return new LogEntry(LogEntryKind.LOST, entry.peer().value(), this.generation, 0, this.tag, new byte[0]);
		}

		@Override
		public LogEntry back(SharedEntry.Back entry) {
			return new LogEntry(LogEntryKind.BACK, entry.peer().value(), entry.generation(), 0, this.tag,
					peer(new BodyWriter(), entry.current()).done());
		}

		@Override
		public LogEntry event(SharedEntry.Event entry) {
			PeerId from = entry.peer();
			byte[] body = new byte[entry.event().body().length + 2];
			body[0] = EVENT;
			body[1] = entry.event().type();
			System.arraycopy(entry.event().body(), 0, body, 2, body.length - 2);
			return (from != null)
					? new LogEntry(LogEntryKind.EVENT, from.value(), this.generation, entry.number(), this.tag, body)
					: new LogEntry(LogEntryKind.SERVER, "", 0, 0, this.tag, body);
		}

		@Override
		public LogEntry other(RoomEntry<?> entry) {
			throw new IllegalArgumentException("Is not for others: " + entry.getClass().getName());
		}

	}

}
