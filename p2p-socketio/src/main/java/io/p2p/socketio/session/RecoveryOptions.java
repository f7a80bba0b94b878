package io.p2p.socketio.session;

import java.time.Duration;

import io.p2p.engineio.send.QueueBudget;

/**
 * Settings of the recovery of peers after their connection was lost.
 *
 * @param window how long a lost peer is kept; zero for no recovery
 * @param queues limits how much may wait for peers, lost or not
 * @since 0.1.0
 */
public record RecoveryOptions(Duration window, QueueBudget queues) {

}
