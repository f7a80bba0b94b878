package io.p2p.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;

/**
 * Marks a method of any singleton bean that handles an event before it is relayed. The
 * method is called through the bean's proxy, if it has one.
 * <p>
 * Parameters, in any order:
 * <ul>
 * <li>the payload: parameters that are none of the following take the arguments of the
 * event in their order, or the one that {@link EventArgument @EventArgument} names. They
 * may have any type that the application's JSON mapper reads, {@code byte[]} or
 * {@code ByteBuffer} for binary, and are validated if they have {@code @Valid} or
 * {@code @Validated}</li>
 * <li>{@code Peer}, {@code PeerId}, {@code PeerHandshake}: the sender, as it is in the
 * room of the event</li>
 * <li>{@code Room}, {@code RoomMember}: the room in which the event is relayed, and the
 * sender's membership in it</li>
 * <li>{@code PeerMessage<T>}: payload, sender, name and size together; {@code RawMessage}
 * for the event as it was received</li>
 * <li>{@code Principal} or any type of principal, such as {@code Authentication}: the
 * sender's. A sender without one of that type is refused as {@code forbidden}</li>
 * <li>parameters with {@link PeerData @PeerData} or spring-messaging's {@code @Header}
 * ({@code event}, {@code size}, {@code room})</li>
 * <li>parameters that a {@code HandlerMethodArgumentResolver} bean supports</li>
 * </ul>
 * An argument that is missing, or {@code null}, is refused as {@code bad-request} unless
 * the parameter is {@code Optional} or {@code @Nullable}.
 * <p>
 * The method runs on the handlers' executor, not on an event loop; events of one sender
 * are handled and relayed in their order. Without a result, or with {@code null}, the
 * event is relayed as it was received. A result replaces the arguments that are relayed.
 * A {@code CompletionStage}, a reactive type or a suspending function of Kotlin is waited
 * for without holding a thread. If the method throws an exception, the event is not
 * relayed, and the sender is told: in its acknowledgement if it asked for one, else by
 * {@code peer-error}. It gets the code and message of a {@code RefusedException}; of any
 * other exception it is told only that the handler failed, unless a
 * {@link PeerMessageExceptionHandler @PeerMessageExceptionHandler} says more.
 *
 * @since 0.1.0
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface PeerMessageHandler {

	/**
	 * The names of the events; see {@link #event()}.
	 * @return the names
	 */
	@AliasFor("event")
	String[] value() default {};

	/**
	 * The names of the events, for example {@code peer-msg}. One {@code *} in a name
	 * stands for any characters: {@code chat.*}, {@code *.typing}, or {@code *} for every
	 * event. An exact name goes before any pattern, and of the patterns the longest.
	 * @return the names, at least one
	 */
	@AliasFor("value")
	String[] event() default {};

	/**
	 * Whether the event is relayed. If not, it is for the server alone, and the result is
	 * the answer to a sender that asked for one, empty without a result.
	 * @return whether the event is relayed, {@code true} by default
	 */
	boolean relay() default true;

}
