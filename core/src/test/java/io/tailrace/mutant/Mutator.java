package io.tailrace.mutant;

import static io.tailrace.layout.FrameDescriptor.*;

import io.tailrace.layout.ConsumerDescriptor;
import io.tailrace.layout.ControlDescriptor;
import io.tailrace.layout.LockDescriptor;
import io.tailrace.layout.PageDescriptor;
import io.tailrace.layout.Positions;
import io.tailrace.layout.WriterDescriptor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Changes a journal's bytes and files, and says what it changed. */
final class Mutator {
    private static final int BITS = PageDescriptor.MIN_BITS;
    private static final int PAGE = 1 << BITS;

    /** Around each length that is a limit of something. */
    private static final long[] LENGTHS = {
        0, 8, 16, PAGE / 4 - 16, PAGE / 4, PAGE / 2, PAGE - 64, PAGE, 1L << 31, 1L << 32
    };

    private static final int[] LINES = {
        ControlDescriptor.CURRENT_PAGE_INDEX_OFFSET,
        ControlDescriptor.TOTAL_PAGES_OFFSET,
        ControlDescriptor.WRITE_POS_OFFSET,
        ControlDescriptor.WRITE_POS_OFFSET,
        ControlDescriptor.FLOOR_OFFSET,
        ControlDescriptor.FLOOR_OFFSET,
        ControlDescriptor.FLOOR_OFFSET,
        ControlDescriptor.WATCH_OFFSET,
        ControlDescriptor.OWNER_PID_OFFSET,
        ControlDescriptor.OWNER_START_OFFSET,
        ControlDescriptor.OWNER_NAMESPACE_OFFSET,
        ControlDescriptor.OWNER_LOCK_INODE_OFFSET,
        ControlDescriptor.BOOT_ID_OFFSET,
        ControlDescriptor.CAPACITY_OFFSET,
        ControlDescriptor.CAPACITY_OFFSET,
        ControlDescriptor.RETENTION_OFFSET,
        ControlDescriptor.RETENTION_OFFSET,
        ControlDescriptor.CREATED_OFFSET,
        ControlDescriptor.STATISTICS_OFFSET,
        ControlDescriptor.LONGEST_SWITCH_NANOS_OFFSET,
        ControlDescriptor.GATE_NANOS_OFFSET,
        ControlDescriptor.SPACE_SHORT_OFFSET
    };

    private static final int[] GEOMETRY = {
        ControlDescriptor.MAGIC_OFFSET,
        ControlDescriptor.VERSION_OFFSET,
        ControlDescriptor.KIND_OFFSET,
        ControlDescriptor.UUID_HIGH_OFFSET,
        ControlDescriptor.PAGE_BITS_OFFSET,
        ControlDescriptor.WRITER_SLOTS_OFFSET,
        ControlDescriptor.CONSUMER_SLOTS_OFFSET,
        ControlDescriptor.MODE_OFFSET,
        ControlDescriptor.DURABLE_OFFSET,
        ControlDescriptor.FEATURES_OFFSET
    };

    private static final int[] WRITER_LONGS = {
        WriterDescriptor.GENERATION_OFFSET,
        WriterDescriptor.CLAIM_OFFSET,
        WriterDescriptor.CLAIM_OFFSET,
        WriterDescriptor.PID_OFFSET,
        WriterDescriptor.LAST_ACTIVE_OFFSET,
        WriterDescriptor.FRAMES_OFFSET,
        WriterDescriptor.SEALED_OFFSET,
        WriterDescriptor.WAITING_FOR_OFFSET,
        WriterDescriptor.WAITING_SINCE_OFFSET
    };

    private static final int[] CONSUMER_LONGS = {
        ConsumerDescriptor.CURSOR_OFFSET,
        ConsumerDescriptor.CURSOR_OFFSET,
        ConsumerDescriptor.PID_OFFSET,
        ConsumerDescriptor.START_OFFSET,
        ConsumerDescriptor.NAMESPACE_OFFSET,
        ConsumerDescriptor.LAST_ACTIVE_OFFSET,
        ConsumerDescriptor.PAUSED_REASON_OFFSET,
        ConsumerDescriptor.PAUSED_POSITION_OFFSET
    };

