package io.tailrace.internal.page;

import static io.tailrace.layout.FrameDescriptor.*;

import io.tailrace.CorruptJournalException;
import io.tailrace.IncompatibleJournalException;
import io.tailrace.JournalException;
import io.tailrace.internal.control.Geometry;
import io.tailrace.layout.FrameDescriptor;
import io.tailrace.layout.PageDescriptor;
import java.nio.file.Path;

/**
 * Whether a word makes sense at its place. Whatever the bytes are, nobody who asks here reads outside the page or goes round for ever:
 * a sound extent is at least 16 and ends inside the page.
 */
public final class WordCheck {
    private static final long NOT_STATE_OR_LENGTH = 0x0FFF_FFFF_0000_0000L;

    private WordCheck() {}

    /**
     * The bytes that a COMMITTED word or a PAD covers.
     *
     * @param word a local copy of the word
     * @param offset where it stands in the page
     * @param pageBits log2 of the page size
     * @return the extent, or -1 if the word is not sound; {@link #fault} says why
     */
    public static int extent(long word, int offset, int pageBits) {
        long length = length(word);
        long extent = FrameDescriptor.extent(length);
        boolean sound;
        if (state(word) == COMMITTED) {
            sound = (word & FLAGS_MASK) == 0;
        } else {
            sound = state(word) == PAD && (word & NOT_STATE_OR_LENGTH) == 0 && (length & ALIGNMENT - 1) == 0;
        }
        long end = (1L << pageBits) - PageDescriptor.TRAILER_LENGTH;
        return sound && extent <= PageDescriptor.maxExtent(pageBits) && offset + extent <= end ? (int) extent : -1;
    }

    /**
     * The bytes that a word covers, for those who walk and do not read: a claim too, where there are some.
     *
     * @param geometry of the journal
     * @return the extent, or -1 if the word is not sound; {@link #fault} says why
     */
    public static int walkExtent(long word, int offset, Geometry geometry) {
        if (state(word) != CLAIMED) {
            return extent(word, offset, geometry.pageBits());
        }
        long extent = FrameDescriptor.extent(length(word));
        long end = geometry.pageSize() - PageDescriptor.TRAILER_LENGTH;
        boolean sound = geometry.isShared() && claimSlot(word) < geometry.writerSlots();
        return sound && extent <= PageDescriptor.maxExtent(geometry.pageBits()) && offset + extent <= end
                ? (int) extent
                : -1;
    }

    /**
     * The page that an END leads to.
     *
     * @return index of the page, or -1 if the word is not a sound END; {@link #fault} says why
     */
    public static long nextPage(long word, long pageIndex, int pageBits) {
        long distance = length(word);
        boolean sound = state(word) == END
                && (word & NOT_STATE_OR_LENGTH) == 0
                && distance > 0
                && pageIndex + distance <= Long.MAX_VALUE >>> pageBits;
        return sound ? pageIndex + distance : -1;
    }

    /** Why a word is not sound. */
    public static JournalException fault(Path path, long position, long word) {
        String found = "word " + String.format("%016x", word);
        int state = state(word);
        if (state == COMMITTED && (word & FLAGS_MASK) != 0) {
            return new IncompatibleJournalException(
                    path,
                    "position " + position + ": " + found + " has flags " + flags(word)
                            + ", which this version does not know; use the version that wrote it");
        }
        String reason = switch (state) {
            case FREE -> " is not 0, but its state is FREE";
            case CLAIMED -> " is CLAIMED, which no word of an exclusive journal is, or its slot or length is none";
            case COMMITTED, PAD ->
                " has length " + length(word) + ", which does not fit into its page or a quarter of one";
            case END -> " is an END that leads nowhere";
            default -> " has state " + state + ", which does not exist";
        };
        return new CorruptJournalException(path, position, found + reason);
    }

    private static String flags(long word) {
        StringBuilder names = new StringBuilder();
        append(names, word, FLAG_CONTROL, "CONTROL");
        append(names, word, FLAG_EXTENSION, "EXTENSION");
        append(names, word, FLAG_FIRST, "FIRST");
        append(names, word, FLAG_LAST, "LAST");
        append(names, word, FLAG_CHECKSUM, "CHECKSUM");
        return names.isEmpty() ? "without a name" : names.toString();
    }

    private static void append(StringBuilder names, long word, long flag, String name) {
        if ((word & flag) != 0) {
            names.append(names.isEmpty() ? "" : "|").append(name);
        }
    }
}
