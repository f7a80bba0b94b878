package io.p2p.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.p2p.messaging.PendingRequest.Outcome;
import io.p2p.peer.EventLimits;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerId;
import io.p2p.peer.PeerRegistry;
import io.p2p.peer.RawMessage;
import io.p2p.relay.ServerMessages;
import io.p2p.room.Room;
import io.p2p.room.RoomMember;
import io.p2p.room.replica.ClusterRoomManager;

/**
 * The way to peers at several servers: through the logs of their rooms. Who is addressed,
 * the log says: what was looked up before is only where to look.
 */
final class ClusterRoute implements MessageRoute {

	private final ClusterRoomManager rooms;

	private final PeerRegistry peers;

	private final ServerMessages messages;

	private final PeerQuestions questions;

	// the latest that has been handed in, guarded by this: what comes behind waits until
	// it is known where that goes
	private CompletableFuture<?> latest = CompletableFuture.completedFuture(null);

	ClusterRoute(ClusterRoomManager rooms, PeerRegistry peers, PeerQuestions questions) {
		this.rooms = rooms;
		this.peers = peers;
		this.messages = new ServerMessages(rooms);
		this.questions = questions;
	}

	@Override
	public CompletableFuture<Integer> send(Address to, Set<PeerId> except, RawMessage message) {
		AtomicBoolean refused = new AtomicBoolean();
		boolean forPlain = EventLimits.isForPlain(message);
		return inOrder(find(to, except), (targets) -> all(targets,
				(target) -> new Delivery(target, except, message, 0,
						(room, members) -> refused.set(!forPlain && members.stream().anyMatch(RoomMember::plain)))
					.send()))
			.thenApply((count) -> {
				if (count == 0 && refused.get() && to instanceof Address.One one) {
					throw MessageRoute.tooMany(one.peer());
				}
				return count;
			});
	}

	@Override
	public CompletableFuture<Outcome> ask(Address to, Set<PeerId> except, Duration timeout, RawMessage message) {
		CompletableFuture<Outcome> result = new CompletableFuture<>();
		PendingRequest question = this.questions.openAmongServers(timeout, result);
		inOrder(find(to, except), (targets) -> all(targets, (target) -> ask(question, target, except, message)))
			.whenComplete((count, failure) -> {
				if (failure != null) {
					this.questions.fail(result, failure);
				}
				else {
					question.complete();
				}
			});
		return result;
	}

	private CompletionStage<Integer> ask(PendingRequest question, Target target, Set<PeerId> except,
			RawMessage message) {
		// who answers and who leaves, the logs say
		target.rooms().forEach((room) -> this.questions.whenOver(question, this.rooms.follow(room)));
		return new Delivery(target, except, message, question.number(), (room, members) -> {
			this.questions.add(question, members.stream().map((member) -> new Recipient(room, member)).toList());
			if (!EventLimits.isForPlain(message)) {
				members.stream()
					.filter(RoomMember::plain)
					.forEach((member) -> this.questions.onPlainAnswer(member.peer(), question.number(), null));
			}
		}).send();
	}

	private CompletionStage<List<Target>> find(Address to, Set<PeerId> except) {
		if (to instanceof Address.Members members) {
			return CompletableFuture.completedFuture(List.of(new Target(null, List.of(members.room()))));
		}
		if (to instanceof Address.One one) {
			return (one.room() != null)
					? CompletableFuture.completedFuture(List.of(new Target(one.peer(), List.of(one.room()))))
					: this.rooms.findRoomsOf(one.peer()).thenApply((found) -> List.of(new Target(one.peer(), found)));
		}
		Address.OfUser user = (Address.OfUser) to;
		List<PeerId> here = this.peers.ofUser(user.user()).stream().map(Peer::id).toList();
		return this.rooms.findRoomsOf(user.user(), here).thenApply((found) -> {
			List<Target> targets = new ArrayList<>();
			found.forEach((peer, names) -> {
				if (!except.contains(peer)) {
					targets.add(new Target(peer, (user.room() != null) ? List.of(user.room()) : names));
				}
			});
			return targets;
		});
	}

	// What one thread sends keeps its order, though some of it is looked up first. Not
	// begun in the lock, as the caller may hold that of a room.
	private CompletableFuture<Integer> inOrder(CompletionStage<List<Target>> found,
			Function<List<Target>, CompletionStage<Integer>> send) {
		CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
		CompletableFuture<?> before;
		synchronized (this) {
			before = this.latest;
			this.latest = done;
		}
		CompletableFuture<CompletionStage<Integer>> begun = before.thenCombine(found,
				(earlier, targets) -> send.apply(targets));
		begun.whenComplete((result, failure) -> done.complete(null));
		return begun.thenCompose(Function.identity());
	}

	private static CompletionStage<Integer> all(List<Target> targets, Function<Target, CompletionStage<Integer>> each) {
		CompletionStage<Integer> sum = CompletableFuture.completedFuture(0);
		for (Target target : targets) {
			sum = sum.thenCombine(each.apply(target), Integer::sum);
		}
		return sum;
	}

	/**
	 * Somebody to send to.
	 *
	 * @param peer the peer, {@code null} for all members
	 * @param rooms the rooms in which it may be addressed: the first in which it is
	 */
	private record Target(@Nullable PeerId peer, List<String> rooms) {

		// no room has a longer name
		Target {
			rooms = rooms.stream().filter((room) -> room.length() <= Room.MAX_NAME_LENGTH).toList();
		}

	}

	/**
	 * One event on its way to one target.
	 */
	private final class Delivery {

		private final Target target;

		private final Set<PeerId> except;

		private final RawMessage message;

		private final long question;

		private final BiConsumer<Room, List<RoomMember>> receivers;

		private volatile int found;

		private volatile int left;

		Delivery(Target target, Set<PeerId> except, RawMessage message, long question,
				BiConsumer<Room, List<RoomMember>> receivers) {
			this.target = target;
			this.except = except;
			this.message = message;
			this.question = question;
			this.receivers = receivers;
		}

		/**
		 * Send the event.
		 * @return how many take it
		 */
		CompletionStage<Integer> send() {
			return send(0);
		}

		private CompletionStage<Integer> send(int index) {
			if (index == this.target.rooms().size()) {
				return CompletableFuture.completedFuture(0);
			}
			PeerId one = this.target.peer();
			return ClusterRoute.this.messages
				.send(this.target.rooms().get(index), one, this.except, this.question, this.message, this::counted)
				.thenCompose((done) -> {
					if (one == null || this.found > 0) {
						return CompletableFuture.completedFuture(this.found - this.left);
					}
					return send(index + 1);
				});
		}

		private void counted(Room room, List<RoomMember> members) {
			this.found = members.size();
			if (!EventLimits.isForPlain(this.message)) {
				this.left = (int) members.stream().filter(RoomMember::plain).count();
			}
			this.receivers.accept(room, members);
		}

	}

}
