package io.p2p.benchmarks;

/**
 * One of those who are compared.
 *
 * @since 0.1.0
 */
public interface Entrant {

	/**
	 * The name on the command line.
	 * @return one word
	 */
	String id();

	/**
	 * The name in tables and pictures.
	 * @return what a reader knows it by
	 */
	String title();

	/**
	 * The class of its colour in pictures.
	 * @return a class of the style sheet of {@link SvgChart}
	 */
	String style();

}