    private static final int[] CONSUMER_INTS = {
        ConsumerDescriptor.STATE_OFFSET,
        ConsumerDescriptor.STATE_OFFSET,
        ConsumerDescriptor.GENERATION_OFFSET,
        ConsumerDescriptor.POLICY_OFFSET,
        ConsumerDescriptor.ACTIVITY_OFFSET,
        ConsumerDescriptor.NAME_LENGTH_OFFSET
    };

    private static final int[] PAGE_HEADER = {
        ControlDescriptor.MAGIC_OFFSET,
        ControlDescriptor.VERSION_OFFSET,
        ControlDescriptor.UUID_LOW_OFFSET,
        PageDescriptor.INDEX_OFFSET,
        PageDescriptor.BITS_OFFSET,
        PageDescriptor.INCARNATION_OFFSET,
        PageDescriptor.INCARNATION_OFFSET,
        PageDescriptor.HIGHEST_TIMESTAMP_OFFSET,
        PageDescriptor.HIGHEST_TIMESTAMP_OFFSET
    };

    private final Image image;
    private final Image other;
    private final SplittableRandom random;
    private final List<String> done = new ArrayList<>();

    /** @param other a journal whose files may turn up in this one */
    Mutator(Image image, Image other, SplittableRandom random) {
        this.image = image;
        this.other = other;
        this.random = random;
    }

    /** What was changed. */
    String description() {
        return String.join("; ", done);
    }

    void mutate() {
        image.owner(Image.Owner.values()[random.nextInt(Image.Owner.values().length)]);
        done.add("owner " + image.owner());
        // Most journals with many changes end at the first check.
        int changes = 1 + (random.nextBoolean() ? 0 : random.nextInt(4));
        for (int i = 0; i < changes; i++) {
            int kind = random.nextInt(100);
            if (kind < 40) {
                changeWord();
            } else if (kind < 58) {
                changeControl();
            } else if (kind < 70) {
                changeSlot();
            } else if (kind < 76) {
                changeHeader();
            } else if (kind < 89) {
                changeBytes();
            } else {
                changeFiles();
            }
        }
    }

