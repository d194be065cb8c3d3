package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A claim is private until committed, and leaves nothing readable behind when it is not. */
class ClaimTest {
    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private Journal journal;
    private Appender appender;
    private Reader reader;

    @BeforeEach
    void open() {
        journal = journals.create();
        appender = journals.closing(journal.appender());
        reader = journals.closing(journal.reader());
    }

    @Test
    void commitMakesAllOfItAFrame() {
        Claim claim = appender.claim(8);
        assertEquals(8, claim.buffer().capacity());
        claim.buffer().putLong(0, 0x0807060504030201L);
        assertEquals(List.of(), Frames.all(reader));
        long position = claim.commit();
        assertEquals(List.of(Frame.of(position, 0, 0, new byte[] {1, 2, 3, 4, 5, 6, 7, 8})), Frames.all(reader));
        assertEquals(position + 24, appender.position());
    }

    @Test
    void commitWithTypeAndTimestamp() {
        Claim claim = appender.claim(1);
        claim.buffer().putByte(0, (byte) 9);
        long position = claim.commit(1, 65535, 77);
        assertEquals(List.of(Frame.of(position, 77, 65535, new byte[] {9})), Frames.all(reader));
    }

    @Test
    void partOfAClaimLeavesZeroBehindIt() {
        for (int used = 0; used <= 40; used++) {
            Claim claim = appender.claim(40);
            claim.buffer().setMemory(0, 40, (byte) -1);
            claim.commit(used, used, 0);
            List<Frame> frames = Frames.all(reader);
            assertEquals(1, frames.size(), "used " + used);
            assertArrayEquals(bytes(used, (byte) -1), frames.get(0).toByteArray());
            byte[] page = RawFile.bytes(journals.page(0));
            for (int at = (int) frames.get(0).position() + 16 + used; at < page.length; at++) {
                assertEquals(0, page[at], "used " + used + ", byte " + at);
            }
        }
    }

    @Test
    void moreThanWasClaimed() {
        Claim claim = appender.claim(4);
        assertThrows(IndexOutOfBoundsException.class, () -> claim.buffer().putByte(4, (byte) 1));
        assertThrows(IndexOutOfBoundsException.class, () -> claim.buffer().putByte(-1, (byte) 1));
        assertThrows(IllegalArgumentException.class, () -> claim.commit(5, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> claim.commit(-1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> claim.commit(4, 65536, 0));
        claim.commit();
        assertEquals(1, Frames.all(reader).size());
    }

    @Test
    void abortIsSkippedByReaders() {
        Claim claim = appender.claim(100);
        claim.buffer().setMemory(0, 100, (byte) 0x20);
        claim.abort();
        assertEquals(List.of(), Frames.all(reader));
        appender.append(Frames.bytes("next"));
        assertEquals(List.of("next"), Frames.texts(reader));
        assertEquals(List.of("next"), Frames.textsOf(journal));
    }

    @Test
    void closeAbortsWhatWasNotCommitted() {
        try (Claim claim = appender.claim(8)) {
            claim.buffer().putLong(0, -1);
        }
        try (Claim claim = appender.claim(2)) {
            claim.buffer().putShort(0, (short) 0x6262);
            claim.commit();
        }
        assertEquals(List.of("bb"), Frames.texts(reader));
    }

    @Test
    void closingTheAppenderAborts() {
        appender.claim(8).buffer().putLong(0, -1);
        appender.close();
        Appender next = journals.closing(journal.appender());
        next.append(Frames.bytes("x"));
        assertEquals(List.of("x"), Frames.texts(reader));
    }

    @Test
    void nothingElseMeanwhile() {
        Claim claim = appender.claim(8);
        assertThrows(IllegalStateException.class, () -> appender.append(new byte[1]));
        assertThrows(IllegalStateException.class, () -> appender.claim(1));
        assertThrows(IllegalStateException.class, () -> appender.batch(100));
        claim.commit();
        appender.append(new byte[1]);
        assertEquals(2, Frames.all(reader).size());
    }

    @Test
    void nothingAfterItsEnd() {
        Claim claim = appender.claim(8);
        MutableDirectBuffer buffer = claim.buffer();
        long position = claim.commit();
        assertThrows(IllegalStateException.class, () -> buffer.putByte(0, (byte) 1));
        assertThrows(IllegalStateException.class, () -> buffer.getByte(0));
        assertThrows(IllegalStateException.class, claim::commit);
        assertThrows(IllegalStateException.class, claim::abort);
        claim.close();
        assertEquals(position + 24, appender.position());

        Claim aborted = appender.claim(8);
        MutableDirectBuffer gone = aborted.buffer();
        aborted.abort();
        assertThrows(IllegalStateException.class, () -> gone.putByte(0, (byte) 1));
        assertThrows(IllegalStateException.class, aborted::commit);
    }

    @Test
    void goesToTheNextPageWhereThisOneIsFull() {
        int claims = 0;
        while (appender.position() < 3 * 65536) {
            Claim claim = appender.claim(10_000);
            claim.buffer().setMemory(0, 10_000, (byte) claims);
            claim.commit(9_000, claims++, 0);
        }
        List<Frame> frames = Frames.all(reader);
        assertEquals(claims, frames.size());
        for (int i = 0; i < claims; i++) {
            assertEquals(i, frames.get(i).type());
            assertArrayEquals(bytes(9_000, (byte) i), frames.get(i).toByteArray());
        }
        assertTrue(journal.verify().fault() == null);
    }

    private static byte[] bytes(int length, byte value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, value);
        return bytes;
    }
}
