package io.tailrace.reactor;

import io.tailrace.DeliveryMode;
import io.tailrace.FrameConsumer;
import io.tailrace.FrameDecoder;
import io.tailrace.GapException;
import io.tailrace.Reader;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Polls frames out of a reader into the subscriber. What it promises about a frame that may not have arrived is the delivery's kind. For
 * the loop's thread.
 *
 * @param <T> what is emitted
 */
final class FramePump<T> {
    private static final FrameDecoder<Object> PEEK = (buffer, offset, length, header) -> {
        throw Stop.PEEKED;
    };

    private final Downstream<T> downstream;
    private final FrameDecoder<? extends T> decoder;
    private final FrameConsumer<T> emitter;
    private final @Nullable Consumer<? super GapException> onGap;
    private final @Nullable ManualCursor cursor;
    private final @Nullable DrainSignal drain;

    private int emitted;
    private boolean frameBeforeBound;

    FramePump(
            Downstream<T> downstream,
            FrameDecoder<? extends T> decoder,
            ReaderSource source,
            @Nullable ManualCursor cursor) {
        this.downstream = downstream;
        boolean atMostOnce = source.readerOptions().delivery() == DeliveryMode.AT_MOST_ONCE;
        this.decoder = atMostOnce ? wanted(decoder) : decoder;
        this.onGap = source.onGap();
        this.cursor = cursor;
        this.drain = source.drain();
        this.emitter = source.readerOptions().delivery() == DeliveryMode.AT_LEAST_ONCE ? this::emit : this::emitAndPass;
    }

    /** The cursor passes a frame behind its decoder: the last moment at which one that nobody wants can stay. */
    private FrameDecoder<T> wanted(FrameDecoder<? extends T> values) {
        return (buffer, offset, length, header) -> {
            if (downstream.isCancelled()) {
                throw Stop.CANCELLED;
            }
            return Decoders.requireValue(values.decode(buffer, offset, length, header));
        };
    }

    /** Counts what it emits by itself: a poll that ends with a gap does not tell. */
    int poll(Reader open, int limit) {
        emitted = 0;
        downstream.beginEmitting();
        try {
            pollOverGap(open, decoder, emitter, limit);
        } finally {
            downstream.endEmitting();
        }
        frameBeforeBound &= emitted == 0;
        return emitted;
    }

    private <V> void pollOverGap(
            Reader open, FrameDecoder<? extends V> decoded, FrameConsumer<? super V> consumer, int limit) {
        try {
            open.poll(decoded, consumer, limit);
        } catch (GapException e) {
            // A gap of another journal, out of a decoder or a subscriber, is none of this one.
            if (e.to() != open.position() || downstream.thrownByActual() != null) {
                throw e;
            }
            if (cursor != null) {
                cursor.passGap(open);
            }
            if (onGap == null) {
                throw e;
            }
            onGap.accept(e);
        }
    }

    /**
     * Emits one value. Where the subscriber did not get it, or nobody can tell whether it did, this throws: so the frame is not passed, and
     * comes again for who reads next under the name.
     */
    private boolean emit(T value) {
        downstream.requireWanted(Decoders.requireValue(value));
        boolean more = downstream.next(value);
        emitted++;
        if (more || downstream.isCancelledByActual()) {
            return more && !stops();
        }
        // Another thread cancelled meanwhile, and some operator may have dropped the value because of that.
        throw Stop.CANCELLED;
    }

    /**
     * Emits one value whose frame the reader passes whatever the subscriber does: the cursor has moved before, so that only the subscriber
     * can have it; or it waits for the acknowledge.
     */
    private boolean emitAndPass(T value) {
        if (cursor != null) {
            downstream.requireWanted(value);
            cursor.window().add();
        }
        emitted++;
        try {
            return downstream.next(value) && !stops();
        } catch (Throwable t) {
            // Noted, and told when the poll is over.
            return false;
        }
    }

    /**
     * Completion needs no demand, but only a poll finds the bound. This one gives up at the sight of a frame, which so stays unread; and as
     * that frame stays where it is, it need not look again before somebody asks for it.
     */
    boolean isAtBound(Reader open) {
        if (frameBeforeBound) {
            return false;
        }
        try {
            pollOverGap(open, PEEK, value -> false, 1);
        } catch (Stop e) {
            frameBeforeBound = true;
        }
        return open.isDone();
    }

    /** Whether {@link #isAtBound} would look. */
    boolean looksForBound() {
        return !frameBeforeBound;
    }

    /** Within a turn too: a slow subscriber may need long for the rest of it. */
    private boolean stops() {
        return drain != null && drain.isDraining();
    }
}
