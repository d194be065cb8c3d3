package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tailrace.internal.control.ControlFile;
import io.tailrace.layout.PageDescriptor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** At most once: the cursor has passed a frame when a user first sees it, and no reader comes back to it. */
class AtMostOnceTest {
    private static final int EXTENT = 16384;
    private static final int PAGE = 1 << 16;
    private static final ReaderOptions RISK =
            ReaderOptions.defaults().consumer("risk").delivery(DeliveryMode.AT_MOST_ONCE);

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private final List<Integer> seen = new ArrayList<>();
    private Journal journal;
    private Appender appender;

    /** Types 0 to 6, three in a page. */
    @BeforeEach
    void fill() {
        journal = journals.create(TestJournals.small().writerSlots(1).consumerSlots(2));
        appender = journals.closing(journal.appender());
        for (int i = 0; i < 7; i++) {
            appender.append(new byte[TestJournals.MAX_PAYLOAD], 0, TestJournals.MAX_PAYLOAD, i, 0);
        }
    }

    @Test
    void cursorIsStoredBeforeAHandlerIsCalled() {
        List<Long> cursors = new ArrayList<>();
        List<Long> next = new ArrayList<>();
        try (Reader reader = journal.reader(RISK)) {
            reader.poll(
                    (buffer, offset, length, header) -> {
                        cursors.add(cursor());
                        next.add(header.nextPosition());
                    },
                    100);
            assertEquals(next, cursors);
            assertEquals(7, cursors.size());
            assertEquals(appender.position(), cursor());
        }
    }

    @Test
    void cursorIsStoredBetweenDecoderAndConsumer() {
        long[] next = {64};
        try (Reader reader = journal.reader(RISK)) {
            reader.poll(
                    (buffer, offset, length, header) -> {
                        assertEquals(next[0], cursor(), "a decoder that fails, or only looks, loses nothing");
                        next[0] = header.nextPosition();
                        return header.type();
                    },
                    type -> {
                        assertEquals(next[0], cursor());
                        return seen.add(type);
                    },
                    2);
            assertThrows(
                    IllegalStateException.class,
                    () -> reader.poll(
                            (buffer, offset, length, header) -> {
                                throw new IllegalStateException();
                            },
                            value -> true,
                            1));
            reader.poll((buffer, offset, length, header) -> header.type(), type -> seen.add(type), 1);
        }
        assertEquals(List.of(0, 1, 2), seen);
    }

    @Test
    void frameWhoseHandlerThrewDoesNotComeAgain() {
        try (Reader reader = journal.reader(RISK)) {
            for (int i = 0; i < 3; i++) {
                assertThrows(IllegalStateException.class, () -> reader.poll(this::seeAndThrow, 100));
            }
            assertEquals(List.of(0, 1, 2), seen);
            assertEquals(64 + 3 * EXTENT, reader.position());
        }
        try (Reader reader = journal.reader(RISK)) {
            assertThrows(IllegalStateException.class, () -> reader.poll(this::seeAndThrow, 100));
            assertEquals(List.of(0, 1, 2, 3), seen);
            assertEquals(3, Frames.all(reader).size());
        }
    }

    private void seeAndThrow(org.agrona.DirectBuffer buffer, int offset, int length, FrameHeader header) {
        seen.add(header.type());
        throw new IllegalStateException();
    }

    @Test
    void frameWhoseConsumerThrewDoesNotComeAgain() {
        try (Reader reader = journal.reader(RISK)) {
            assertThrows(
                    IllegalStateException.class,
                    () -> reader.poll(
                            (buffer, offset, length, header) -> header.type(),
                            type -> {
                                seen.add(type);
                                throw new IllegalStateException();
                            },
                            100));
            assertEquals(1, Frames.all(reader).get(0).type());
        }
        assertEquals(List.of(0), seen);
    }

    @Test
    void limitAndEarlyEndHandOutNothingThatIsNotSeen() {
        try (Reader reader = journal.reader(RISK)) {
            reader.poll(Frame.decoder(), frame -> frame.type() < 1, 100);
            assertEquals(64 + 2 * EXTENT, cursor());
            reader.poll(Frame.decoder(), frame -> true, 1);
            assertEquals(PAGE + 64, cursor(), "over the END behind it");
        }
        try (Reader reader = journal.reader(RISK)) {
            assertEquals(3, Frames.all(reader).get(0).type());
        }
    }

    @Test
    void lostConsumerIsToldBeforeItSeesAFrame() throws IOException {
        Reader reader = journals.closing(journal.reader(RISK));
        reader.poll((buffer, offset, length, header) -> seen.add(header.type()), 1);
        try (ControlFile control = ControlFile.open(journals.control(), true)) {
            control.consumer(0).raiseRegistration();
        }
        for (int i = 0; i < 2; i++) {
            assertThrows(
                    ConsumerLostException.class,
                    () -> reader.poll((buffer, offset, length, header) -> seen.add(header.type()), 1));
        }
        assertEquals(List.of(0), seen);
        assertEquals(64 + EXTENT, cursor());
    }

    /** It was in the handler when its bytes were taken away: lost, which the gap says, and not delivered a second time. */
    @Test
    void frameThatIsRecycledWhileItIsDecodedIsPartOfTheGap() {
        try (Reader reader = journal.reader(RISK)) {
            GapException e = assertThrows(
                    GapException.class,
                    () -> reader.poll(
                            (buffer, offset, length, header) -> {
                                if (header.type() == 1) {
                                    recycleFirstPage();
                                }
                                return header.type();
                            },
                            type -> seen.add(type),
                            100));
            assertEquals(64 + EXTENT, e.from());
            assertEquals(PAGE + 64, e.to());
            assertEquals(PAGE + 64, cursor());
            assertEquals(3, Frames.all(reader).get(0).type());
        }
        assertEquals(List.of(0), seen);
    }

    private void recycleFirstPage() {
        RawFile.putLong(journals.control(), 128, PAGE + 64);
        RawFile.putLong(journals.page(0), PageDescriptor.INCARNATION_OFFSET, 1);
    }

    private long cursor() {
        return Slots.status(journal, "risk").cursor();
    }
}
