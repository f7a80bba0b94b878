package io.p2p.test;

import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/**
 * Closes a test's clients after it.
 */
final class ClientsClosingListener implements TestExecutionListener {

	@Override
	public void afterTestMethod(TestContext testContext) {
		if (testContext.hasApplicationContext()) {
			ApplicationContext application = testContext.getApplicationContext();
			application.getBeanProvider(P2pTestClients.class).ifAvailable(P2pTestClients::closeOwn);
		}
	}

}
