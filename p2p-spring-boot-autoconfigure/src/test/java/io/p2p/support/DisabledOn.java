package io.p2p.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Not for some of the web servers, whose own business it is what the test is about:
 * docs/operations.md, "One port", has each.
 */
@Target({ ElementType.METHOD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(DisabledOn.Condition.class)
public @interface DisabledOn {

	/**
	 * The web servers.
	 */
	WebContainer[] value();

	/**
	 * What they do otherwise.
	 */
	String reason();

	/**
	 * Compares with the web server of this run.
	 */
	class Condition implements ExecutionCondition {

		@Override
		public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
			return AnnotationSupport.findAnnotation(context.getElement(), DisabledOn.class)
				.filter((disabled) -> List.of(disabled.value()).contains(WebContainer.current()))
				.map((disabled) -> ConditionEvaluationResult.disabled(disabled.reason()))
				.orElse(ConditionEvaluationResult.enabled("For this web server as well"));
		}

	}

}
