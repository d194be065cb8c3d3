package io.tailrace;

import static io.tailrace.layout.FrameDescriptor.*;
import static org.junit.jupiter.api.Assertions.*;

import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.WriterDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many appenders of one shared journal, in one process. */
class SharedAppenderTest {
    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private static final JournalOptions SMALL = TestJournals.small();

    private Journal journal;

    @BeforeEach
    void create() {
        journal = journals.create(SMALL.mode(JournalMode.SHARED));
    }

    @Test
    void appendersTakeTurns() {
        Appender one = journals.closing(journal.appender());
        Appender two = journals.closing(journal.appender());
        Reader reader = journals.closing(journal.reader());
        assertEquals(64, one.append(Frames.bytes("a")));
        assertEquals(88, two.append(Frames.bytes("b")));
        assertEquals(112, one.append(Frames.bytes("c")));
        assertEquals(List.of("a", "b", "c"), Frames.texts(reader));
    }

    @Test
    void openClaimHoldsReadersButNoWriter() {
        Appender one = journals.closing(journal.appender());
        Appender two = journals.closing(journal.appender());
        Reader reader = journals.closing(journal.reader());
        Claim claim = one.claim(3);
        two.append(Frames.bytes("two"));
        assertEquals(List.of(), Frames.texts(reader));
        claim.buffer().putBytes(0, Frames.bytes("one"));
        assertEquals(64, claim.commit());
        assertEquals(List.of("one", "two"), Frames.texts(reader));
    }

    @Test
    void abortedClaimIsSkipped() {
        Appender one = journals.closing(journal.appender());
        Claim claim = one.claim(100);
        claim.buffer().setMemory(0, 100, (byte) -1);
        claim.abort();
        one.append(Frames.bytes("x"));
        assertEquals(List.of("x"), Frames.texts(journals.closing(journal.reader())));
        assertNull(journal.verify().fault());
    }

    @Test
    void partOfAClaimLeavesAPad() {
        Appender one = journals.closing(journal.appender());
        Appender two = journals.closing(journal.appender());
        Reader reader = journals.closing(journal.reader());
        for (int used = 0; used <= 40; used++) {
            Claim claim = one.claim(40);
            claim.buffer().setMemory(0, 40, (byte) -1);
            two.append(Frames.bytes("behind"));
            claim.commit(used, used, 7);
            List<Frame> frames = Frames.all(reader);
            assertEquals(2, frames.size(), "used " + used);
            // With 8 bytes left it went behind the other one.
            Frame frame =
                    frames.get(frames.get(0).length() == 6 && frames.get(0).type() == 0 ? 1 : 0);
            assertEquals(used, frame.length());
            assertEquals(used, frame.type());
            assertEquals(7, frame.timestamp());
            for (byte each : frame.toByteArray()) {
                assertEquals(-1, each);
            }
        }
        assertNull(journal.verify().fault());
    }

    @Test
    void batchIsOne() {
        Appender one = journals.closing(journal.appender());
        Appender two = journals.closing(journal.appender());
        Reader reader = journals.closing(journal.reader());
        for (int room = 72; room <= 120; room += 8) {
            Batch batch = one.batch(room);
            for (String text : List.of("a", "b", "c")) {
                assertTrue(batch.add(Frames.bytes(text), 0, 1, 3, 9));
            }
            two.append(Frames.bytes("two"));
            assertEquals(List.of(), Frames.texts(reader));
            batch.publish();
            List<String> texts = new ArrayList<>(Frames.texts(reader));
            assertTrue(texts.remove("two"));
            assertEquals(List.of("a", "b", "c"), texts, "room " + room);
        }
        assertNull(journal.verify().fault());
    }

    @Test
    void abortedAndEmptyBatches() {
        Appender one = journals.closing(journal.appender());
        Batch batch = one.batch(100);
        batch.add(Frames.bytes("a"), 0, 1, 0, 0);
        batch.add(Frames.bytes("b"), 0, 1, 0, 0);
        batch.abort();
        one.batch(64).close();
        one.append(Frames.bytes("x"));
        assertEquals(List.of("x"), Frames.texts(journals.closing(journal.reader())));
    }

