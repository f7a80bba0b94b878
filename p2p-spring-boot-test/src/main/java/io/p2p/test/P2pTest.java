package io.p2p.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.core.annotation.AliasFor;

/**
 * A test of the whole application with peers: a {@link SpringBootTest @SpringBootTest}
 * that has {@link P2pTestClients}. Rooms are not shared with other servers, so that it
 * needs no Redis, unless a property says {@code p2p.cluster.enabled=true}.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@SpringBootTest
@AutoConfigureP2pTestClients
public @interface P2pTest {

	/**
	 * The component classes of the application.
	 * @return the classes; by default those that Boot finds
	 */
	@AliasFor(annotation = SpringBootTest.class)
	Class<?>[] classes() default {};

	/**
	 * Properties of the application for this test.
	 * @return the properties, each {@code name=value}
	 */
	@AliasFor(annotation = SpringBootTest.class)
	String[] properties() default {};

	/**
	 * The web server that the application has in this test. Peers need none.
	 * @return the kind of web environment, by default a mock
	 */
	@AliasFor(annotation = SpringBootTest.class)
	SpringBootTest.WebEnvironment webEnvironment() default SpringBootTest.WebEnvironment.MOCK;

}
