package io.tailrace.samples.webflux;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.tailrace.test.TestJournal;
import io.tailrace.test.TestJournalExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/** Billing alone, with a ledger that cannot be written. */
@ExtendWith(TestJournalExtension.class)
class BillingTest {
    private final Logger log = (Logger) LoggerFactory.getLogger(Billing.class);
    private final CountDownLatch failed = new CountDownLatch(1);
    private final CountDownLatch triedBehindTheEnd = new CountDownLatch(1);
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getThrowableProxy() != null) {
                failed.countDown();
                if (event.getThrowableProxy().getClassName().equals(IllegalStateException.class.getName())) {
                    triedBehindTheEnd.countDown();
                }
            }
        }
    };

    @BeforeEach
    void listen() {
        log.setLevel(Level.WARN);
        log.addAppender(appender);
        appender.start();
    }

    @AfterEach
    void forget() {
        log.detachAppender(appender);
    }

    @Test
    void triesNoMoreOnceItIsStopped(TestJournal given) throws Exception {
        Path directory = Files.createDirectory(given.path("ledger"));
        Duration timeout = Duration.ofSeconds(5);
        OrdersProperties properties = new OrdersProperties(
                given.path("orders"),
                DataSize.ofMegabytes(64),
                DataSize.ofMegabytes(16),
                "billing",
                directory,
                timeout,
                timeout);
        JsonMapper json = JsonMapper.builder().build();
        OrderJournal journal = new OrderJournal(properties, json);
        Billing billing = new Billing(properties, journal, json);
        journal.start();
        try {
            billing.start();
            journal.publish(new Order("alice", "tea", 1)).block(App.DEADLINE);
            assertTrue(failed.await(App.DEADLINE.toSeconds(), TimeUnit.SECONDS));
            billing.stop();
        } finally {
            journal.stop();
        }
        assertThrows(IllegalStateException.class, journal::orders);
        // It had failed once or twice: the next attempt would come within half a second.
        assertFalse(triedBehindTheEnd.await(2, TimeUnit.SECONDS));
    }
}
