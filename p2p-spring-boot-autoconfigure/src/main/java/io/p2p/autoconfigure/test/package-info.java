/**
 * Decides where the server listens in an application's own tests.
 */
@NullMarked
package io.p2p.autoconfigure.test;

import org.jspecify.annotations.NullMarked;
