/**
 * What waits for an application, and what an application waits for.
 */
@NullMarked
package io.p2p.client.queue;

import org.jspecify.annotations.NullMarked;
