package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A control file is believed only when all of it is what this version knows; what is not is named, and nothing is
 * touched.
 */
class ControlDamageTest {
    private static final int LENGTH = 1024 + 64 * 2 + 256 * 3;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @BeforeEach
    void make() {
        try (Journal journal = Journal.openOrCreate(
                        journals.path(), TestJournals.small().writerSlots(2).consumerSlots(3));
                Appender appender = journal.appender()) {
            appender.append(Frames.bytes("x"));
        }
        journals.awaitReleased();
        assertEquals(LENGTH, RawFile.bytes(journals.control()).length);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, magic",
        "12, 2, kind",
        "12, 0, kind",
        "32, 15, page bits",
        "32, 31, page bits",
        "32, -1, page bits",
        "36, 0, writer slots",
        "36, 1025, writer slots",
        "36, 1, length",
        "36, 3, length",
        "40, 0, consumer slots",
        "40, 1025, consumer slots",
        "40, 2, length",
        "40, 4, length"
    })
    void identityThatIsDamaged(int offset, int value, String named) {
        RawFile.putInt(journals.control(), offset, value);
        requireRefused(CorruptJournalException.class, named);
    }

    @ParameterizedTest
    @CsvSource({
        "8, 2, version",
        "8, 0, version",
        "44, 0, mode",
        "44, 3, mode",
        "48, 1, durable",
        "52, 1, features",
        "52, -2147483648, features",
        "192, 1, durable",
        "200, 1, durable",
        "248, 1, durable",
        "456, 1, waiters",
        "508, 1, waiters",
        "528, 1, capacity and retention",
        "524, 1342177280, retention",
        "576, 1, limits",
        "960, 1, line at 960",
        "1020, 1, line at 960",
        "1032, 1, writer slot 0: claim",
        "1120, 1, writer slot 1: frames",
        "1132, 1, writer slot 1: sealed",
        // Consumer slots of 256 bytes begin at 1152.
        "1216, 3, consumer slot 0: state",
        "1472, -1, consumer slot 1: state",
        "1736, 3, consumer slot 2: policy",
        "1264, 3, consumer slot 0: paused reason"
    })
    void whatThisVersionDoesNotKnow(int offset, int value, String named) {
        RawFile.putInt(journals.control(), offset, value);
        requireRefused(IncompatibleJournalException.class, named);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 1023, 1024, 1100, LENGTH - 256, LENGTH - 1})
    void truncated(int length) {
        RawFile.truncate(journals.control(), length);
        requireRefused(CorruptJournalException.class, "length is " + length);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 256, 1 << 20})
    void longerThanItSays(int more) {
        RawFile.put(journals.control(), LENGTH + more - 1, new byte[] {0});
        requireRefused(CorruptJournalException.class, "length is " + (LENGTH + more));
    }

    @Test
    void fieldsThatMayHaveAnyValueDoNotMatter() {
        RawFile.putLong(journals.control(), 56, -1);
        RawFile.putLong(journals.control(), 64, 99);
        RawFile.putLong(journals.control(), 72, 99);
        for (int word = 640; word < 704; word += 8) {
            RawFile.putLong(journals.control(), word, -1);
        }
        RawFile.putLong(journals.control(), 448, -1);
        for (int doorbell = 704; doorbell < 960; doorbell += 8) {
            RawFile.putLong(journals.control(), doorbell, -1);
        }
        RawFile.putLong(journals.control(), 1024 + 32, Long.MIN_VALUE);
        try (Journal journal =
                Journal.open(journals.path(), JournalOptions.defaults().readOnly(true))) {
            JournalStatus status = journal.status();
            assertEquals(new JournalStatus.Statistics(0, 0, 0, 0, 0, 0, 0, 0), status.statistics());
            assertTrue(status.frames() >= 0);
        }
        assertEquals(List.of("x"), Frames.textsOf(journals.open()));
    }

    private void requireRefused(Class<? extends JournalException> type, String named) {
        byte[] before = RawFile.bytes(journals.control());
        for (JournalOptions options :
                List.of(JournalOptions.defaults(), JournalOptions.defaults().readOnly(true))) {
            JournalException e = assertThrows(
                    type, () -> Journal.open(journals.path(), options).close());
            assertTrue(e.getMessage().contains(named), e.getMessage());
            assertEquals(journals.control(), e.path());
            assertThrows(
                    type, () -> Journal.openOrCreate(journals.path(), options).close());
        }
        assertArrayEquals(before, RawFile.bytes(journals.control()));
    }
}
