package io.p2p.autoconfigure;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.task.AsyncTaskExecutor;

import io.p2p.codec.PeerMessageCodec;
import io.p2p.messaging.PeerMessagingTemplate;
import io.p2p.messaging.PeerQuestions;
import io.p2p.peer.PeerRegistry;
import io.p2p.peer.PeerSender;
import io.p2p.room.RoomManager;

/**
 * Lets the application send events to peers and ask them.
 */
@Configuration(proxyBeanMethods = false)
class P2pMessagingConfiguration {

	// not the handlers': all of them may wait for answers
	@Bean(defaultCandidate = false)
	@ConditionalOnMissingBean(name = "p2pAnswerExecutor")
	AsyncTaskExecutor p2pAnswerExecutor(Environment environment) {
		return P2pExecutors.create(environment, "p2p-answer-", 0, P2pExecutors.UNBOUNDED);
	}

	@Bean
	@ConditionalOnMissingBean
	PeerQuestions peerQuestions(@Qualifier("p2pAnswerExecutor") AsyncTaskExecutor executor) {
		return new PeerQuestions(executor);
	}

	@Bean
	@ConditionalOnMissingBean
	PeerMessagingTemplate peerMessagingTemplate(RoomManager rooms, PeerRegistry peers, PeerSender sender,
			PeerMessageCodec codec, PeerQuestions questions) {
		return new PeerMessagingTemplate(rooms, peers, sender, codec, questions);
	}

}