    @Test
    void sourceThatThrowsLeavesNoClaim() {
        Appender one = journals.closing(journal.appender());
        DirectBuffer failing = SourceBuffer.of(new byte[100], () -> {
            throw new IllegalStateException("source");
        });
        assertThrows(IllegalStateException.class, () -> one.append(failing, 0, 100));
        one.append(Frames.bytes("x"));
        assertEquals(List.of("x"), Frames.texts(journals.closing(journal.reader())));
        assertEquals(0, journal.status().sealed());
    }

    @Test
    void closedAppenderLeavesItsClaim() {
        Appender one = journal.appender();
        one.claim(100);
        one.close();
        Appender two = journals.closing(journal.appender());
        two.append(Frames.bytes("x"));
        assertEquals(List.of("x"), Frames.texts(journals.closing(journal.reader())));
        assertThrows(JournalClosedException.class, () -> one.append(Frames.bytes("y")));
    }

    @Test
    void slotsAreTakenAndLeft() {
        Journal small = journals.closing(Journal.openOrCreate(
                journals.path("small"), SMALL.mode(JournalMode.SHARED).writerSlots(2)));
        Appender one = journals.closing(small.appender());
        Appender two = small.appender();
        AppenderOptions atOnce = AppenderOptions.defaults().takeoverTimeout(Duration.ZERO);
        WriterLimitException e = assertThrows(WriterLimitException.class, () -> small.appender(atOnce));
        assertTrue(e.getMessage().contains("all 2 writer slots"), e.getMessage());
        assertEquals(2, small.status().writers().size());
        two.close();
        Appender three = journals.closing(small.appender(atOnce));
        three.append(Frames.bytes("three"));
        one.append(Frames.bytes("one"));
        assertEquals(2, small.status().frames());
    }

    @Test
    void modeIsFixed() {
        assertEquals(JournalMode.SHARED, journal.mode());
        assertEquals("shared", journal.status().mode());
        IncompatibleJournalException e = assertThrows(
                IncompatibleJournalException.class,
                () -> Journal.open(journals.path(), JournalOptions.defaults().mode(JournalMode.EXCLUSIVE)));
        assertTrue(e.getMessage().contains("mode is shared, asked for was exclusive"), e.getMessage());
    }

    @Test
    void deadClaimOfAnotherGenerationIsSealed() {
        Appender one = journals.closing(journal.appender());
        one.append(Frames.bytes("a"));
        // A claim of slot 5, which nobody has.
        RawFile.putLong(journals.page(0), one.position(), claimed(10, 5, 3, false));
        one.append(Frames.bytes("b"));
        Reader reader = journals.closing(journal.reader());
        List<String> texts = new ArrayList<>();
        Await.until("the claim is sealed", () -> {
            texts.addAll(Frames.texts(reader));
            return texts.size() == 2;
        });
        assertEquals(List.of("a", "b"), texts);
        Await.until("it is counted", () -> journal.status().sealed() == 1);
    }

    /** Of an owner before the one before, that had lost its lock, too: the next owner's own note will be the only one. */
    @Test
    void nextOwnerOfASlotSealsWhatIsNoted() {
        for (int generation = 2; generation <= 3; generation++) {
            RawFile.putLong(journals.page(0), 64, claimed(10, 0, generation, false));
            int slot = ControlDescriptor.writerSlotOffset(0);
            RawFile.putLong(journals.control(), slot + WriterDescriptor.GENERATION_OFFSET, 3);
            RawFile.putLong(journals.control(), slot + WriterDescriptor.CLAIM_OFFSET, 64);
            journal.appender().close();
            assertEquals(pad(32), RawFile.getLong(journals.page(0), 64));
            RawFile.putLong(journals.page(0), 64, claimed(10, 1, generation, false));
            journal.appender().close();
            assertEquals(claimed(10, 1, generation, false), RawFile.getLong(journals.page(0), 64), "another slot's");
        }
    }

