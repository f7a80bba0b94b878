package io.p2p.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.PropertyMapping;

/**
 * Has a test's application listen for peers on a free port of the loopback, and gives the
 * test {@link P2pTestClients}. For a test that is a
 * {@link org.springframework.boot.test.context.SpringBootTest @SpringBootTest} already;
 * {@link P2pTest @P2pTest} is both.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
@PropertyMapping("p2p.server")
public @interface AutoConfigureP2pTestClients {

	/**
	 * The port to listen on.
	 * @return the port; by default 0, any that is free, so that tests may run at the same
	 * time
	 */
	int port() default 0;

	/**
	 * The address to listen on.
	 * @return the address; by default the loopback's
	 */
	String address() default "127.0.0.1";

}
