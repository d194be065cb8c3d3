package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.JournalStatus.ConsumerStatus;
import io.tailrace.layout.ConsumerDescriptor;
import io.tailrace.layout.ControlDescriptor;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a consumer may hold up stays with its name; a reader without one holds the writer up as long as it is open. */
class ConsumerPolicyTest {
    private static final ReaderOptions RISK = ReaderOptions.defaults().consumer("risk");
    private static final ReaderOptions GATING = ReaderOptions.defaults().policy(ConsumerPolicy.GATE);

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private Journal journal;
    private Appender appender;

    @BeforeEach
    void open() {
        journal = journals.create(TestJournals.small().writerSlots(1).consumerSlots(3));
        appender = journals.closing(journal.appender());
    }

    @Test
    void newConsumersGate() {
        journal.reader(RISK).close();
        assertEquals(ConsumerPolicy.GATE, Slots.status(journal, "risk").policy());
    }

    @ParameterizedTest
    @EnumSource
    void newConsumersHaveThePolicyOfTheirReader(ConsumerPolicy policy) {
        int before = changes();
        journal.reader(RISK.policy(policy)).close();
        assertEquals(policy, Slots.status(journal, "risk").policy());
        assertEquals(before + 1, changes(), "the writer is told of a consumer");
    }

    @ParameterizedTest
    @EnumSource
    void resumedConsumersKeepTheirPolicy(ConsumerPolicy policy) {
        journal.reader(RISK.policy(policy)).close();
        int before = changes();
        journal.reader(RISK).close();
        journal.reader(RISK.policy(policy)).close();
        assertEquals(policy, Slots.status(journal, "risk").policy());
        assertEquals(before + 2, changes(), "the writer is told, as who registered may have been killed before");
    }

    @Test
    void resumedConsumersChangeThePolicyIfTheirReaderSays() {
        journal.reader(RISK).close();
        int before = changes();
        journal.reader(RISK.policy(ConsumerPolicy.EVICT)).close();
        assertEquals(ConsumerPolicy.EVICT, Slots.status(journal, "risk").policy());
        assertEquals(before + 1, changes());
    }

    @ParameterizedTest
    @EnumSource
    void policyOfAConsumerThatReadsIsChanged(ConsumerPolicy policy) {
        try (Reader reader = journal.reader(RISK)) {
            int before = changes();
            journal.setPolicy("risk", policy);
            assertEquals(policy, Slots.status(journal, "risk").policy());
            assertTrue(changes() > before, "the writer is told");
            appender.append(Frames.bytes("one"));
            assertEquals(List.of("one"), Frames.texts(reader), "the reader is not disturbed");
        }
        assertEquals(policy, Slots.status(journal, "risk").policy());
    }

    @Test
    void policyOfNobody() {
        journal.reader(RISK).close();
        int before = changes();
        ConsumerNotFoundException e =
                assertThrows(ConsumerNotFoundException.class, () -> journal.setPolicy("rsik", ConsumerPolicy.FREE));
        assertTrue(e.getMessage().contains("\"rsik\""), e.getMessage());
        assertThrows(ConsumerNotFoundException.class, () -> journal.setPolicy("", ConsumerPolicy.FREE));
        assertEquals(before, changes());
        assertEquals(ConsumerPolicy.GATE, Slots.status(journal, "risk").policy());
    }

    @Test
    void readersWithoutANameLeaveNoTraceUnlessTheyGate() {
        journals.closing(journal.reader());
        journals.closing(journal.reader(ReaderOptions.defaults().policy(ConsumerPolicy.FREE)));
        assertEquals(List.of(), Slots.names(journal));
        journals.closing(journal.reader(GATING));
        assertEquals(List.of(""), Slots.names(journal));
    }

    @Test
    void gatingReaderWithoutANameIsThereAsLongAsItIsOpen() {
        int before = changes();
        for (int i = 0; i < 4; i++) {
            appender.append(new byte[TestJournals.MAX_PAYLOAD]);
        }
        Reader reader = journal.reader(GATING);
        assertEquals(before + 1, changes(), "the writer is told of it");
        ConsumerStatus status = Slots.status(journal, "");
        assertEquals(64, status.cursor());
        assertEquals(ProcessHandle.current().pid(), status.pid());
        assertEquals(ConsumerPolicy.GATE, status.policy());
        assertTrue(status.alive());
        for (int i = 1; i <= 4; i++) {
            assertEquals(1, reader.poll(Frame.decoder(), frame -> true, 1));
            assertEquals(reader.position(), Slots.status(journal, "").cursor());
        }
        assertEquals(appender.position(), Slots.status(journal, "").cursor());
        reader.close();
        assertEquals(List.of(), Slots.names(journal));
        assertEquals(before + 2, changes(), "and that it is gone");
        int slot = ControlDescriptor.consumerSlotOffset(1, 0);
        assertEquals(
                ConsumerDescriptor.STATE_FREE,
                RawFile.getInt(journals.control(), slot + ConsumerDescriptor.STATE_OFFSET),
                "nobody has to look for its lock");
    }

    @Test
    void gatingReadersWithoutANameAreManyAndBeginWhereTheyAreAsked() {
        appender.append(new byte[8]);
        journals.closing(journal.reader(GATING));
        journals.closing(journal.reader(GATING.start(Start.latest())));
        Reader third = journal.reader(GATING);
        assertEquals(List.of("", "", ""), Slots.names(journal));
        assertEquals(appender.position(), journal.status().consumers().get(1).cursor());
        assertThrows(ConsumerLimitException.class, () -> journal.reader(GATING));
        assertThrows(ConsumerLimitException.class, () -> journal.reader(RISK));
        third.close();
        journals.closing(journal.reader(RISK));
        assertEquals(List.of("", "", "risk"), Slots.names(journal));
    }

    @Test
    void readerWithoutANameThatDidNotOpenLeavesNoSlot() {
        assertThrows(InvalidPositionException.class, () -> journal.reader(GATING.start(Start.position(1L << 40))));
        assertEquals(List.of(), Slots.names(journal));
    }

    @Test
    void whatIsKeptByACursorNeedsAName() {
        ReaderOptions unnamed = ReaderOptions.defaults();
        for (ReaderOptions options : List.of(
                unnamed.policy(ConsumerPolicy.EVICT),
                unnamed.delivery(DeliveryMode.AT_MOST_ONCE),
                unnamed.delivery(DeliveryMode.MANUAL),
                GATING.delivery(DeliveryMode.MANUAL))) {
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> journal.reader(options));
            assertTrue(e.getMessage().contains("name"), e.getMessage());
        }
        assertEquals(List.of(), Slots.names(journal));
    }

    @Test
    void whatChangesConsumersNeedsARightToWrite() {
        journal.reader(RISK).close();
        Journal readOnly = journals.closing(
                Journal.open(journals.path(), JournalOptions.defaults().readOnly(true)));
        journals.closing(readOnly.reader(ReaderOptions.defaults().policy(ConsumerPolicy.FREE)));
        assertThrows(JournalAccessException.class, () -> readOnly.reader(GATING));
        assertThrows(JournalAccessException.class, () -> readOnly.setPolicy("risk", ConsumerPolicy.FREE));
        assertThrows(JournalAccessException.class, () -> readOnly.removeConsumer("risk"));
        assertThrows(JournalAccessException.class, () -> readOnly.resetConsumer("risk", Start.latest()));
        assertEquals(ConsumerPolicy.GATE, Slots.status(journal, "risk").policy());
    }

    private int changes() {
        return Slots.changes(journals.control());
    }
}
