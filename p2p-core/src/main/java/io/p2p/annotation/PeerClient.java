package io.p2p.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.stereotype.Component;

/**
 * Marks a bean whose {@link PeerMessageHandler @PeerMessageHandler} methods hear what
 * other peers send to this application, where that is a peer of another server
 * ({@code p2p.client.uri}), and not what passes a server of its own.
 * <p>
 * Their parameters take the arguments of the event in their order, or the one that
 * {@link EventArgument @EventArgument} names; one of the type {@code PeerEvent},
 * {@code Sender} or {@code P2pPeer} takes that. An argument that is missing, or
 * {@code null}, is an error unless the parameter is {@code Optional} or
 * {@code @Nullable}. What a method returns, or the {@code CompletionStage} that it
 * returns completes with, is the answer to a peer that has asked. Exceptions are logged.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Component
public @interface PeerClient {

}
