/** What tests of those who build on Tailrace need. */
@NullMarked
package io.tailrace.test;

import org.jspecify.annotations.NullMarked;
