/**
 * Peers for the tests of applications.
 */
@NullMarked
package io.p2p.test;

import org.jspecify.annotations.NullMarked;
