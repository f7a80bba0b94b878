package io.p2p.handler;

/**
 * A method that handles events, and what is to be known of it.
 *
 * @param name the events that it handles
 * @param relay whether they are relayed then
 * @param method what is called
 * @param exceptions who is asked when it has failed
 */
record MessageHandler(EventName name, boolean relay, PeerHandlerMethod method, ExceptionHandlers exceptions) {

	PeerHandlerCall call(CallContext context) {
		return new PeerHandlerCall(context.peer(), context.room(), context.event(), this.name.text(),
				this.method.toString());
	}

}
