package io.tailrace.reactor;

import io.tailrace.DeliveryMode;
import io.tailrace.FrameDecoder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32;

/**
 * Holds one consumer name to its word, over all its subscriptions: each frame of each writer comes in order and whole, at the position
 * where it always was, none is missing, and one comes again only where the delivery says so. A subscription is a {@link Session}; they
 * follow each other, as they do under one name. The first violation is kept and stays the answer.
 *
 * <p>Writers stamp their frames with {@link #payload} and count from 0; any number of them, in one or many processes.
 */
final class DeliveryChecker {
    /** A stamped frame; what is not whole is an error. */
    static final FrameDecoder<Stamp> STAMPS = (buffer, offset, length, header) -> {
        byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return Stamp.of(bytes, header.position());
    };

    private static final int STAMP_LENGTH = Integer.BYTES + Long.BYTES + Integer.BYTES;

    private final DeliveryMode mode;
    private final AtomicReference<AssertionError> violation = new AtomicReference<>();

    /** Next sequence of each writer behind all that certainly does not come again. */
    private final Map<Integer, Long> next = new HashMap<>();

    /** The last session that got anything. */
    private Session previous;

    private int mayBeSkipped;
    private long again;

    DeliveryChecker(DeliveryMode mode) {
        this.mode = mode;
    }

