package io.p2p.handler;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channel;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

import javax.sql.DataSource;

import com.corundumstudio.socketio.SocketIOClient;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

import io.p2p.annotation.PeerData;
import io.p2p.annotation.PeerMessageExceptionHandler;
import io.p2p.annotation.PeerMessageHandler;
import io.p2p.messaging.PeerMessagingTemplate;
import io.p2p.peer.Peer;
import io.p2p.peer.PeerMessage;
import io.p2p.peer.RefusedException;

/**
 * Beans with handler methods that cannot work.
 */
final class Mistakes {

	private Mistakes() {
	}

	static class OfADataSource {

		@PeerMessageHandler("x")
		void on(String text, DataSource source) {
		}

	}

	static class OfAChannel {

		@PeerMessageHandler("x")
		void on(Channel channel) {
		}

	}

	static class OfAStream {

		@PeerMessageHandler("x")
		void on(InputStream stream) {
		}

	}

	static class OfAList {

		@PeerMessageHandler("x")
		void on(List<Channel> channels) {
		}

	}

	static class OfAClient {

		@PeerMessageHandler("x")
		void on(SocketIOClient client) {
		}

	}

	static class OfAnEnvironment {

		@PeerMessageHandler("x")
		void on(Environment environment) {
		}

	}

	static class OfATemplate {

		@PeerMessageHandler("x")
		void on(PeerMessagingTemplate template) {
		}

	}

	static class OfARandom {

		@PeerMessageHandler("x")
		void on(Random random) {
		}

	}

	static class OfAnExecutor {

		@PeerMessageHandler("x")
		void on(SimpleAsyncTaskExecutor executor) {
		}

	}

	static class OfAFuture {

		@PeerMessageHandler("x")
		void on(CompletableFuture<String> text) {
		}

	}

	static class OfAnException {

		@PeerMessageHandler("x")
		void on(IllegalStateException failure) {
		}

	}

	static class OfAClass {

		@PeerMessageHandler("x")
		void on(Class<?> type) {
		}

	}

	static class OfNoConstructor {

		@PeerMessageHandler("x")
		void on(NoConstructor payload) {
		}

	}

	static class OfAValue {

		@PeerMessageHandler("x")
		void on(@Value("${x:1}") String value) {
		}

	}

	static class OfAMessageOfChannels {

		@PeerMessageHandler("x")
		void on(PeerMessage<Channel> message) {
		}

	}

	static class OfChannelData {

		@PeerMessageHandler("x")
		void on(@PeerData Channel data) {
		}

	}

	static class ReturnsAPeer {

		@PeerMessageHandler("x")
		Peer on(Peer peer) {
			return peer;
		}

	}

	static class ReturnsPeersLater {

		@PeerMessageHandler("x")
		CompletableFuture<List<Peer>> on() {
			return null;
		}

	}

	static class ReturnsARefusal {

		@PeerMessageHandler("x")
		RefusedException on() {
			return null;
		}

	}

	static class ReturnsAResponse {

		@PeerMessageHandler("x")
		ResponseEntity<String> on() {
			return null;
		}

	}

	static class ReturnsAFuture {

		@PeerMessageHandler("x")
		Future<String> on() {
			return null;
		}

	}

	static class OtherException {

		@PeerMessageExceptionHandler(IOException.class)
		void on(IllegalStateException failure) {
		}

	}

	static class TwoExceptions {

		@PeerMessageExceptionHandler
		void on(IOException failure, IllegalStateException other) {
		}

	}

	static class ExceptionAndPayload {

		@PeerMessageExceptionHandler
		void on(IOException failure, String payload) {
		}

	}

	@EnableTransactionManagement(proxyTargetClass = true)
	static class PrivateOnAProxy extends Transactions {

		@Transactional
		void transactional() {
		}

		@SuppressWarnings("UnusedMethod") // looked for by its annotation
		@PeerMessageHandler("x")
		private void on() {
		}

	}

	@EnableTransactionManagement(proxyTargetClass = true)
	static class FinalOnAProxy extends Transactions {

		@Transactional
		void transactional() {
		}

		@PeerMessageHandler("x")
		final void on() {
		}

	}

	@EnableTransactionManagement(proxyTargetClass = true)
	static class StaticOnAProxy extends Transactions {

		@Transactional
		void transactional() {
		}

		@PeerMessageHandler("x")
		static void on() {
		}

	}

	static class Transactions {

		@Bean
		static PlatformTransactionManager transactions() {
			return new NoTransactions();
		}

	}

	static class NoTransactions extends AbstractPlatformTransactionManager {

		@Override
		protected Object doGetTransaction() {
			return this;
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
		}

	}

	static final class NoConstructor {

		NoConstructor(String text, int size) {
		}

	}

}
