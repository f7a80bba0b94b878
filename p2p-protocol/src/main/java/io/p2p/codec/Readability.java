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
 * Finds types that Jackson cannot read from JSON, even if it has a deserializer.
 */
final class Readability {

	// packages of classes that are no data, even if they have setters
	private static final Pattern INFRASTRUCTURE = Pattern.compile("(?:java|javax|jakarta|jdk|sun|com\\.sun"
			+ "|org\\.springframework|reactor|io\\.netty|com\\.corundumstudio|org\\.slf4j|io\\.micrometer)\\..*");

	private final JsonMapper mapper;

	Readability(JsonMapper mapper) {
		this.mapper = mapper;
	}

	/**
	 * Check a type and those of its elements.
	 * @return what is wrong, {@code null} if it can be read
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
