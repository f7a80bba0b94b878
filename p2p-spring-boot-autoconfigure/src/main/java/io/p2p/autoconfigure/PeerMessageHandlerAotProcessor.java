package io.p2p.autoconfigure;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.generate.GenerationContext;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.aot.BeanRegistrationCode;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.ClassUtils;

import io.p2p.annotation.PeerMessageHandler;

/**
 * Registers handler methods, which are called by reflection, and the types that are read
 * from and written to JSON for them, for native images.
 */
class PeerMessageHandlerAotProcessor implements BeanRegistrationAotProcessor {

	private static final String ANNOTATIONS = PeerMessageHandler.class.getPackageName() + ".";

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
		Class<?> type = ClassUtils.getUserClass(bean.getBeanClass());
		Set<Method> methods = MethodIntrospector.selectMethods(type, PeerMessageHandlerAotProcessor::isAnnotated);
		return methods.isEmpty() ? null : new Contribution(type, List.copyOf(methods));
	}

	// with any of our annotations: for events, exceptions, joins and leaves
	private static boolean isAnnotated(Method method) {
		return MergedAnnotations.from(method, MergedAnnotations.SearchStrategy.TYPE_HIERARCHY)
			.stream()
			.anyMatch((annotation) -> annotation.getType().getName().startsWith(ANNOTATIONS));
	}

	private record Contribution(Class<?> type, List<Method> methods) implements BeanRegistrationAotContribution {

		@Override
		public void applyTo(GenerationContext generationContext, BeanRegistrationCode beanRegistrationCode) {
			ReflectionHints hints = generationContext.getRuntimeHints().reflection();
			BindingReflectionHintsRegistrar binding = new BindingReflectionHintsRegistrar();
			for (Method method : this.methods) {
				hints.registerMethod(method, ExecutableMode.INVOKE);
				for (ResolvableType payload : payloads(method)) {
					binding.registerReflectionHints(hints, payload.getType());
				}
			}
		}

		private List<ResolvableType> payloads(Method method) {
			List<ResolvableType> payloads = new ArrayList<>();
			add(payloads, ResolvableType.forMethodReturnType(method, this.type));
			for (int i = 0; i < method.getParameterCount(); i++) {
				add(payloads, ResolvableType.forMethodParameter(method, i, this.type));
			}
			return payloads;
		}

		// of our own types, futures, publishers and Optional, only their type arguments
		private static void add(List<ResolvableType> payloads, ResolvableType type) {
			String name = type.resolve(void.class).getName();
			if (name.startsWith("io.p2p.peer.") || name.startsWith("io.p2p.room.")
					|| name.startsWith("java.util.concurrent.") || name.startsWith("reactor.")
					|| name.startsWith("java.util.Optional")) {
				for (ResolvableType part : type.getGenerics()) {
					add(payloads, part);
				}
			}
			else if (!name.equals("void")) {
				payloads.add(type);
			}
		}

	}

}
