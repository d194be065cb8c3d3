package io.tailrace.samples.webflux;

import static io.tailrace.samples.webflux.App.DEADLINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.reactor.SendTotal;
import io.tailrace.test.TestJournal;
import io.tailrace.test.TestJournalExtension;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.http.codec.ServerSentEvent;

@ExtendWith(TestJournalExtension.class)
class SlowBrowserTest {
    /** Beyond what the sockets' buffers of both sides take, several times; 0.5 KB each. */
    private static final int ORDERS = 40_000;

    @Test
    void holdsNobodyUpAndIsToldWhatItMissed(TestJournal journal) throws IOException {
        try (App app = App.start(journal);
                Socket slow = new Socket()) {
            // Before connecting, so that it does not grow.
            slow.setReceiveBufferSize(4096);
            slow.connect(new InetSocketAddress("127.0.0.1", app.client().port()));
            slow.setSoTimeout((int) DEADLINE.toMillis());
            slow.getOutputStream()
                    .write("GET /orders HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(slow.getInputStream(), StandardCharsets.US_ASCII));
            assertEquals("HTTP/1.1 200 OK", lines.readLine());

            SendTotal sent =
                    Objects.requireNonNull(app.append(OrdersTest.orders(ORDERS)).block(DEADLINE));
            app.awaitBilledAll();
            assertEquals(ORDERS, App.billed(journal).size());
            assertGoesOnOverAGap(lines, sent.lastPosition());
        }
    }

    /** That there is a gap says that the server did not keep everything for it. */
    private static void assertGoesOnOverAGap(BufferedReader lines, long end) throws IOException {
        long last = -1;
        int gaps = 0;
        while (last < end) {
            String line = Objects.requireNonNull(lines.readLine(), "the stream ended");
            if (line.equals("event:gap")) {
                gaps++;
            } else if (line.startsWith("id:")) {
                long position = Long.parseLong(line.substring(3));
                assertTrue(position > last, "it went back");
                last = position;
            }
        }
        assertEquals(end, last);
        assertTrue(gaps > 0, "there was no gap");
    }

    @Test
    void doesNotKeepAFastOneFromGettingIt(TestJournal journal) throws IOException {
        try (App app = App.start(journal, "orders.keep=32MB");
                Socket slow = new Socket("127.0.0.1", app.client().port())) {
            slow.getOutputStream()
                    .write("GET /orders HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            app.append(OrdersTest.orders(ORDERS)).block(DEADLINE);

            List<ServerSentEvent<String>> events = Objects.requireNonNull(
                    app.client().stream(null).take(ORDERS).collectList().block(DEADLINE));
            assertEquals(ORDERS, events.size());
            OrdersTest.assertRising(events);
        }
    }
}
