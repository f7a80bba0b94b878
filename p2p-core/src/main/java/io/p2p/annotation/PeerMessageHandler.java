package io.p2p.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;

/**
 * Marks a method of any singleton bean that sees an event before it is relayed. The
 * method is called through the bean's proxy, if it has one.
 * <p>
 * Parameters, in any order:
 * <ul>
 * <li>the payload: the first parameter that is none of the following is the first
 * argument of the event, the second one the second argument, and so on; or the one that
 * {@link EventArgument @EventArgument} names. Of any type that the application's JSON
 * mapper reads, {@code byte[]} or {@code ByteBuffer} for binary; checked if it has
 * {@code @Valid} or {@code @Validated}</li>
 * <li>{@code Peer}, {@code PeerId}, {@code PeerHandshake}: the sender, as it is in the
 * room of the event</li>
 * <li>{@code Room}, {@code RoomMember}: where the event is relayed, and the sender in
 * it</li>
 * <li>{@code PeerMessage<T>}: payload, sender, name and size together; {@code RawMessage}
 * for the event as it came</li>
 * <li>{@code Principal} or any type of principal, such as {@code Authentication}: who the
 * sender is. A sender who is nobody of that type is refused as {@code forbidden}</li>
 * <li>what has {@link PeerData @PeerData} or spring-messaging's {@code @Header}
 * ({@code event}, {@code size}, {@code room})</li>
 * <li>what a {@code HandlerMethodArgumentResolver} bean supports</li>
 * </ul>
 * An argument that is missing, or {@code null}, is refused as {@code bad-request} unless
 * the parameter is {@code Optional} or {@code @Nullable}.
 * <p>
 * The method runs off the event loop; events of one sender are handled and relayed in
 * their order. Without a result, which {@code null} is too, the event is relayed as it
 * came. A result replaces the arguments that are relayed. A {@code CompletionStage} or a
 * reactive type counts when it completes, without holding a thread, and so does a
 * suspending function of Kotlin's. An exception stops the relay, and the sender learns of
 * it: in its acknowledgement if it asked for one, else by {@code peer-error}. What it is
 * told is the code and message of a {@code RefusedException}, and of any other exception
 * only that the handler failed, unless a
 * {@link PeerMessageExceptionHandler @PeerMessageExceptionHandler} has more to say.
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
	 * the answer: the acknowledgement of whoever asked for one, empty without a result.
	 * @return whether the event is relayed, {@code true} by default
	 */
	boolean relay() default true;

}
