package io.tailrace.internal.page;

import static io.tailrace.layout.ControlDescriptor.*;

import io.tailrace.CorruptJournalException;
import io.tailrace.IncompatibleJournalException;
import io.tailrace.JournalException;
import io.tailrace.internal.control.Geometry;
import io.tailrace.internal.memory.Words;
import io.tailrace.layout.PageDescriptor;
import io.tailrace.layout.Positions;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.UUID;

/** Looks at a page's header before a word of it is believed. */
final class PageCheck {
    private PageCheck() {}

    static void length(Path path, long index, Geometry geometry, long length) {
        if (length != geometry.pageSize()) {
            throw corrupt(path, index, geometry, "length is " + length + " bytes, not " + geometry.pageSize());
        }
    }

    static void header(Path path, long index, Geometry geometry, ByteBuffer page) {
        expect(path, index, geometry, "magic", Words.longPlain(page, MAGIC_OFFSET), MAGIC);
        int version = Words.intPlain(page, VERSION_OFFSET);
        if (version != VERSION) {
            throw new IncompatibleJournalException(
                    path,
                    "version " + version + " found, this library knows version " + VERSION
                            + "; use the version that wrote it");
        }
        expect(path, index, geometry, "kind", Words.intPlain(page, KIND_OFFSET), KIND_PAGE);
        UUID uuid = new UUID(Words.longPlain(page, UUID_HIGH_OFFSET), Words.longPlain(page, UUID_LOW_OFFSET));
        if (!uuid.equals(geometry.uuid())) {
            throw corrupt(path, index, geometry, "page of journal " + uuid + ", not of " + geometry.uuid());
        }
        expect(path, index, geometry, "page index", Words.longPlain(page, PageDescriptor.INDEX_OFFSET), index);
        expect(
                path,
                index,
                geometry,
                "page bits",
                Words.intPlain(page, PageDescriptor.BITS_OFFSET),
                geometry.pageBits());
        int reserved = Words.intPlain(page, PageDescriptor.RESERVED_OFFSET);
        if (reserved != 0) {
            throw new IncompatibleJournalException(
                    path,
                    "reserved field of the page header has value " + reserved
                            + ", which this version does not know; use the version that wrote it");
        }
    }

    /** Writes a header into a page that has no name yet. */
    static void writeHeader(ByteBuffer page, long index, Geometry geometry) {
        Words.putLongPlain(page, MAGIC_OFFSET, MAGIC);
        Words.putIntPlain(page, VERSION_OFFSET, VERSION);
        Words.putIntPlain(page, KIND_OFFSET, KIND_PAGE);
        Words.putLongPlain(page, UUID_HIGH_OFFSET, geometry.uuid().getMostSignificantBits());
        Words.putLongPlain(page, UUID_LOW_OFFSET, geometry.uuid().getLeastSignificantBits());
        Words.putLongPlain(page, PageDescriptor.INDEX_OFFSET, index);
        Words.putIntPlain(page, PageDescriptor.BITS_OFFSET, geometry.pageBits());
    }

    private static void expect(Path path, long index, Geometry geometry, String field, long found, long expected) {
        if (found != expected) {
            throw corrupt(path, index, geometry, field + " is " + found + ", not " + expected);
        }
    }

    private static JournalException corrupt(Path path, long index, Geometry geometry, String reason) {
        return new CorruptJournalException(path, Positions.of(index, 0, geometry.pageBits()), reason);
    }
}
