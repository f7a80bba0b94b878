package io.p2p.autoconfigure.client;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;

import io.p2p.annotation.PeerClient;
import io.p2p.annotation.PeerMessageHandler;
import io.p2p.client.P2pPeer;
import io.p2p.client.PeerEvent;

/**
 * The annotated methods of beans that hear what a peer hears. The beans are made when
 * they are first needed, as they may want the peer.
 */
final class PeerClientHandlers {

	// an exact name first, then the longest pattern
	private static final Comparator<PeerClientMethod> ORDER = Comparator
		.comparing((PeerClientMethod method) -> method.event().contains("*"))
		.thenComparing((PeerClientMethod method) -> method.event().length(), Comparator.reverseOrder());

	private final List<PeerClientMethod> methods = new ArrayList<>();

	PeerClientHandlers(ConfigurableListableBeanFactory beans) {
		for (String name : beans.getBeanNamesForAnnotation(PeerClient.class)) {
			Class<?> type = AutoProxyUtils.determineTargetClass(beans, name);
			if (type != null) {
				MethodIntrospector
					.selectMethods(type,
							(MethodIntrospector.MetadataLookup<PeerMessageHandler>) (method) -> AnnotatedElementUtils
								.findMergedAnnotation(method, PeerMessageHandler.class))
					.forEach((method, annotation) -> {
						for (String event : annotation.event()) {
							this.methods.add(new PeerClientMethod(event, method, () -> beans.getBean(name)));
						}
					});
			}
		}
		this.methods.sort(ORDER);
	}

	void register(P2pPeer peer) {
		if (!this.methods.isEmpty()) {
			peer.onAny((event) -> handle(peer, event));
		}
	}

	private void handle(P2pPeer peer, PeerEvent event) {
		for (PeerClientMethod method : this.methods) {
			if (method.handles(event.name())) {
				method.call(peer, event);
				return;
			}
		}
	}

}
