package io.p2p.handler;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

import org.springframework.aop.support.AopUtils;

/**
 * Calls methods through the proxies of beans.
 */
final class Proxies {

	private Proxies() {
	}

	/**
	 * The method as it can be called on a bean.
	 * @throws InvalidHandlerException if a proxy would pass it by
	 */
	static Method callable(Object bean, Method method) {
		if (!AopUtils.isAopProxy(bean)) {
			return method;
		}
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

}
