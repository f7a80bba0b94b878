package io.p2p.socketio;

import java.util.function.Function;

/**
 * A namespace that clients may connect to.
 *
 * @param handler handles what they do
 * @param listeners creates the application's listeners of one client
 * @since 0.1.0
 */
public record ServedNamespace(NamespaceHandler handler, Function<NamespaceConnection, ConnectionListeners> listeners) {

}
