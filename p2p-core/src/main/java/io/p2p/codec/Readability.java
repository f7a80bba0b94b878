package io.p2p.codec;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.AbstractDeserializer;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.bean.BeanDeserializerBase;
import tools.jackson.databind.deser.impl.TypeWrappedDeserializer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds types that a mapper takes for ones that it can read, and cannot.
 */
final class Readability {

	// what is no data, though it may have setters
	private static final Pattern INFRASTRUCTURE = Pattern.compile("(?:java|javax|jakarta|jdk|sun|com\\.sun"
			+ "|org\\.springframework|reactor|io\\.netty|com\\.corundumstudio|org\\.slf4j|io\\.micrometer)\\..*");

	private final JsonMapper mapper;

	Readability(JsonMapper mapper) {
		this.mapper = mapper;
	}

	/**
	 * Look at a type and those in it.
	 * @return {@code null} if there are values of it
	 */
	@Nullable String problem(JavaType type) {
		JavaType content = type.getContentType();
		String problem = (content != null) ? problem(content) : null;
		return (problem != null || type.isContainerType() || type.isReferenceType()) ? problem : own(type);
	}

	private @Nullable String own(JavaType type) {
		String name = type.getRawClass().getSimpleName();
		if (Throwable.class.isAssignableFrom(type.getRawClass())) {
			return "an exception is no payload";
		}
		if (type.getRawClass() == Class.class) {
			return "a class is no payload";
		}
		try {
			ValueDeserializer<?> reader = this.mapper._deserializationContext().findRootValueDeserializer(type);
			if (reader instanceof TypeWrappedDeserializer) {
				return null;
			}
			if (reader instanceof AbstractDeserializer) {
				return name + " is abstract, and Jackson is not told what to make of JSON for it";
			}
			if (reader instanceof BeanDeserializerBase
					&& INFRASTRUCTURE.matcher(type.getRawClass().getName()).matches()) {
				return name + " is no data";
			}
			return (reader instanceof ValueInstantiator.Gettable gettable && gettable.getValueInstantiator() != null
					&& !gettable.getValueInstantiator().canInstantiate())
							? name + " has no constructor that Jackson can call" : null;
		}
		catch (RuntimeException | LinkageError ex) {
			return "Jackson cannot read " + name + ": " + ex.getClass().getSimpleName();
		}
	}

}
