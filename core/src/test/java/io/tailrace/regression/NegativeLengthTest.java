package io.tailrace.regression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.Batch;
import io.tailrace.Frames;
import io.tailrace.Journal;
import io.tailrace.TestJournals;
import java.lang.reflect.Proxy;
import java.util.List;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A buffer that checks nothing, as Agrona's do with bounds checks off, moves no batch back over its own frames. */
class NegativeLengthTest {
    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @Test
    void isRefusedByBatches() {
        Journal journal = journals.create();
        try (Appender appender = journal.appender()) {
            Batch batch = appender.batch(1000);
            assertTrue(batch.add(Frames.bytes("first one"), 0, 9, 0, 0));
            DirectBuffer lax = lax();
            for (int length : new int[] {-1, -16, -40, Integer.MIN_VALUE}) {
                assertThrows(IllegalArgumentException.class, () -> batch.add(lax, 0, length, 0, 0));
            }
            assertTrue(batch.add(Frames.bytes("second"), 0, 6, 0, 0));
            batch.publish();
            assertThrows(IllegalArgumentException.class, () -> appender.append(lax, 0, -16, 0, 0));
        }
        assertEquals(List.of("first one", "second"), Frames.textsOf(journal));
    }

    private static DirectBuffer lax() {
        return (DirectBuffer) Proxy.newProxyInstance(
                NegativeLengthTest.class.getClassLoader(),
                new Class<?>[] {DirectBuffer.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "capacity" -> 1000;
                    default -> null;
                });
    }
}
