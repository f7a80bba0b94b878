/**
 * What one peer sends to another: one stream on two paths, and large events in parts.
 */
@NullMarked
package io.p2p.client.stream;

import org.jspecify.annotations.NullMarked;
