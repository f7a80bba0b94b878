package io.p2p.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Pictures that need nothing but a browser, dark or light as its user likes it.
 *
 * @since 0.1.0
 */
public final class SvgChart {

	private static final int WIDTH = 720;

	private static final int LEFT = 210;

	private static final int TOP = 56;

	private static final int BAR = 22;

	private static final int STEP = 32;

	private static final int GROUP_TITLE = 34;

	private static final int PLOT_LEFT = 70;

	private static final int PLOT_RIGHT = 700;

	private static final int PLOT_HEIGHT = 240;

	private static final int LEGEND_STEP = 20;

	private static final int TICKS = 4;

	private static final String STYLE = """
			<style>
			text { font: 13px system-ui, sans-serif; fill: #1f2328 }
			.title { font-size: 16px; font-weight: 600 }
			.small { font-size: 12px; fill: #59636e }
			.back { fill: #ffffff }
			.grid { stroke: #d1d9e0; stroke-width: 1 }
			.node { --c: #57606a } .stock { --c: #bc4c00 } .starter { --c: #0969da } .tomcat { --c: #9a6700 } .jetty { --c: #bf3989 } .reactor { --c: #0a7ea4 } .library { --c: #1a7f37 } .bare { --c: #8250df }
			rect.bar, circle { fill: var(--c) }
			polyline { fill: none; stroke: var(--c); stroke-width: 2 }
			@media (prefers-color-scheme: dark) {
			text { fill: #e6edf3 } .small { fill: #9198a1 } .back { fill: #0d1117 } .grid { stroke: #3d444d }
			.node { --c: #9198a1 } .stock { --c: #f0883e } .starter { --c: #58a6ff } .tomcat { --c: #d29922 } .jetty { --c: #f778ba } .reactor { --c: #39c5cf } .library { --c: #3fb950 } .bare { --c: #bc8cff }
			}
			</style>
			""";

	private final StringBuilder svg = new StringBuilder();

