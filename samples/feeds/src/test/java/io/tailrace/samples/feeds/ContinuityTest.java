package io.tailrace.samples.feeds;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ContinuityTest {
    @Test
    void findsNothingInRunsThatAreWhole() {
        check(true, 0, 0, "1:0 1:1 1:2 2:0 2:1 3:0");
    }

    @Test
    void countsWhatIsMissing() {
        check(true, 3, 0, "1:0 1:3 1:5 1:6");
    }

    @Test
    void countsTheBeginOfARunThatIsMissing() {
        check(true, 4, 0, "1:2 1:3 2:2");
    }

    @Test
    void countsWhatComesAgain() {
        check(true, 0, 3, "1:0 1:0 1:1 1:0 1:1 1:2");
    }

    @Test
    void takesAnyFirstMessageOfAReaderThatBeginsInTheMiddle() {
        check(false, 1, 0, "1:70 1:71 1:73 2:0");
    }

    private static void check(boolean wholeRuns, long gaps, long duplicates, String messages) {
        Continuity continuity = new Continuity(wholeRuns);
        for (String message : messages.split(" ")) {
            String[] parts = message.split(":");
            continuity.accept(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
        }
        assertEquals(gaps, continuity.gaps());
        assertEquals(duplicates, continuity.duplicates());
    }
}
