package io.tailrace.internal.control;

import static io.tailrace.layout.ControlDescriptor.*;

import io.tailrace.CorruptJournalException;
import io.tailrace.IncompatibleJournalException;
import io.tailrace.JournalException;
import io.tailrace.internal.memory.Words;
import io.tailrace.layout.PageDescriptor;
import io.tailrace.layout.WriterDescriptor;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Looks at a control file before anything in it is believed: foreign, truncated, newer, or beyond what this version knows. */
final class ControlCheck {
    private ControlCheck() {}

    /** Checks the identity line of a file that has at least {@link io.tailrace.layout.ControlDescriptor#HEADER_LENGTH} bytes. */
    static Geometry geometry(Path path, ByteBuffer control, long fileLength) {
        long magic = Words.longPlain(control, MAGIC_OFFSET);
        if (magic != MAGIC) {
            throw corrupt(
                    path, "not a journal: magic is " + Long.toHexString(magic) + ", not " + Long.toHexString(MAGIC));
        }
        int version = Words.intPlain(control, VERSION_OFFSET);
        if (version != VERSION) {
            throw new IncompatibleJournalException(
                    path,
                    "version " + version + " found, this library knows version " + VERSION
                            + "; use the version that wrote it");
        }
        int kind = Words.intPlain(control, KIND_OFFSET);
        if (kind != KIND_CONTROL) {
            throw corrupt(path, "kind of file is " + kind + ", not " + KIND_CONTROL);
        }
        Geometry geometry = Geometry.readFrom(control);
        requireRange(path, "page bits", geometry.pageBits(), PageDescriptor.MIN_BITS, PageDescriptor.MAX_BITS);
        requireRange(path, "writer slots", geometry.writerSlots(), 1, MAX_WRITER_SLOTS);
        requireRange(path, "consumer slots", geometry.consumerSlots(), 1, MAX_CONSUMER_SLOTS);
        if (geometry.mode() != MODE_EXCLUSIVE && geometry.mode() != MODE_SHARED) {
            throw unknown(path, "mode", geometry.mode());
        }
        requireZero(path, "durable", Words.intPlain(control, DURABLE_OFFSET));
        requireZero(path, "features", Words.intPlain(control, FEATURES_OFFSET));
        if (fileLength != geometry.controlLength()) {
            throw corrupt(path, "length is " + fileLength + " bytes, not " + geometry.controlLength());
        }
        return geometry;
    }

    /** Reserved fields have no meaning in this version; one that is set was set by somebody who knows more. */
    static void reserved(Path path, ByteBuffer control, Geometry geometry) {
        requireZeroLine(path, "durable", control, DURABLE_POS_OFFSET);
        // The bells and the doorbells may be anything: who rings or sleeps believes nothing of them.
        for (int offset = 8; offset < LINE_LENGTH; offset += Long.BYTES) {
            requireZero(path, "waiters", Words.longOpaque(control, FRAMES_BELL_OFFSET + offset));
        }
        capacityAndRetention(path, control);
        requireZeroLine(path, "limits", control, LIMITS_OFFSET);
        for (int offset = UNNAMED_OFFSET; offset < HEADER_LENGTH; offset += LINE_LENGTH) {
            requireZeroLine(path, "line at " + offset, control, offset);
        }
        if (!geometry.isShared()) {
            exclusiveWriterSlots(path, control, geometry);
        }
        for (int slot = 0; slot < geometry.consumerSlots(); slot++) {
            new ConsumerSlot(control, geometry.writerSlots(), slot).requireKnown(path);
        }
    }

    /** What only shared writers use is reserved where there are none. */
    private static void exclusiveWriterSlots(Path path, ByteBuffer control, Geometry geometry) {
        for (int slot = 0; slot < geometry.writerSlots(); slot++) {
            int offset = writerSlotOffset(slot);
            requireZero(
                    path,
                    "writer slot " + slot + ": claim",
                    Words.longOpaque(control, offset + WriterDescriptor.CLAIM_OFFSET));
            requireZero(
                    path,
                    "writer slot " + slot + ": frames",
                    slot == WriterDescriptor.EXCLUSIVE_SLOT
                            ? 0
                            : Words.longOpaque(control, offset + WriterDescriptor.FRAMES_OFFSET));
            requireZero(
                    path,
                    "writer slot " + slot + ": sealed",
                    Words.longOpaque(control, offset + WriterDescriptor.SEALED_OFFSET));
        }
    }

    private static void capacityAndRetention(Path path, ByteBuffer control) {
        long capacity = Words.longOpaque(control, CAPACITY_OFFSET);
        if (capacity < 0) {
            throw corrupt(path, "the capacity is " + capacity + " bytes");
        }
        int kind = RetentionWord.kind(Words.longOpaque(control, RETENTION_OFFSET));
        if (kind > RETENTION_CONSUMERS) {
            throw unknown(path, "retention", kind);
        }
        for (int i = 2 * Long.BYTES; i < LINE_LENGTH; i += Long.BYTES) {
            requireZero(path, "capacity and retention", Words.longOpaque(control, CAPACITY_OFFSET + i));
        }
    }

    static JournalException unknown(Path path, String field, long value) {
        return new IncompatibleJournalException(
                path,
                "reserved field \"" + field + "\" has value " + value
                        + ", which this version does not know; use the version that wrote it");
    }

    private static void requireZeroLine(Path path, String field, ByteBuffer control, int offset) {
        for (int i = 0; i < LINE_LENGTH; i += Long.BYTES) {
            requireZero(path, field, Words.longOpaque(control, offset + i));
        }
    }

    private static void requireZero(Path path, String field, long value) {
        if (value != 0) {
            throw unknown(path, field, value);
        }
    }

    private static void requireRange(Path path, String field, int value, int min, int max) {
        if (value < min || value > max) {
            throw corrupt(path, field + " is " + value + ", not " + min + " to " + max);
        }
    }

    private static CorruptJournalException corrupt(Path path, String reason) {
        return new CorruptJournalException(path, JournalException.NO_POSITION, reason);
    }
}
