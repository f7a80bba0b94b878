package io.p2p.handler;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * What is logged of a failure: its type and where the application's code was, and so for
 * its causes. No message, which may quote what a peer has sent.
 */
final class HandlerFailure extends Throwable {

	private static final long serialVersionUID = 1L;

	private static final int MOST_CAUSES = 10;

	private static final int MOST_FRAMES = 50;

	/**
	 * Take what may be logged of a failure.
	 * @param failure the failure
	 * @param beanType the class of the handler: what has called it is left out
	 */
	HandlerFailure(Throwable failure, Class<?> beanType) {
		this(failure, beanType, MOST_CAUSES);
	}

	private HandlerFailure(Throwable failure, Class<?> beanType, int causes) {
		super(failure.getClass().getName(), cause(failure, beanType, causes), false, true);
		StackTraceElement[] frames = failure.getStackTrace();
		int end = Math.min(frames.length, MOST_FRAMES);
		for (int i = 0; i < frames.length; i++) {
			if (frames[i].getClassName().startsWith(beanType.getName())) {
				end = i + 1;
			}
		}
		setStackTrace(Arrays.copyOf(frames, Math.min(end, MOST_FRAMES)));
	}

	private static @Nullable HandlerFailure cause(Throwable failure, Class<?> beanType, int causes) {
		return (failure.getCause() != null && causes > 0) ? new HandlerFailure(failure.getCause(), beanType, causes - 1)
				: null;
	}

	/**
	 * Where it has happened, to know it again.
	 */
	String place() {
		return getMessage() + " " + ((getStackTrace().length > 0) ? getStackTrace()[0] : "");
	}

}
