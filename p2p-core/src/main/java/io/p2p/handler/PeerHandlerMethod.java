package io.p2p.handler;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

import org.apache.commons.logging.impl.NoOpLog;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.util.ReflectionUtils;

/**
 * One method of the application. What is declared counts as the class of the bean has it,
 * even where the bean is a proxy, through which the method is called.
 */
final class PeerHandlerMethod extends InvocableHandlerMethod {

	private final Class<?> type;

	private final Method callable;

	/**
	 * Create a method.
	 * @param bean what it is called on, perhaps a proxy
	 * @param type the class behind the proxy
	 * @param method the method of that class
	 * @throws InvalidHandlerException if it cannot be called
	 */
	PeerHandlerMethod(Object bean, Class<?> type, Method method) {
		super(bean, method);
		this.type = type;
		this.callable = AopUtils.isAopProxy(bean) ? throughProxy(bean, method) : method;
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

	@Override
	protected @Nullable Object doInvoke(@Nullable Object... arguments) throws Exception {
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
