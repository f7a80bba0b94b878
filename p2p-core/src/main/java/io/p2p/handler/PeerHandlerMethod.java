package io.p2p.handler;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;

import org.apache.commons.logging.impl.NoOpLog;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.CoroutinesUtils;
import org.springframework.core.KotlinDetector;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * One method of the application. What is declared counts as the class of the bean has it,
 * even where the bean is a proxy, through which the method is called. A suspending
 * function of Kotlin's is called, too, which {@link InvocableHandlerMethod} leaves to its
 * reactive counterpart.
 */
final class PeerHandlerMethod extends InvocableHandlerMethod {

	private static final List<String> COROUTINES = List.of("kotlin.reflect.full.KCallables",
			"kotlinx.coroutines.reactor.MonoKt", "reactor.core.publisher.Mono");

	private final Class<?> type;

	private final Method callable;

	private final boolean suspending;

	/**
	 * Create a method.
	 * @param bean what it is called on, perhaps a proxy
	 * @param type the class behind the proxy
	 * @param method the method of that class
	 * @param libraries where Kotlin's coroutines may be
	 * @throws InvalidHandlerException if it cannot be called
	 */
	PeerHandlerMethod(Object bean, Class<?> type, Method method, @Nullable ClassLoader libraries) {
		super(bean, method);
		this.type = type;
		this.callable = AopUtils.isAopProxy(bean) ? throughProxy(bean, method) : method;
		this.suspending = KotlinDetector.isSuspendingFunction(method);
		if (this.suspending && !COROUTINES.stream().allMatch((name) -> ClassUtils.isPresent(name, libraries))) {
			throw new InvalidHandlerException(
					"%s is a suspending function, and the libraries for it are not on the class path".formatted(method),
					"Add org.jetbrains.kotlinx:kotlinx-coroutines-reactor and org.jetbrains.kotlin:kotlin-reflect.");
		}
		ReflectionUtils.makeAccessible(this.callable);
		// it would log what a resolver's exception says, which may quote the payload
		setLogger(new NoOpLog());
	}

	private static Method throughProxy(Object bean, Method method) {
		int modifiers = method.getModifiers();
		if (Modifier.isPrivate(modifiers) || Modifier.isStatic(modifiers)
				|| (Modifier.isFinal(modifiers) && AopUtils.isCglibProxy(bean))) {
			throw new InvalidHandlerException(
					"%s is private, static or final, and would not be called through the bean's proxy"
						.formatted(method),
					"Make the method neither private, static nor final.");
		}
		try {
			return AopUtils.selectInvocableMethod(method, bean.getClass());
		}
		catch (IllegalStateException ex) {
			throw new InvalidHandlerException(
					"%s is in none of the interfaces that the bean's proxy has".formatted(method),
					"Declare the method in an interface of the class, or have its class proxied "
							+ "(proxyTargetClass = true).");
		}
	}

	@Override
	public Class<?> getBeanType() {
		return this.type;
	}

	@Override
	protected Class<?> getContainingClass() {
		return this.type;
	}

	/**
	 * Whether a parameter is what Kotlin's compiler adds to a suspending function.
	 */
	static boolean isContinuation(MethodParameter parameter) {
		Method method = parameter.getMethod();
		return method != null && parameter.getParameterIndex() == method.getParameterCount() - 1
				&& KotlinDetector.isSuspendingFunction(method);
	}

	@Override
	protected @Nullable Object doInvoke(@Nullable Object... arguments) throws Exception {
		if (this.suspending) {
			return CoroutinesUtils.invokeSuspendingFunction(this.callable, getBean(), arguments);
		}
		try {
			return this.callable.invoke(getBean(), arguments);
		}
		catch (InvocationTargetException ex) {
			ReflectionUtils.rethrowException(ex.getTargetException());
			throw ex;
		}
	}

	@Override
	public String toString() {
		return this.type.getSimpleName() + "#" + getMethod().getName();
	}

}
