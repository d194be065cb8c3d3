package io.tailrace;

import static io.tailrace.layout.FrameDescriptor.claimed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.WriterDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Claims of writers that live, that lost their slot, that give up: sealed when they should be, and not before. */
class ClaimHealingTest {
    private static final Duration LONG = Duration.ofHours(1);

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    /** The lock of its slot is refused, and the patience is not over: nobody touches it, however often it is looked at. */
    @Test
    void claimOfALivingWriterIsNotSealed() {
        Journal journal = create(LONG);
        Appender one = journals.closing(journal.appender());
        Reader reader = journals.closing(journal.reader());
        Claim claim = one.claim(3);
        long begin = System.nanoTime();
        // So long that several looks are due, each of which would seal it.
        Await.until("some looks", () -> {
            assertEquals(List.of(), Frames.texts(reader));
            return System.nanoTime() - begin > 100_000_000;
        });
        claim.buffer().putBytes(0, Frames.bytes("one"));
        assertEquals(64, claim.commit(), "where it was claimed");
        assertEquals(List.of("one"), Frames.texts(reader));
        assertEquals(0, journal.status().sealed());
    }

    /** The one before left a claim, the slot has an owner that lives: the generation says that the claim is not the owner's. */
    @Test
    void claimOfAnEarlierOwnerIsSealedAtOnce() {
        Journal journal = create(LONG);
        int slot = ControlDescriptor.writerSlotOffset(0);
        journal.appender().close();
        long earlier = RawFile.getLong(journals.control(), slot + WriterDescriptor.GENERATION_OFFSET);
        Appender one = journals.closing(journal.appender());
        RawFile.putLong(journals.page(0), 64, claimed(10, 0, earlier, false));
        one.append(Frames.bytes("one"));
        Reader reader = journals.closing(journal.reader());
        List<String> texts = new ArrayList<>();
        Await.until("the claim is sealed", () -> {
            texts.addAll(Frames.texts(reader));
            return !texts.isEmpty();
        });
        assertEquals(List.of("one"), texts);
    }

    /** Who finds its slot taken behind its commit has appended all the same, once. */
    @Test
    void commitOfWhoLostItsSlotCounts() {
        Journal journal = create(LONG);
        int slot = ControlDescriptor.writerSlotOffset(0);
        Appender one = journals.closing(journal.appender());
        Claim claim = one.claim(3);
        claim.buffer().putBytes(0, Frames.bytes("one"));
        long generation = RawFile.getLong(journals.control(), slot + WriterDescriptor.GENERATION_OFFSET);
        RawFile.putLong(journals.control(), slot + WriterDescriptor.GENERATION_OFFSET, generation + 1);
        claim.commit();
        one.append(Frames.bytes("two"));
        assertEquals(List.of("one", "two"), Frames.textsOf(journal));
    }

    /** Claimed bytes never become free again: others have claimed behind them. */
    @Test
    void abortedClaimBetweenOthersStaysAPad() {
        Journal journal = create(LONG);
        Appender one = journals.closing(journal.appender());
        Appender two = journals.closing(journal.appender());
        Claim claim = one.claim(10);
        two.append(Frames.bytes("two"));
        claim.abort();
        one.append(new byte[100]);
        List<Frame> frames = Frames.of(journal);
        assertEquals(2, frames.size());
        assertEquals("two", frames.get(0).utf8());
        assertEquals(100, frames.get(1).length());
        assertNull(journal.verify().fault());
    }

    /** A batch that was sealed is appended again as the whole that it is. */
    @Test
    void sealedBatchIsAppendedAgainWhole() {
        Journal journal = create(Duration.ofMillis(1));
        Appender one = journals.closing(journal.appender());
        Appender two = journals.closing(journal.appender());
        Reader reader = journals.closing(journal.reader());
        Batch batch = one.batch(200);
        for (String text : List.of("a", "b", "c")) {
            assertTrue(batch.add(Frames.bytes(text), 0, 1, 0, 0));
        }
        two.append(Frames.bytes("two"));
        List<String> texts = new ArrayList<>();
        Await.until("the batch is sealed", () -> {
            texts.addAll(Frames.texts(reader));
            return !texts.isEmpty();
        });
        batch.publish();
        one.append(Frames.bytes("d"));
        Await.until("all is read", () -> {
            texts.addAll(Frames.texts(reader));
            return texts.contains("d");
        });
        assertEquals(List.of("two", "a", "b", "c", "d"), texts);
        assertEquals(1, journal.status().sealed());
        assertNull(journal.verify().fault());
    }

    private Journal create(Duration patience) {
        return journals.create(TestJournals.small().mode(JournalMode.SHARED).patience(patience));
    }
}
