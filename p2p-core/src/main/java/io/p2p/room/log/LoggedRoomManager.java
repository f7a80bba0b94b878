package io.p2p.room.log;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.p2p.peer.ErrorCode;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.RawJson;
import io.p2p.peer.RefusedException;
import io.p2p.room.Removal;
import io.p2p.room.Room;
import io.p2p.room.RoomManager;
import io.p2p.room.RoomMember;
import io.p2p.room.RoomOptions;

/**
 * Changes rooms by entries in their logs.
 *
 * @since 0.1.0
 */
public abstract class LoggedRoomManager implements RoomManager {

	private final RoomLog log;

	private final Memberships memberships;

	/**
	 * Create a manager.
	 * @param log the logs
	 * @param memberships the rooms of each peer, which the log's entries change
	 */
	protected LoggedRoomManager(RoomLog log, Memberships memberships) {
		this.log = log;
		this.memberships = memberships;
	}

	@Override
	public final CompletionStage<Room> join(String name, RoomMember member, Consumer<Room> joined) {
		if (name.length() > Room.MAX_NAME_LENGTH) {
			return CompletableFuture.failedFuture(new RefusedException(ErrorCode.BAD_REQUEST, tooLong()));
		}
		return this.log.append(name, new RoomEntry.Join(member, isInvited(member.id(), name), joined));
	}

	@Override
	public final CompletionStage<Void> update(String name, Peer peer, @Nullable RawJson data, long number) {
		return this.log.append(name, new RoomEntry.Update(peer.id(), data, number)).thenAccept((found) -> {
			if (!found) {
				throw new RefusedException(ErrorCode.NOT_A_MEMBER, "The sender is not in that room");
			}
		});
	}

	@Override
	public final CompletionStage<Boolean> leave(String name, Peer peer, long number) {
		// Not only if the room exists: a plain peer may be on its way into it by move().
		return this.memberships.contains(peer.id(), name)
				? this.log.append(name, new RoomEntry.Leave(peer.id(), null, number))
				: CompletableFuture.completedFuture(false);
	}

	@Override
	public final void leaveAll(Peer peer) {
		Set<String> left = new HashSet<>();
		Set<String> names = this.memberships.of(peer.id());
		// again, as it may have come into another meanwhile, on another thread
		while (left.addAll(names)) {
			names.forEach((name) -> leave(name, peer));
			names = this.memberships.of(peer.id());
		}
		this.memberships.forgetInvitations(peer.id());
	}

	@Override
	public final void connectionsChanged(Collection<? extends Peer> peers) {
		Map<String, List<PeerId>> inRooms = new LinkedHashMap<>();
		for (Peer peer : peers) {
			for (String name : this.memberships.of(peer.id())) {
				inRooms.computeIfAbsent(name, (key) -> new ArrayList<>()).add(peer.id());
			}
		}
		inRooms.forEach((name, ids) -> this.log.append(name, new RoomEntry.Connections(ids)));
	}

	@Override
	public final CompletionStage<Room> open(String name, RoomOptions options) {
		checkName(name);
		return this.log.append(name, new RoomEntry.Open(options));
	}

	@Override
	public final CompletionStage<Boolean> close(String name, String reason) {
		return this.log.append(name, new RoomEntry.Close(new Removal(ErrorCode.ROOM_CLOSED, reason, null)));
	}

	@Override
	public final CompletionStage<Boolean> remove(String name, PeerId peer, String reason) {
		return this.log.append(name, new RoomEntry.Leave(peer, new Removal(ErrorCode.REMOVED, reason, null), 0));
	}

	@Override
	public final CompletionStage<Boolean> move(PeerId peer, String from, String to) {
		checkName(to);
		if (from.equals(to)) {
			throw new IllegalArgumentException("A peer moves to another room than '" + to + "'");
		}
		return this.log.append(from, new RoomEntry.Move(peer, to))
			.thenCompose((left) -> left.filter(LoggedRoomManager::arrives).isPresent() ? arrive(to, left.get())
					: CompletableFuture.completedFuture(left.isPresent()));
	}

	// A library peer is told, and joins by itself. A plain one at another server is
	// brought into the room by that.
	private static boolean arrives(RoomMember moved) {
		return moved.plain() && moved.peer().server() == null;
	}

	private CompletionStage<Boolean> arrive(String to, RoomMember plain) {
		return this.log.append(to, new RoomEntry.Arrive(plain)).thenApply((arrived) -> true);
	}

	@Override
	public final boolean isInvited(PeerId peer, String name) {
		return this.memberships.isInvited(peer, name);
	}

	@Override
	public final @Nullable Room find(String name) {
		return this.log.find(name);
	}

	@Override
	public final Collection<Room> roomsOf(PeerId peer) {
		return this.memberships.of(peer)
			.stream()
			.sorted()
			.map(this::find)
			.filter((room) -> room != null && room.member(peer) != null)
			.toList();
	}

	@Override
	public final Collection<Room> rooms() {
		return this.log.rooms();
	}

	private static void checkName(String name) {
		if (name.length() > Room.MAX_NAME_LENGTH) {
			throw new IllegalArgumentException(tooLong());
		}
	}

	private static String tooLong() {
		return "A room's name has at most " + Room.MAX_NAME_LENGTH + " characters";
	}

}
