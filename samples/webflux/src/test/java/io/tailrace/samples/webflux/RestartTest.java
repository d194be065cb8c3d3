package io.tailrace.samples.webflux;

import static io.tailrace.samples.webflux.App.DEADLINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Frame;
import io.tailrace.JournalStatus.ConsumerStatus;
import io.tailrace.test.TestJournal;
import io.tailrace.test.TestJournalExtension;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

@ExtendWith(TestJournalExtension.class)
class RestartTest {
    private static final int ORDERS = 20_000;

    @Test
    void drainsAndGoesOnWhereItStood(TestJournal journal) {
        App first = App.start(journal, "orders.capacity=32MB", "orders.keep=32MB");
        Disposable sending = first.append(OrdersTest.orders(ORDERS)).subscribe();
        journal.closing(sending::dispose);
        App.await("billing has begun", () -> App.hasBilled(journal));
        first.close();
        // Everything is done that was begun: what is billed is what lies before the cursor, to the order.
        ConsumerStatus billing = journal.consumer("billing");
        long stood = billing.cursor();
        assertFalse(billing.alive());
        assertEquals(positions(journal, stood), App.billed(journal));
        App.await("all is sent", () -> journal.status().frames() == ORDERS);
        assertTrue(stood < journal.status().tail(), "it was too fast to be caught in the middle");

        try (App app = App.start(journal, "orders.capacity=32MB", "orders.keep=32MB")) {
            app.awaitBilledAll();
            assertEquals(positions(journal, Long.MAX_VALUE), App.billed(journal));
        }
    }

    @Test
    void endsTheStreamsOfBrowsersCleanly(TestJournal journal) {
        App app = App.start(journal);
        app.client().order("tea");
        StepVerifier.create(app.client().stream(null))
                .expectNextCount(1)
                .then(app::close)
                .expectComplete()
                .verify(DEADLINE);
        assertEquals(List.of(), journal.status().writers());
    }

    @Test
    void takesOverFromOneThatStillDrains(TestJournal journal) {
        App old = App.start(journal);
        try (App next = App.start(journal)) {
            String first = old.client().order("tea");
            old.close();
            String second = next.client().order("coffee");
            next.awaitBilledAll();
            assertEquals(List.of(Long.valueOf(first), Long.valueOf(second)), App.billed(journal));
        }
    }

    private static List<Long> positions(TestJournal journal, long before) {
        return Flux.fromIterable(journal.frames())
                .map(Frame::position)
                .filter(position -> position < before)
                .collectList()
                .block();
    }
}