	private SvgChart(String title, String unit, int height) {
		add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s, %s\">\n",
				WIDTH, height, escape(title), escape(unit));
		this.svg.append(STYLE);
		add("<rect class=\"back\" width=\"%d\" height=\"%d\" rx=\"8\"/>\n", WIDTH, height);
		add("<text class=\"title\" x=\"16\" y=\"26\">%s</text>\n", escape(title));
		add("<text class=\"small\" x=\"16\" y=\"44\">%s</text>\n", escape(unit));
	}

	/**
	 * A bar for each server.
	 */
	static String bars(String title, String unit, Map<? extends Entrant, Double> values) {
		SvgChart chart = new SvgChart(title, unit, TOP + STEP * values.size() + 8);
		chart.bars(TOP, values);
		return chart.end();
	}

	/**
	 * Bars for several things, each on a scale of its own.
	 * @param groups the bars of each thing by what it is
	 */
	static String groups(String title, String unit, Map<String, ? extends Map<? extends Entrant, Double>> groups) {
		int bars = groups.values().stream().mapToInt(Map::size).sum();
		SvgChart chart = new SvgChart(title, unit, TOP + STEP * bars + GROUP_TITLE * groups.size() + 8);
		int y = TOP;
		for (Map.Entry<String, ? extends Map<? extends Entrant, Double>> group : groups.entrySet()) {
			chart.add("<text x=\"%d\" y=\"%d\">%s</text>\n", LEFT, y + GROUP_TITLE - 10, escape(group.getKey()));
			y = chart.bars(y + GROUP_TITLE, group.getValue());
		}
		return chart.end();
	}

	private int bars(int top, Map<? extends Entrant, Double> values) {
		double most = values.values().stream().mapToDouble(Double::doubleValue).max().orElse(1);
		int y = top;
		for (Map.Entry<? extends Entrant, Double> entry : values.entrySet()) {
			double width = Math.max(1, entry.getValue() / most * (WIDTH - LEFT - 100));
			add("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n", LEFT - 8, y + 16,
					escape(entry.getKey().title()));
			add("<rect class=\"bar %s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"3\"/>\n",
					entry.getKey().style(), LEFT, y, width, BAR);
			add("<text x=\"%.1f\" y=\"%d\">%s</text>\n", LEFT + width + 6, y + 16, number(entry.getValue()));
			y += STEP;
		}
		return y;
	}

	/**
	 * A line for each server.
	 * @param title what is drawn
	 * @param unit of the vertical axis, and which way is better
	 * @param xTitle what the horizontal axis is
	 * @param xs where on it the values are
	 * @param series the values of each server; {@code NaN} for none
	 * @param logarithmic whether the horizontal axis is
	 * @return the picture
	 */
	public static String lines(String title, String unit, String xTitle, List<Integer> xs,
			Map<? extends Entrant, List<Double>> series, boolean logarithmic) {
		int height = TOP + PLOT_HEIGHT + 52 + LEGEND_STEP * series.size();
		SvgChart chart = new SvgChart(title, unit, height);
		double most = series.values()
			.stream()
			.flatMap(List::stream)
			.filter((value) -> !value.isNaN())
			.mapToDouble(Double::doubleValue)
			.max()
			.orElse(1);
		most = TICKS * roundUp(most / TICKS);
		Scale scale = new Scale(xs.get(0), xs.get(xs.size() - 1), most, logarithmic);
		chart.axes(xTitle, xs, scale);
		int legend = TOP + PLOT_HEIGHT + 58;
		for (Map.Entry<? extends Entrant, List<Double>> entry : series.entrySet()) {
			chart.line(entry.getKey(), xs, entry.getValue(), scale, legend);
			legend += LEGEND_STEP;
		}
		return chart.end();
	}

	private void axes(String xTitle, List<Integer> xs, Scale scale) {
		for (int i = 0; i <= TICKS; i++) {
			double value = scale.most() * i / TICKS;
			add("<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>\n", PLOT_LEFT, PLOT_RIGHT,
					scale.y(value), scale.y(value));
			add("<text class=\"small\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n", PLOT_LEFT - 8,
					scale.y(value) + 4, number(value));
		}
		for (int x : xs) {
			add("<text class=\"small\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%,d</text>\n", scale.x(x),
					TOP + PLOT_HEIGHT + 20, x);
		}
		add("<text class=\"small\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n", PLOT_RIGHT,
				TOP + PLOT_HEIGHT + 38, escape(xTitle));
	}

	private void line(Entrant contestant, List<Integer> xs, List<Double> values, Scale scale, int legend) {
		List<String> points = new ArrayList<>();
		StringBuilder dots = new StringBuilder();
		for (int i = 0; i < xs.size(); i++) {
			if (!values.get(i).isNaN()) {
				double x = scale.x(xs.get(i));
				double y = scale.y(values.get(i));
				points.add(String.format(Locale.ROOT, "%.1f,%.1f", x, y));
				dots.append(String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"/>", x, y));
			}
		}
		add("<g class=\"%s\"><polyline points=\"%s\"/>%s", contestant.style(), String.join(" ", points), dots);
		add("<circle cx=\"%d\" cy=\"%d\" r=\"5\"/></g>\n", PLOT_LEFT + 6, legend);
		add("<text x=\"%d\" y=\"%d\">%s</text>\n", PLOT_LEFT + 18, legend + 4, escape(contestant.title()));
	}

	private void add(String format, Object... arguments) {
		this.svg.append(String.format(Locale.ROOT, format, arguments));
	}

	private String end() {
		return this.svg.append("</svg>\n").toString();
	}

	/**
	 * The next of 1, 2, 2.5 and 5 with as many zeros as needed.
	 */
	private static double roundUp(double value) {
		double ten = Math.pow(10, Math.floor(Math.log10(value)));
		return DoubleStream.of(1, 2, 2.5, 5, 10)
			.map((step) -> step * ten)
			.filter((step) -> step >= value)
			.min()
			.orElse(value);
	}

	/**
	 * A number with about three digits that count.
	 * @param value the number
	 * @return how tables and pictures show it
	 */
	public static String number(double value) {
		if (value >= 1000) {
			double unit = Math.pow(10, Math.floor(Math.log10(value)) - 2);
			return String.format(Locale.ROOT, "%,.0f", Math.round(value / unit) * unit);
		}
		return String.format(Locale.ROOT, (value >= 100 || value == 0) ? "%.0f" : (value >= 10) ? "%.1f" : "%.2f",
				value);
	}

	private static String escape(String text) {
		return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
	}

	private record Scale(double first, double last, double most, boolean logarithmic) {

		double x(double value) {
			double part = this.logarithmic ? Math.log(value / this.first) / Math.log(this.last / this.first)
					: (value - this.first) / (this.last - this.first);
			return PLOT_LEFT + 10 + part * (PLOT_RIGHT - PLOT_LEFT - 30);
		}

		double y(double value) {
			return TOP + 12 + PLOT_HEIGHT * (1 - value / this.most);
		}

	}

}
