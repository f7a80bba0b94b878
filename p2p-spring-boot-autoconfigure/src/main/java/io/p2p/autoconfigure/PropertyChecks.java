package io.p2p.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.unit.DataSize;
import org.springframework.util.unit.DataUnit;

import io.p2p.ice.IceServer;
import io.p2p.ice.InvalidIceServerException;

/**
 * Checks for the constructors of {@link P2pProperties}. The messages are for the
 * developer who starts the application, and say what a value must be.
 */
final class PropertyChecks {

	private static final Map<DataUnit, String> UNITS = Map.of(DataUnit.TERABYTES, "TB", DataUnit.GIGABYTES, "GB",
			DataUnit.MEGABYTES, "MB", DataUnit.KILOBYTES, "KB");

	private PropertyChecks() {
	}

	/**
	 * Check a value.
	 * @param valid whether the value is valid
	 * @param property the name of the property
	 * @param value its value, or a description of it if that is a secret
	 * @param requirement what the value must do, for example {@code start with '/'}
	 */
	static void check(boolean valid, String property, Object value, String requirement) {
		if (!valid) {
			throw new InvalidP2pPropertyException(property, value, requirement);
		}
	}

	static void matches(Pattern pattern, String property, String value, String requirement) {
		check(pattern.matcher(value).matches(), property, value, requirement);
	}

	static void range(String property, int value, int min, int max) {
		check(value >= min && value <= max, property, value, "be from %d to %d".formatted(min, max));
	}

	static void range(String property, Duration value, Duration min, Duration max) {
		check(value.compareTo(min) >= 0 && value.compareTo(max) <= 0, property, print(value),
				"be from %s to %s".formatted(print(min), print(max)));
	}

	static void range(String property, DataSize value, DataSize min, DataSize max) {
		check(value.compareTo(min) >= 0 && value.compareTo(max) <= 0, property, print(value),
				"be from %s to %s".formatted(print(min), print(max)));
	}

	static void credentials(String property, IceServer server) {
		try {
			server.check();
		}
		catch (InvalidIceServerException ex) {
			throw new InvalidP2pPropertyException(property + "." + ex.member(), ex.shown(), ex.requirement());
		}
	}

	private static String print(Duration value) {
		return value.isZero() ? "0s" : DurationFormatterUtils.print(value, DurationFormat.Style.COMPOSITE);
	}

	static String print(DataSize value) {
		for (DataUnit unit : List.of(DataUnit.TERABYTES, DataUnit.GIGABYTES, DataUnit.MEGABYTES, DataUnit.KILOBYTES)) {
			long one = DataSize.of(1, unit).toBytes();
			if (value.toBytes() != 0 && value.toBytes() % one == 0) {
				return value.toBytes() / one + UNITS.get(unit);
			}
		}
		return value.toString();
	}

}