    /** A word that a walk meets, or the one behind it. */
    private void changeWord() {
        String page = any(image.pages());
        if (page == null || image.length(page) < PAGE) {
            return;
        }
        List<Integer> words = image.words(page);
        int last = words.size() - 1;
        // The first, the tail or END, and the one before are met more often than others.
        int at = switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> last;
            case 2 -> Math.max(0, last - 1);
            default -> random.nextInt(words.size());
        };
        int offset = words.get(at);
        if (offset + 8 > image.length(page)) {
            return;
        }
        long before = Image.getLong(image.file(page), offset);
        putLong(page, offset, word(before, offset), "word");
        if (random.nextInt(8) == 0 && offset + 24 <= image.length(page)) {
            putLong(page, offset + 8, number(), "timestamp");
        }
    }

    private long word(long before, int offset) {
        return switch (random.nextInt(8)) {
            case 0 -> before ^ 1L << random.nextInt(64);
            case 1 -> boundary();
            case 2 -> before & ~MAX_LENGTH_MASK | length(offset) & MAX_LENGTH_MASK;
            case 3 -> (long) random.nextInt(16) << 60 | before & ~(0xFL << 60);
            case 4 -> (long) END << 60 | distance() & MAX_LENGTH_MASK;
            case 5 ->
                (long) random.nextInt(5) << 60
                        | random.nextLong() & 0x0FFF_FFFF_0000_0000L
                        | length(offset) & MAX_LENGTH_MASK;
            case 6 -> claimed(before, offset);
            default -> (long) (1 + random.nextInt(4)) << 60 | length(offset) & MAX_LENGTH_MASK;
        };
    }

    /** Of a slot that there is and a generation that it may have, more often than not; what it covers is often what was there. */
    private long claimed(long before, int offset) {
        long slot = random.nextInt(6) == 0 ? random.nextInt(1024) : random.nextInt(6);
        long generation = random.nextInt(6) == 0 ? random.nextInt(1 << 17) : random.nextInt(6);
        long length = random.nextBoolean() ? before : length(offset);
        return (long) CLAIMED << 60
                | random.nextLong(2) << 59
                | slot << 49
                | generation << 32
                | length & MAX_LENGTH_MASK;
    }

    private static final long MAX_LENGTH_MASK = 0xFFFF_FFFFL;

    /** Around a limit, or around what is left of the page. */
    private long length(int offset) {
        long near = random.nextInt(4) == 0 ? PAGE - 8 - 16 - offset : LENGTHS[random.nextInt(LENGTHS.length)];
        return near + random.nextInt(-17, 18);
    }

    private long distance() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(6);
            case 1 -> -1L - random.nextInt(6);
            case 2 -> (1L << 31) + random.nextInt(-2, 3);
            default -> random.nextInt();
        };
    }

    private void changeControl() {
        if (!image.has(Image.CONTROL) || image.length(Image.CONTROL) < ControlDescriptor.HEADER_LENGTH) {
            return;
        }
        if (random.nextInt(20) == 0) {
            putInt(Image.CONTROL, ControlDescriptor.MODE_OFFSET, 1 + random.nextInt(2), "mode");
            return;
        }
        if (random.nextInt(8) == 0) {
            int offset = GEOMETRY[random.nextInt(GEOMETRY.length)];
            putInt(Image.CONTROL, offset, random.nextBoolean() ? random.nextInt(40) : (int) boundary(), "geometry");
            return;
        }
        int offset = LINES[random.nextInt(LINES.length)];
        long value = offset == ControlDescriptor.RETENTION_OFFSET
                ? (long) random.nextInt(6) << 60 | number() & ControlDescriptor.MAX_RETENTION_AMOUNT
                : offset == ControlDescriptor.FLOOR_OFFSET && random.nextBoolean()
                        ? (number() & ~(PAGE - 1L)) + PageDescriptor.HEADER_LENGTH
                        : number();
        putLong(Image.CONTROL, offset, value, "line");
    }

    private void changeSlot() {
        if (!image.has(Image.CONTROL) || image.length(Image.CONTROL) < ControlDescriptor.HEADER_LENGTH) {
            return;
        }
        byte[] control = image.file(Image.CONTROL);
        int writers = Image.getInt(control, ControlDescriptor.WRITER_SLOTS_OFFSET);
        int consumers = Image.getInt(control, ControlDescriptor.CONSUMER_SLOTS_OFFSET);
        if (writers < 1 || writers > 1024 || consumers < 1 || consumers > 1024) {
            return;
        }
        if (random.nextInt(4) == 0) {
            int slot = ControlDescriptor.HEADER_LENGTH + random.nextInt(writers) * WriterDescriptor.LENGTH;
            putLong(Image.CONTROL, slot + WRITER_LONGS[random.nextInt(WRITER_LONGS.length)], number(), "writer slot");
            return;
        }
        int first = ControlDescriptor.HEADER_LENGTH + writers * WriterDescriptor.LENGTH;
        int slot = first + random.nextInt(consumers) * ConsumerDescriptor.LENGTH;
        switch (random.nextInt(5)) {
            case 0, 1 ->
                putLong(
                        Image.CONTROL,
                        slot + CONSUMER_LONGS[random.nextInt(CONSUMER_LONGS.length)],
                        number(),
                        "consumer slot");
            case 2, 3 ->
                putInt(
                        Image.CONTROL,
                        slot + CONSUMER_INTS[random.nextInt(CONSUMER_INTS.length)],
                        random.nextInt(3) > 0 ? random.nextInt(-1, 5) : (int) boundary(),
                        "consumer slot");
            default -> {
                // Two of one name, with one cursor.
                int from = first + random.nextInt(consumers) * ConsumerDescriptor.LENGTH;
                copy(Image.CONTROL, from, Image.CONTROL, slot, ConsumerDescriptor.LENGTH);
            }
        }
    }

    private void changeHeader() {
        String page = any(image.pages());
        if (page == null) {
            return;
        }
        int offset = PAGE_HEADER[random.nextInt(PAGE_HEADER.length)];
        if (random.nextBoolean()) {
            putLong(page, offset, number(), "header");
        } else {
            putInt(page, offset, random.nextInt(-1, 33), "header");
        }
    }

    private void changeBytes() {
        String name = any(image.names());
        int length = name == null ? 0 : image.length(name);
        if (length < 64) {
            return;
        }
        int offset = random.nextInt(length);
        int count = Math.min(length - offset, 1 + random.nextInt(random.nextBoolean() ? 16 : 3_000));
        switch (random.nextInt(7)) {
            case 0 -> {
                image.changed(name)[offset] ^= (byte) (1 << random.nextInt(8));
                done.add("bit of " + name + " at " + offset);
            }
            case 1 -> {
                Arrays.fill(image.changed(name), offset, offset + count, (byte) 0);
                done.add("zeroed " + name + " from " + offset + ", " + count);
            }
            case 2 -> {
                byte[] noise = new byte[count];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, image.changed(name), offset, count);
                done.add("noise in " + name + " from " + offset + ", " + count);
            }
            case 3 -> {
                String from = any(image.names());
                if (image.length(from) >= count) {
                    copy(from, random.nextInt(image.length(from) - count + 1), name, offset, count);
                }
            }
            case 4 -> {
                int a = offset & -8;
                int b = random.nextInt(length) & -8;
                if (a + 8 <= length && b + 8 <= length) {
                    byte[] bytes = image.changed(name);
                    long first = Image.getLong(bytes, a);
                    Image.putLong(bytes, a, Image.getLong(bytes, b));
                    Image.putLong(bytes, b, first);
                    done.add("swapped " + name + " at " + a + " and " + b);
                }
            }
            case 5 -> {
                // A word's place, and all before it: a frame seems to begin elsewhere.
                int to = Math.min(length - count, offset + 8);
                copy(name, offset, name, Math.max(0, to), count);
            }
            default -> {
                int at = offset & -8;
                if (at + 8 <= length) {
                    putLong(name, at, number(), "long");
                }
            }
        }
    }

    private void changeFiles() {
        String name = any(image.names());
        String page = any(image.pages());
        if (name == null || page == null) {
            return;
        }
        switch (random.nextInt(14)) {
            case 0, 1 -> resize(name, cut(image.length(name)));
            case 2 -> resize(name, image.length(name) + (1 << random.nextInt(14)));
            case 3 -> {
                image.remove(name);
                done.add("deleted " + name);
            }
            case 4 -> {
                String with = any(image.names());
                byte[] bytes = image.file(name);
                image.put(name, image.file(with));
                image.put(with, bytes);
                done.add("swapped files " + name + " and " + with);
            }
            case 5 -> addPage(page, anyIndex(), false);
            case 6, 7 -> addPage(page, anyIndex(), true);
            case 8 -> {
                String foreign = any(other.pages());
                if (foreign != null) {
                    image.put(page, other.file(foreign));
                    done.add("page " + page + " of another journal: its " + foreign);
                }
            }
            case 9 -> {
                image.put(Image.CONTROL, other.has(Image.CONTROL) ? other.file(Image.CONTROL) : new byte[0]);
                done.add("control of another journal");
            }
            case 10 -> {
                image.makeDirectory(name);
                done.add("directory in place of " + name);
            }
            case 11 -> {
                String target = any(image.names());
                image.makeLink(name, target);
                done.add("link in place of " + name + " to " + target);
            }
            case 12 -> moveFarAway();
            default -> otherPageSize();
        }
    }

    private static int around(SplittableRandom random, int length) {
        return Math.max(0, length + random.nextInt(-9, 10));
    }

    private int cut(int length) {
        return Math.min(
                length,
                switch (random.nextInt(5)) {
                    case 0 -> 0;
                    case 1 -> around(random, 64);
                    case 2 -> around(random, 1024);
                    case 3 -> Math.max(0, length - 1 - random.nextInt(9));
                    default -> length == 0 ? 0 : random.nextInt(length);
                });
    }

    private void resize(String name, int length) {
        image.put(name, Arrays.copyOf(image.file(name), length));
        done.add("length of " + name + " made " + length);
    }

    private long anyIndex() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(8);
            case 1 -> 1L << random.nextInt(48);
            case 2 -> (Long.MAX_VALUE >>> BITS) - random.nextInt(3);
            default -> random.nextInt(1 << 16);
        };
    }

    private void addPage(String page, long index, boolean fits) {
        String name = PageDescriptor.fileName(index);
        byte[] bytes = image.file(page).clone();
        if (fits && bytes.length >= PageDescriptor.HEADER_LENGTH) {
            Image.putLong(bytes, PageDescriptor.INDEX_OFFSET, index);
        }
        image.put(name, bytes);
        done.add((fits ? "page " : "copy of page ") + page + " as " + name);
    }

    /** The whole journal at the end of what positions can say: the pages' indexes, the floor, the hints. */
    private void moveFarAway() {
        List<String> pages = image.pages();
        if (!image.has(Image.CONTROL) || image.length(Image.CONTROL) < ControlDescriptor.HEADER_LENGTH) {
            return;
        }
        long last = (Long.MAX_VALUE >>> BITS) - random.nextInt(3);
        long first = last - pages.size() + 1;
        List<Long> indexes =
                pages.stream().map(PageDescriptor::indexOf).sorted().toList();
        for (int i = 0; i < indexes.size(); i++) {
            String old = PageDescriptor.fileName(indexes.get(i));
            if (image.length(old) >= PageDescriptor.HEADER_LENGTH) {
                addPage(old, first + i, true);
                image.remove(old);
            }
        }
        byte[] control = image.changed(Image.CONTROL);
        Image.putLong(control, ControlDescriptor.FLOOR_OFFSET, Positions.firstFrame(first, BITS));
        Image.putLong(control, ControlDescriptor.WRITE_POS_OFFSET, Positions.firstFrame(first, BITS));
        Image.putLong(control, ControlDescriptor.TOTAL_PAGES_OFFSET, last + 1);
        done.add("moved to pages " + first + " to " + last);
    }

    /** Control and pages that say so together. */
    private void otherPageSize() {
        if (!image.has(Image.CONTROL) || image.length(Image.CONTROL) < ControlDescriptor.HEADER_LENGTH) {
            return;
        }
        int bits = BITS + 1;
        Image.putInt(image.changed(Image.CONTROL), ControlDescriptor.PAGE_BITS_OFFSET, bits);
        for (String page : image.pages()) {
            if (image.length(page) >= PageDescriptor.HEADER_LENGTH) {
                image.put(page, Arrays.copyOf(image.file(page), 1 << bits));
                Image.putInt(image.changed(page), PageDescriptor.BITS_OFFSET, bits);
            }
        }
        done.add("page bits made " + bits);
    }

    private long boundary() {
        return switch (random.nextInt(7)) {
            case 0 -> 0;
            case 1 -> -1;
            case 2 -> Long.MIN_VALUE;
            case 3 -> Long.MAX_VALUE;
            case 4 -> 1L << random.nextInt(64);
            case 5 -> (1L << random.nextInt(64)) - 1;
            default -> random.nextLong();
        };
    }

    /** Something that may be a position, a count, a time, or nothing. */
    private long number() {
        return switch (random.nextInt(8)) {
            case 0, 1 -> boundary();
            case 2 -> random.nextInt(100);
            case 3 -> random.nextLong(8L * PAGE);
            case 4 -> random.nextLong(8L * PAGE) & -8;
            case 5 -> Positions.firstFrame(random.nextInt(8), BITS);
            case 6 -> Positions.firstFrame(anyIndex(), BITS);
            default -> aPosition();
        };
    }

    /** Where a frame begins. */
    private long aPosition() {
        String page = any(image.pages());
        if (page == null || image.length(page) < PAGE) {
            return PageDescriptor.HEADER_LENGTH;
        }
        List<Integer> words = image.words(page);
        return Positions.of(PageDescriptor.indexOf(page), words.get(random.nextInt(words.size())), BITS);
    }

    private void putLong(String name, int offset, long value, String what) {
        if (offset + 8 <= image.length(name)) {
            done.add(String.format(
                    "%s of %s at %d: %016x to %016x",
                    what, name, offset, Image.getLong(image.file(name), offset), value));
            Image.putLong(image.changed(name), offset, value);
        }
    }

    private void putInt(String name, int offset, int value, String what) {
        if (offset + 4 <= image.length(name)) {
            done.add(String.format(
                    "%s of %s at %d: %d to %d", what, name, offset, Image.getInt(image.file(name), offset), value));
            Image.putInt(image.changed(name), offset, value);
        }
    }

    private void copy(String from, int fromOffset, String to, int offset, int count) {
        if (fromOffset + count <= image.length(from) && offset + count <= image.length(to)) {
            System.arraycopy(image.file(from), fromOffset, image.changed(to), offset, count);
            done.add(count + " bytes of " + from + " at " + fromOffset + " to " + to + " at " + offset);
        }
    }

    private @org.jspecify.annotations.Nullable String any(List<String> names) {
        List<String> files = names.stream()
                .filter(name -> !name.equals(LockDescriptor.FILE_NAME) || random.nextInt(4) == 0)
                .toList();
        return files.isEmpty() ? null : files.get(random.nextInt(files.size()));
    }
}