    /**
     * A frame of a writer.
     *
     * @param writer its number
     * @param sequence counts up from 0 for each writer
     * @param position where it begins
     */
    record Stamp(int writer, long sequence, long position) {
        static Stamp of(byte[] bytes, long position) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            if (bytes.length < STAMP_LENGTH) {
                throw new AssertionError("frame at " + position + " has " + bytes.length + " bytes only");
            }
            int checksum = buffer.getInt(bytes.length - Integer.BYTES);
            if (checksum != checksum(bytes)) {
                throw new AssertionError("frame at " + position + " is not whole");
            }
            return new Stamp(buffer.getInt(0), buffer.getLong(Integer.BYTES), position);
        }
    }

    /**
     * What a writer appends.
     *
     * @param body how many bytes beside the stamp
     */
    static byte[] payload(int writer, long sequence, int body) {
        byte[] bytes = new byte[STAMP_LENGTH + body];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        buffer.putInt(writer).putLong(sequence);
        for (int i = 0; i < body; i++) {
            buffer.put((byte) (sequence * 31 + i));
        }
        buffer.putInt(checksum(bytes));
        return bytes;
    }

    private static int checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, bytes.length - Integer.BYTES);
        return (int) crc.getValue();
    }

    /** The next subscription of the name; the one before has been cancelled, or was told that it ended. */
    synchronized Session begin() {
        return new Session();
    }

    /** All sessions have ended; so many frames of a writer must have come by now. */
    synchronized void requireComplete(int writer, long frames) {
        requireFine();
        Map<Integer, Long> reached = new HashMap<>(next);
        if (previous != null) {
            previous.seen.forEach(stamp -> reached.put(stamp.writer, stamp.sequence + 1));
        }
        if (reached.getOrDefault(writer, 0L) != frames) {
            throw new AssertionError("of writer " + writer + " came " + reached.get(writer) + " frames of " + frames);
        }
    }

    void requireFine() {
        AssertionError error = violation.get();
        if (error != null) {
            throw new AssertionError(error.getMessage(), error);
        }
    }

    /** How many frames came again. */
    synchronized long again() {
        return again;
    }

    private void violated(String what) {
        violation.compareAndSet(null, new AssertionError(mode + ": " + what));
    }

    /**
     * One subscription. The subscriber calls {@link #received}, {@link #left} and {@link #terminated}; the others are called by whoever
     * does it, from any thread.
     */
    final class Session {
        private final List<Stamp> seen = new ArrayList<>();
        private final List<Mark> marks = new ArrayList<>();
        private final Map<Integer, Long> expected = new HashMap<>();
        private List<Stamp> overlap = List.of();
        private long requested;
        private int afterCancel;
        private boolean inside;
        private boolean ending;
        private boolean cancelledInside;
        private boolean cancelledOutside;
        private boolean cancelled;
        private boolean terminated;

        /** Before demand goes upstream. */
        void requesting(long n) {
            synchronized (DeliveryChecker.this) {
                requested = requested + n < 0 ? Long.MAX_VALUE : requested + n;
            }
        }

        /**
         * First thing in {@code onNext}.
         *
         * @return the frame's number in this session, for the acknowledge
         */
        int received(Stamp stamp) {
            synchronized (DeliveryChecker.this) {
                requireSignal("onNext of " + stamp);
                inside = true;
                // The look at it and the signal are two steps, between which another thread's cancel may fall; once.
                if (cancelledInside || cancelled && ++afterCancel > 1) {
                    violated("onNext after cancel: " + stamp);
                }
                if (seen.size() >= requested) {
                    violated("more than the " + requested + " requested: " + stamp);
                }
                if (seen.isEmpty()) {
                    follow(stamp);
                }
                requireNext(stamp);
                seen.add(stamp);
                marks.add(new Mark());
                return seen.size() - 1;
            }
        }

        /** Last thing in {@code onNext}. */
        void left() {
            synchronized (DeliveryChecker.this) {
                inside = false;
            }
        }

        /** Before a frame is acknowledged. */
        void acknowledging(int frame) {
            synchronized (DeliveryChecker.this) {
                marks.get(frame).tried = true;
            }
        }

        /** After that. It is certain to count if nobody has begun to end the session. */
        void acknowledged(int frame) {
            synchronized (DeliveryChecker.this) {
                marks.get(frame).certain |= !ending;
            }
        }

        /** Before a cancel goes upstream. */
        void cancelling(boolean insideOnNext) {
            synchronized (DeliveryChecker.this) {
                ending = true;
                cancelledInside |= insideOnNext;
                cancelledOutside |= !insideOnNext;
            }
        }

        /** When the cancel upstream has returned. */
        void cancelled() {
            synchronized (DeliveryChecker.this) {
                cancelled = true;
            }
        }

        /** Before somebody makes the source end this, as a drain does: it may signal still. */
        void ending() {
            synchronized (DeliveryChecker.this) {
                ending = true;
            }
        }

        /** In {@code onComplete} or {@code onError}. */
        void terminated() {
            synchronized (DeliveryChecker.this) {
                requireSignal("an end");
                if (cancelledInside) {
                    violated("an end after a cancel");
                }
                ending = true;
                terminated = true;
            }
        }

        private void requireSignal(String signal) {
            if (inside) {
                violated(signal + " while onNext runs");
            }
            if (terminated) {
                violated(signal + " after the end");
            }
        }

        /** Finds where this one goes on in what the one before it got. */
        private void follow(Stamp first) {
            Session before = previous;
            previous = this;
            if (before != null) {
                int at = before.indexOf(first.position);
                if (at < before.leastDone()) {
                    violated(first + " came again, but was done");
                }
                if (at > before.mostDone()) {
                    violated(before.seen.get(before.mostDone()) + " was not done, but did not come again: " + first);
                }
                before.seen.subList(0, at).forEach(stamp -> next.put(stamp.writer, stamp.sequence + 1));
                overlap = List.copyOf(before.seen.subList(at, before.seen.size()));
                again += overlap.size();
                mayBeSkipped += before.cancelledOutside && mode == DeliveryMode.AT_MOST_ONCE ? 1 : 0;
            }
            expected.putAll(next);
            if (first.sequence > expected.getOrDefault(first.writer, 0L) && mayBeSkipped > 0) {
                mayBeSkipped--;
                expected.merge(first.writer, 1L, Long::sum);
            }
        }

        private void requireNext(Stamp stamp) {
            int frame = seen.size();
            if (frame < overlap.size() && !overlap.get(frame).equals(stamp)) {
                violated("now " + stamp + ", but before " + overlap.get(frame));
            }
            if (frame > 0 && stamp.position <= seen.get(frame - 1).position) {
                violated(stamp + " after " + seen.get(frame - 1));
            }
            long due = expected.getOrDefault(stamp.writer, 0L);
            if (stamp.sequence != due) {
                violated(stamp + " instead of sequence " + due);
            }
            expected.put(stamp.writer, stamp.sequence + 1);
        }

        /** Of the first frame at or behind a position. */
        private int indexOf(long position) {
            int at = 0;
            while (at < seen.size() && seen.get(at).position < position) {
                at++;
            }
            return at;
        }

        /** How many of the first frames must not come again. */
        private int leastDone() {
            return switch (mode) {
                case AT_LEAST_ONCE -> cancelledOutside ? seen.size() - 1 : seen.size();
                case AT_MOST_ONCE -> seen.size();
                case MANUAL -> (int) marks.stream().takeWhile(m -> m.certain).count();
            };
        }

        /** How many of the first frames may stay away. */
        private int mostDone() {
            return mode == DeliveryMode.MANUAL
                    ? (int) marks.stream().takeWhile(m -> m.tried).count()
                    : seen.size();
        }
    }

    private static final class Mark {
        private boolean tried;
        private boolean certain;
    }
}
