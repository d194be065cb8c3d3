/** Who has which role: taking the writer's role and a consumer's name over, and telling who is alive. */
@NullMarked
package io.tailrace.internal.role;

import org.jspecify.annotations.NullMarked;
