package io.p2p.handler;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

/**
 * One method of the application, ready to be called.
 */
final class PeerHandlerMethod {

	private final Object bean;

	private final Class<?> beanType;

	private final Method method;

	private final List<Argument> arguments;

	/**
	 * Create a method.
	 * @param bean what it is called on, perhaps a proxy
	 * @param beanType the class behind the proxy
	 * @param method as it can be called on the bean
	 */
	PeerHandlerMethod(Object bean, Class<?> beanType, Method method, List<Argument> arguments) {
		this.bean = bean;
		this.beanType = beanType;
		this.method = method;
		this.arguments = arguments;
		ReflectionUtils.makeAccessible(method);
	}

	Class<?> beanType() {
		return this.beanType;
	}

	Class<?> returnType() {
		return this.method.getReturnType();
	}

	/**
	 * Call the method.
	 * @return what it returned
	 * @throws Exception what it threw, or why an argument cannot be had
	 */
	@Nullable Object invoke(CallContext context) throws Exception {
		@Nullable Object[] values = new Object[this.arguments.size()];
		for (int i = 0; i < values.length; i++) {
			values[i] = this.arguments.get(i).get(context);
		}
		try {
			return this.method.invoke(this.bean, values);
		}
		catch (InvocationTargetException ex) {
			ReflectionUtils.rethrowException(ex.getTargetException());
			throw ex;
		}
	}

	@Override
	public String toString() {
		return this.beanType.getSimpleName() + "#" + this.method.getName();
	}

}
