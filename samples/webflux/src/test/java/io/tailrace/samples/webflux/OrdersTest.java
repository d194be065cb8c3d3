package io.tailrace.samples.webflux;

import static io.tailrace.samples.webflux.App.DEADLINE;
import static io.tailrace.samples.webflux.App.id;
import static io.tailrace.samples.webflux.App.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.reactor.SendTotal;
import io.tailrace.test.TestJournal;
import io.tailrace.test.TestJournalExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

@ExtendWith(TestJournalExtension.class)
class OrdersTest {
    private static final String WRONG_FIELDS =
            "\\{\"detail\":\"Invalid request content.\",\"instance\":\"/orders\",\"status\":400,"
                    + "\"title\":\"Bad Request\",\"errors\":\\{\"customer\":\"[^\"]+\",\"quantity\":\"[^\"]+\"}}";

    private TestJournal journal;
    private App app;

    @BeforeEach
    void start(TestJournal made) {
        journal = made;
        app = App.start(made);
    }

    @AfterEach
    void close() {
        app.close();
    }

    @Test
    void streamsWhatWasOrderedBeforeAndWhatComes() {
        String first = app.client().order("tea");
        List<String> streamed = new ArrayList<>();
        List<String> ordered = new ArrayList<>(List.of(first));

        StepVerifier.create(app.client().stream(null).doOnNext(event -> streamed.add(id(event))))
                .assertNext(event -> assertEquals(json("tea"), event.data()))
                .then(() -> ordered.add(app.client().order("coffee")))
                .assertNext(event -> assertEquals(json("coffee"), event.data()))
                .thenCancel()
                .verify(DEADLINE);
        assertEquals(ordered, streamed);
    }

    @Test
    void goesOnBehindTheLastEvent() {
        List<String> positions = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            positions.add(app.client().order("item " + i));
        }
        String last =
                id(Objects.requireNonNull(app.client().stream(null).take(4).blockLast(DEADLINE)));

        StepVerifier.create(app.client().stream(last).map(App::id))
                .expectNextSequence(positions.subList(4, 10))
                .then(() -> app.client().order("one more"))
                .expectNextCount(1)
                .thenCancel()
                .verify(DEADLINE);
        assertEquals(positions.get(3), last);
    }

    @Test
    void beginsAnewIfTheLastEventIsOfAnotherJournal() {
        String first = app.client().order("tea");

        StepVerifier.create(app.client().stream("987654321"))
                .assertNext(event -> {
                    assertEquals("gap", event.event());
                    assertEquals("{\"from\":\"987654322\",\"to\":\"" + first + "\"}", event.data());
                })
                .assertNext(event -> assertEquals(first, event.id()))
                .thenCancel()
                .verify(DEADLINE);
    }

    @Test
    void tellsABrowserThatWasAwayForTooLongOfTheGap() {
        String first = app.client().order("tea");
        SendTotal sent = app.append(orders(2000)).block(DEADLINE);
        App.await("pages went", () -> journal.status().floor() > Long.parseLong(first));

        List<ServerSentEvent<String>> events = app.client().stream(first)
                .takeUntil(event -> String.valueOf(sent.lastPosition()).equals(event.id()))
                .collectList()
                .block(DEADLINE);
        assertEquals("gap", events.get(0).event());
        assertEquals(
                "{\"from\":\"" + (Long.parseLong(first) + 1) + "\",\"to\":\"" + id(events.get(1)) + "\"}",
                events.get(0).data());
        assertRising(events.subList(1, events.size()));
    }

    @Test
    void givesEachBrowserAllOfIt() {
        Flux<List<ServerSentEvent<String>>> both = Flux.merge(
                app.client().stream(null).take(50).collectList(),
                app.client().stream(null).take(50).collectList());

        StepVerifier.create(both)
                .then(() -> app.append(orders(50)).block(DEADLINE))
                .assertNext(OrdersTest::assertRising)
                .assertNext(OrdersTest::assertRising)
                .expectComplete()
                .verify(DEADLINE);
    }

    @Test
    void saysWhichFieldsAreWrongAndStoresNothing() {
        app.client()
                .post("{\"customer\":\" \",\"item\":\"tea\",\"quantity\":0}")
                .expectStatus()
                .isBadRequest()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody(String.class)
                // What is said of a field is in the language of the machine.
                .consumeWith(result -> assertTrue(
                        String.valueOf(result.getResponseBody()).matches(WRONG_FIELDS),
                        () -> String.valueOf(result.getResponseBody())));
        app.client().post("{\"customer\"").expectStatus().isBadRequest();

        assertEquals(List.of(), journal.frames());
    }

    @Test
    void showsHowFarBillingIs() {
        String position = app.client().order("tea");
        app.awaitBilledAll();
        long tail = journal.status().tail();

        app.client()
                .get("/orders/progress")
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .isEqualTo("{\"consumer\":\"billing\",\"state\":\"at the tail\",\"position\":\"" + tail
                        + "\",\"tail\":\"" + tail + "\",\"lagBytes\":\"0\"}");
        assertEquals(List.of(Long.valueOf(position)), App.billed(journal));
    }

    @Test
    void passesOverWhatIsNoOrder() {
        app.append(Flux.just("no order", json("tea"))).block(DEADLINE);
        app.awaitBilledAll();

        assertEquals(List.of(journal.frames().get(1).position()), App.billed(journal));
    }

    @Test
    void servesThePageAndItsScript() {
        app.client().get("/").expectStatus().isOk().expectHeader().contentTypeCompatibleWith(MediaType.TEXT_HTML);
        app.client().get("/orders.js").expectStatus().isOk();
        app.client().get("/orders.css").expectStatus().isOk();
    }

    static Flux<String> orders(int count) {
        return Flux.range(0, count).map(n -> json("x".repeat(500) + n));
    }

    static void assertRising(List<ServerSentEvent<String>> events) {
        long last = -1;
        for (ServerSentEvent<String> event : events) {
            long position = Long.parseLong(id(event));
            assertTrue(position > last, () -> "position " + position + " comes again, or too late");
            last = position;
        }
    }
}
