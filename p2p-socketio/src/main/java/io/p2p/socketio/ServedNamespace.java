package io.p2p.socketio;

import java.util.function.Function;

/**
 * A namespace that clients may connect to.
 *
 * @param handler who takes what they do
 * @param listeners what makes the application's listeners for one of them
 * @since 0.1.0
 */
public record ServedNamespace(NamespaceHandler handler, Function<NamespaceConnection, ConnectionListeners> listeners) {

}