    @Test
    void stalledClaimIsSealedAndAppendedAgain() {
        Journal hasty = journals.closing(
                Journal.open(journals.path(), JournalOptions.defaults().patience(Duration.ofMillis(20))));
        Appender one = journals.closing(journal.appender());
        Appender two = journals.closing(journal.appender());
        Reader reader = journals.closing(hasty.reader());
        for (int turn = 1; turn <= 3; turn++) {
            Claim claim = one.claim(100);
            claim.buffer().setMemory(0, 100, (byte) turn);
            two.append(Frames.bytes("two"));
            List<Frame> frames = new ArrayList<>();
            Await.until("the claim is sealed", () -> {
                frames.addAll(Frames.all(reader));
                return frames.size() == 1;
            });
            assertEquals("two", frames.get(0).utf8());
            long position = claim.commit();
            frames.clear();
            frames.addAll(Frames.all(reader));
            assertEquals(1, frames.size());
            assertEquals(position, frames.get(0).position());
            assertArrayEquals(filled(turn), frames.get(0).toByteArray());
            assertEquals(turn, journal.status().sealed());
        }
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[100];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Test
    void keeperSealsForThoseWhoMayNotWrite() {
        Appender one = journals.closing(journal.appender());
        note(5, 64);
        RawFile.putLong(journals.page(0), 64, claimed(10, 5, 3, false));
        one.append(Frames.bytes("a"));
        Journal looking = journals.closing(
                Journal.open(journals.path(), JournalOptions.defaults().readOnly(true)));
        Reader reader = journals.closing(looking.reader());
        List<String> texts = new ArrayList<>();
        Await.until("the keeper comes by", () -> {
            texts.addAll(Frames.texts(reader));
            return texts.size() == 1;
        });
        assertEquals(List.of("a"), texts);
    }

    /** What one slot notes is bytes that others can write: it must not keep the others from being healed. */
    @Test
    void keeperIsNotStoppedByOneBadNote() throws IOException {
        Files.write(journals.page(7), new byte[10]);
        note(3, 7L << TestJournals.PAGE_BITS | 64);
        note(4, -1);
        note(5, 64);
        Appender one = journals.closing(journal.appender());
        RawFile.putLong(journals.page(0), 64, claimed(10, 5, 3, false));
        one.append(Frames.bytes("a"));
        Await.until("the keeper comes by", () -> journal.status().sealed() == 1);
    }

    /** Who looks must see it as a living writer's. */
    @Test
    void waitsInTheSlotThatItMovedTo() {
        Journal gated = journals.closing(Journal.openOrCreate(
                journals.path("gated"), SMALL.mode(JournalMode.SHARED).capacity(TestJournals.PAGE_SIZE)));
        journals.closing(gated.reader(ReaderOptions.defaults().consumer("c").policy(ConsumerPolicy.GATE)));
        Appender one = gated.appender();
        Appender two = journals.closing(gated.appender());
        one.close();
        int slot = ControlDescriptor.writerSlotOffset(1);
        RawFile.putLong(
                journals.path("gated").resolve(ControlDescriptor.FILE_NAME),
                slot + WriterDescriptor.GENERATION_OFFSET,
                7);
        for (int i = 0; i < 3; i++) {
            two.append(new byte[TestJournals.MAX_PAYLOAD]);
        }
        assertFalse(
                two.whenReady(TestJournals.MAX_PAYLOAD).toCompletableFuture().isDone());
        assertEquals(List.of("c"), gated.status().waitingFor());
    }

    /** Two appenders use one mapping: who is stopped at a switch gives it back once. */
    @Test
    void fencedAtAPageSwitchLeavesTheMappingOfOthers() {
        Appender one = journals.closing(journal.appender());
        Appender two = journals.closing(journal.appender());
        for (int i = 0; i < 3; i++) {
            one.append(new byte[TestJournals.MAX_PAYLOAD]);
        }
        long watch = RawFile.getLong(journals.control(), ControlDescriptor.WATCH_OFFSET);
        RawFile.putLong(journals.control(), ControlDescriptor.WATCH_OFFSET, watch + (1L << 32));
        assertThrows(WriterFencedException.class, () -> one.append(new byte[TestJournals.MAX_PAYLOAD]));
        one.close();
        journals.awaitUnmapped(1);
        journals.awaitMapped(0);
        assertThrows(WriterFencedException.class, () -> two.append(Frames.bytes("two")));
    }

    /** Of a handle that waits practically for ever, for a writer that was sealed twice by others who do not. */
    @Test
    void keeperIsNotStoppedByALongPatience() {
        Journal calm = journals.closing(
                Journal.open(journals.path(), JournalOptions.defaults().patience(AppenderOptions.UNLIMITED)));
        journal.close();
        Appender alive = journals.closing(calm.appender());
        note(0, 64);
        RawFile.putLong(
                journals.control(), ControlDescriptor.writerSlotOffset(0) + WriterDescriptor.GENERATION_OFFSET, 1);
        RawFile.putLong(journals.page(0), 64, claimed(10, 0, 1, true));
        RawFile.putLong(journals.page(0), 64 + 32, claimed(10, 5, 3, false));
        note(5, 64 + 32);
        Await.until("the keeper comes by", () -> calm.status().sealed() == 1);
        assertEquals(claimed(10, 0, 1, true), RawFile.getLong(journals.page(0), 64));
        alive.close();
    }

    private void note(int slot, long position) {
        int offset = ControlDescriptor.writerSlotOffset(slot);
        RawFile.putLong(journals.control(), offset + WriterDescriptor.GENERATION_OFFSET, 3);
        RawFile.putLong(journals.control(), offset + WriterDescriptor.CLAIM_OFFSET, position);
    }

    @Test
    void openedToReadHealsByItself() {
        journal.close();
        RawFile.putLong(journals.page(0), 64, claimed(10, 5, 3, false));
        RawFile.putLong(journals.page(0), 64 + 32, committed(0, 7));
        Journal opened = journals.closing(Journal.openToRead(journals.path(), JournalOptions.defaults()));
        assertFalse(opened.isReadOnly());
        Reader reader = journals.closing(opened.reader());
        Await.until(
                "it is passed over", () -> reader.poll((b, o, l, header) -> assertEquals(7, header.type()), 1) == 1);
    }

    @Test
    void exclusiveIsOpenedReadOnly() {
        journals.closing(Journal.openOrCreate(journals.path("other"), SMALL));
        try (Journal opened = Journal.openToRead(journals.path("other"), JournalOptions.defaults())) {
            assertTrue(opened.isReadOnly());
        }
    }

    /** Page by page it might never come to the tail of faster ones. That it looks into none of them shows in that damage there is nothing to it. */
    @Test
    void slowWriterPassesOverPagesThatOthersLeft() {
        Appender slow = journals.closing(journal.appender());
        slow.append(Frames.bytes("first"));
        Appender fast = journals.closing(journal.appender());
        while (fast.position() >>> TestJournals.PAGE_BITS < 6) {
            fast.append(new byte[TestJournals.MAX_PAYLOAD]);
        }
        RawFile.putLong(journals.page(3), 64, -1);
        long tail = journal.status().tail();
        assertEquals(tail, slow.append(Frames.bytes("last")));
    }

    @Test
    void manyThreadsManyPages() throws InterruptedException {
        long seed = System.nanoTime();
        int threads = 4;
        int each = 20_000;
        CountDownLatch done = new CountDownLatch(threads);
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < threads; i++) {
            int writer = i;
            new Thread(() -> {
                        SplittableRandom random = new SplittableRandom(seed + writer);
                        try (Appender appender = journal.appender()) {
                            for (int n = 0; n < each; n++) {
                                append(appender, random, writer, n);
                            }
                        } catch (Throwable e) {
                            failures.add(e);
                        } finally {
                            done.countDown();
                        }
                    })
                    .start();
        }
        Reader reader = journals.closing(journal.reader());
        int[] next = new int[threads];
        Await.until("all is read, seed " + seed, Duration.ofSeconds(120), () -> {
            for (Frame frame : Frames.all(reader)) {
                int writer = frame.type();
                assertEquals(next[writer]++, frame.timestamp(), "writer " + writer);
                for (byte b : frame.toByteArray()) {
                    assertEquals((byte) frame.timestamp(), b);
                }
            }
            return IntStream.of(next).sum() == threads * each;
        });
        done.await();
        assertEquals(List.of(), failures);
        assertNull(journal.verify().fault());
        assertEquals(threads * each, journal.status().frames());
        assertTrue(journal.status().currentPageIndex() > 10);
    }

    private static void append(Appender appender, SplittableRandom random, int writer, int n) {
        int length = random.nextInt(20) == 0 ? random.nextInt(8000) : random.nextInt(60);
        byte[] payload = new byte[length];
        Arrays.fill(payload, (byte) n);
        switch (random.nextInt(4)) {
            case 0 -> {
                Claim claim = appender.claim(length + random.nextInt(20));
                claim.buffer().putBytes(0, payload);
                claim.commit(length, writer, n);
            }
            case 1 -> {
                Batch batch = appender.batch(Batch.extent(length) + random.nextInt(40));
                batch.add(payload, 0, length, writer, n);
                batch.publish();
            }
            case 2 -> appender.append(SourceBuffer.of(payload), 0, length, writer, n);
            default -> appender.append(payload, 0, length, writer, n);
        }
    }
}
