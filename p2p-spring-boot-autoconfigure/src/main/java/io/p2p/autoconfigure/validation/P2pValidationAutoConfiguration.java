package io.p2p.autoconfigure.validation;

import jakarta.validation.Validator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

import io.p2p.autoconfigure.P2pAutoConfiguration;
import io.p2p.handler.PayloadValidator;
import io.p2p.handler.PeerMessageDispatcher;
import io.p2p.handler.validation.JakartaPayloadValidator;

/**
 * Auto-configuration of the validation of payloads.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = P2pAutoConfiguration.class,
		afterName = "org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration")
@ConditionalOnClass(Validator.class)
@ConditionalOnBean(PeerMessageDispatcher.class)
@ConditionalOnSingleCandidate(Validator.class)
public final class P2pValidationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	PayloadValidator payloadValidator(Validator validator) {
		return new JakartaPayloadValidator(validator);
	}

}
