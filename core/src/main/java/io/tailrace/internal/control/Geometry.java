package io.tailrace.internal.control;

import static io.tailrace.layout.ControlDescriptor.*;

import io.tailrace.JournalMode;
import io.tailrace.internal.memory.Words;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * What never changes in a journal.
 *
 * @param uuid identity of the journal, in every file of it
 * @param pageBits log2 of the page size
 * @param writerSlots number of writer slots
 * @param consumerSlots number of consumer slots
 * @param mode exclusive or shared
 * @param createdAt ns since the epoch
 */
public record Geometry(UUID uuid, int pageBits, int writerSlots, int consumerSlots, int mode, long createdAt) {

    public int pageSize() {
        return 1 << pageBits;
    }

    public JournalMode journalMode() {
        return isShared() ? JournalMode.SHARED : JournalMode.EXCLUSIVE;
    }

    public boolean isShared() {
        return mode == MODE_SHARED;
    }

    public int controlLength() {
        return length(writerSlots, consumerSlots);
    }

    /** Writes the identity line into a file that has no name yet. */
    public void writeTo(ByteBuffer control) {
        Words.putIntPlain(control, VERSION_OFFSET, VERSION);
        Words.putIntPlain(control, KIND_OFFSET, KIND_CONTROL);
        Words.putLongPlain(control, UUID_HIGH_OFFSET, uuid.getMostSignificantBits());
        Words.putLongPlain(control, UUID_LOW_OFFSET, uuid.getLeastSignificantBits());
        Words.putIntPlain(control, PAGE_BITS_OFFSET, pageBits);
        Words.putIntPlain(control, WRITER_SLOTS_OFFSET, writerSlots);
        Words.putIntPlain(control, CONSUMER_SLOTS_OFFSET, consumerSlots);
        Words.putIntPlain(control, MODE_OFFSET, mode);
        Words.putLongPlain(control, CREATED_OFFSET, createdAt);
        Words.putLongPlain(control, MAGIC_OFFSET, MAGIC);
    }

    /** Reads an identity line that {@link ControlCheck} has found sound. */
    static Geometry readFrom(ByteBuffer control) {
        return new Geometry(
                new UUID(Words.longPlain(control, UUID_HIGH_OFFSET), Words.longPlain(control, UUID_LOW_OFFSET)),
                Words.intPlain(control, PAGE_BITS_OFFSET),
                Words.intPlain(control, WRITER_SLOTS_OFFSET),
                Words.intPlain(control, CONSUMER_SLOTS_OFFSET),
                Words.intPlain(control, MODE_OFFSET),
                Words.longPlain(control, CREATED_OFFSET));
    }
}
