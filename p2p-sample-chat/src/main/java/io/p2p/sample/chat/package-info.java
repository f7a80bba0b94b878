/**
 * A chat room between browsers: peer to peer where it can be, relayed where it cannot.
 */
@NullMarked
package io.p2p.sample.chat;

import org.jspecify.annotations.NullMarked;
