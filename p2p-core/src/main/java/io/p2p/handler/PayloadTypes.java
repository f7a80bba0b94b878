package io.p2p.handler;

import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;

import io.p2p.codec.PeerMessageCodec;

/**
 * Knows which parameters can be payloads. What is none would be asked of peers for ever,
 * who cannot send it: better to say so when the application starts.
 */
final class PayloadTypes {

	private static final Pattern FOREIGN = Pattern.compile("org\\.springframework\\.(?:web\\.bind|messaging\\.handler"
			+ "|messaging\\.simp|beans\\.factory|security)\\..*|jakarta\\.(?:inject|annotation|ws)\\..*");

	private static final Pattern KNOWN = Pattern.compile(
			"org\\.springframework\\.messaging\\.handler\\.annotation\\.(?:Payload|Header)|jakarta\\.annotation\\.\\w*(?:ull|ull[a-z]+)");

	private static final String REMEDY = "Take one of the parameters that a handler may have, or a payload that Jackson "
			+ "reads, such as a record, or define a HandlerMethodArgumentResolver bean for it.";

	private final PeerMessageCodec codec;

	private final Function<Class<?>, @Nullable String> beans;

	/**
	 * Create for an application.
	 * @param codec the reader of payloads
	 * @param beans knows the name of a bean of a type
	 */
	PayloadTypes(PeerMessageCodec codec, Function<Class<?>, @Nullable String> beans) {
		this.codec = codec;
		this.beans = beans;
	}

	/**
	 * Check a parameter that nothing else is known for.
	 * @throws InvalidHandlerException if it is no payload
	 */
	void check(MethodParameter parameter) {
		for (Annotation annotation : parameter.getParameterAnnotations()) {
			String name = annotation.annotationType().getName();
			if (FOREIGN.matcher(name).matches() && !KNOWN.matcher(name).matches()) {
				throw new InvalidHandlerException(
						"@" + annotation.annotationType().getSimpleName() + " has no meaning for a handler of events",
						"Take the annotation away; docs/handlers.md has what parameters may be.");
			}
		}
		Type type = Payloads.type(parameter);
		String problem = this.codec.whyUnreadable(type);
		Class<?> raw = ResolvableType.forType(type).resolve(Object.class);
		String bean = (raw.getName().startsWith("java.") && problem == null) ? null : this.beans.apply(raw);
		if (bean != null) {
			throw new InvalidHandlerException("its type is that of the bean '" + bean + "'",
					"Have it injected into the constructor of the handler's bean. If it is a payload all the same, "
							+ "mark it with @EventArgument.");
		}
		if (problem != null) {
			throw new InvalidHandlerException(problem, REMEDY);
		}
	}

	/**
	 * Check a type that is to be read.
	 * @throws InvalidHandlerException if there are no values of it
	 */
	void checkReadable(Type type) {
		String problem = this.codec.whyUnreadable(type);
		if (problem != null) {
			throw new InvalidHandlerException(problem, REMEDY);
		}
	}

}
