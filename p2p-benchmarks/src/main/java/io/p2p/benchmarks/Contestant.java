package io.p2p.benchmarks;

import java.util.List;

/**
 * A server, and the kind of clients that it is driven with.
 */
enum Contestant implements Entrant {

	/** Node's own. */
	NODE("node", "Node.js, socket.io 4.8.4", Dialect.PLAIN),

	/** The library underneath the starter, as it comes. */
	STOCK("stock", "netty-socketio 2.0.14", Dialect.PLAIN),

	/** The starter with plain Socket.IO clients. */
	STARTER("starter", "this starter", Dialect.PLAIN),

	/** The starter with clients that speak as its library does. */
	LIBRARY("library", "this starter, library peers", Dialect.LIBRARY),

	/** The starter on the port of Tomcat. */
	TOMCAT("tomcat", "this starter on Tomcat", Dialect.PLAIN),

	/** The starter on the port of Jetty. */
	JETTY("jetty", "this starter on Jetty", Dialect.PLAIN),

	/** The starter on the port of reactor-netty. */
	REACTOR("reactor", "this starter on reactor-netty", Dialect.PLAIN),

	/** The limit. */
	BARE("bare", "bare Netty relay", Dialect.PLAIN);

	private final String id;

	private final String title;

	private final Dialect dialect;

	Contestant(String id, String title, Dialect dialect) {
		this.id = id;
		this.title = title;
		this.dialect = dialect;
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public String title() {
		return this.title;
	}

	@Override
	public String style() {
		return this.id;
	}

	Dialect dialect() {
		return this.dialect;
	}

	List<String> command(Machine machine) {
		return switch (this) {
			case NODE -> List.of("node", "--expose-gc", machine.nodeFolder() + "/server.js");
			case STOCK -> machine.java("StockServer", "-Dlogback.configurationFile=quiet-logback.xml");
			case BARE -> machine.java("BareServer", "-Dlogback.configurationFile=quiet-logback.xml");
			case STARTER, LIBRARY -> machine.java("StarterApplication");
			case TOMCAT, JETTY -> machine.java("StarterApplication", "-Dbench.web-server=" + this.id);
			// It would begin four event loops on one core, where ours has one
			case REACTOR ->
				machine.java("StarterApplication", "-Dbench.web-server=" + this.id, "-Dreactor.netty.ioWorkerCount=1");
		};
	}

}
