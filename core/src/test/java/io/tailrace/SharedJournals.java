package io.tailrace;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The tests of this class, which it inherits, make shared journals. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface SharedJournals {}
