package io.p2p.autoconfigure;

import java.util.concurrent.CompletableFuture;

import com.corundumstudio.socketio.SocketIOServer;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.javapoet.ClassName;

import io.p2p.annotation.PeerMessageHandler;
import io.p2p.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a native image is told of.
 */
class RuntimeHintsTests {

	private final RuntimeHints hints = new RuntimeHints();

	@Test
	void everyRecordOnTheWireCanBeReadAndWritten() {
		new P2pRuntimeHints().registerHints(this.hints, getClass().getClassLoader());
		assertThat(new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
			.importPackages("io.p2p.signaling", "io.p2p.relay", "io.p2p.socketio", "io.p2p.ice")
			.stream()
			.filter(JavaClass::isRecord)
			// what a connection asks of a session, with both in it
			.filter((type) -> !type.getSimpleName().equals("ResumeRequest"))
			.filter((type) -> type.getSimpleName()
				.matches(".*(Request|Answer|Header|Offer|OtherPeer|Welcome|IceServer)"))
			.map(JavaClass::reflect)
			.peek((type) -> {
				assertThat(
						RuntimeHintsPredicates.reflection().onConstructorInvocation(type.getDeclaredConstructors()[0]))
					.as(type.getName())
					.accepts(this.hints);
				assertThat(RuntimeHintsPredicates.reflection()
					.onMethodInvocation(type, type.getRecordComponents()[0].getName())).accepts(this.hints);
			})).hasSizeGreaterThan(9);
	}

	@Test
	void theTimersOfNettySocketIoCanBeStopped() {
		new P2pRuntimeHints().registerHints(this.hints, getClass().getClassLoader());
		assertThat(RuntimeHintsPredicates.reflection().onFieldAccess(SocketIOServer.class, "pipelineFactory"))
			.accepts(this.hints);
		assertThat(RuntimeHintsPredicates.resource().forResource(KnownProperties.METADATA)).accepts(this.hints);
	}

	@Test
	void handlerMethodsCanBeCalledAndTheirPayloadsReadAndWritten() throws NoSuchMethodException {
		RuntimeHints generated = process(Handler.class);
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(Handler.class.getDeclaredMethod("ask", Question.class, Peer.class))).accepts(generated);
		assertThat(RuntimeHintsPredicates.reflection()
			.onConstructorInvocation(Question.class.getDeclaredConstructors()[0])).accepts(generated);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Detail.class, "text")).accepts(generated);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Answer.class, "text")).accepts(generated);
		assertThat(RuntimeHintsPredicates.reflection().onType(Peer.class)).rejects(generated);
	}

	@Test
	void whenBeanHandlesNothingThenThereAreNoHints() {
		assertThat(process(Object.class).reflection().typeHints()).isEmpty();
	}

	private static RuntimeHints process(Class<?> type) {
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		beans.registerBeanDefinition("bean", new RootBeanDefinition(type));
		GenerationContext context = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get(RuntimeHintsTests.class)), new InMemoryGeneratedFiles());
		var contribution = new PeerMessageHandlerAotProcessor().processAheadOfTime(RegisteredBean.of(beans, "bean"));
		if (contribution != null) {
			contribution.applyTo(context, null);
		}
		return context.getRuntimeHints();
	}

	static class Handler {

		@PeerMessageHandler("ask")
		CompletableFuture<Answer> ask(Question question, Peer sender) {
			return CompletableFuture.completedFuture(new Answer(question.detail().text()));
		}

	}

	record Question(Detail detail) {

	}

	record Detail(String text) {

	}

	record Answer(String text) {

	}

}
