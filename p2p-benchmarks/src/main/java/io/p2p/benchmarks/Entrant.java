package io.p2p.benchmarks;

/**
 * One of those who are compared.
 */
interface Entrant {

	/**
	 * The name in tables and pictures.
	 */
	String title();

	/**
	 * The class of its colour in pictures.
	 */
	String style();

}
