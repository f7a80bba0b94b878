package io.p2p.benchmarks;

/**
 * A page of Markdown of which each run writes some sections and leaves the others.
 *
 * @since 0.1.0
 */
public final class Page {

	/** The heading of what is measured of clusters. */
	public static final String SEVERAL_SERVERS = "## Several servers";

	private Page() {
	}

	/**
	 * The section of a page that has that heading.
	 * @param page all of it
	 * @param heading a line that begins with two hashes
	 * @return the section, empty where there is none
	 */
	public static String section(String page, String heading) {
		int start = page.indexOf(heading + "\n");
		if (start < 0) {
			return "";
		}
		int end = page.indexOf("\n## ", start);
		return (end < 0) ? page.substring(start) : page.substring(start, end + 1);
	}

	/**
	 * Put a section in the place of the one with its heading, or at the end.
	 * @param page all of it
	 * @param heading a line that begins with two hashes
	 * @param section begins with that heading
	 * @return the page with that section
	 */
	public static String replace(String page, String heading, String section) {
		String old = section(page, heading);
		if (old.isEmpty()) {
			return page.stripTrailing() + "\n\n" + section.stripTrailing() + "\n";
		}
		int start = page.indexOf(old);
		String rest = page.substring(start + old.length());
		return page.substring(0, start) + section.stripTrailing() + "\n" + (rest.isEmpty() ? "" : "\n" + rest);
	}

}
