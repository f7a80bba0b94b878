package io.p2p.socketio;

/**
 * A connection that asks to go on with an earlier session.
 *
 * @param connection the connection
 * @param newcomer the peer that it is if it may not
 * @param received how many events its client has received in the session
 * @param reply the way back to it
 */
record Resumption(NamespaceConnection connection, SocketPeer newcomer, long received, SocketReply reply) {

}
