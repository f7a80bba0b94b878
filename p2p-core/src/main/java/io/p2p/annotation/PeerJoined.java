package io.p2p.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of any singleton bean that is called when a peer has joined a room. It
 * is called once for each room that a peer joins, the default room among them. It is
 * called before the peer's events in that room are handled.
 * <p>
 * Parameters, in any order: {@code Peer}, {@code PeerId}, {@code PeerHandshake}: the
 * peer; {@code Room}: the room that it has joined; {@code RoomMember}; {@code Principal}
 * or any type of principal: the method is not called for peers without one of that type,
 * unless the parameter is {@code Optional} or {@code @Nullable}; and parameters with
 * {@link PeerData @PeerData}. A result is not used; of an asynchronous method, its
 * completion is waited for. An exception is logged and changes nothing.
 *
 * @since 0.1.0
 * @see PeerLeft
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface PeerJoined {

}
