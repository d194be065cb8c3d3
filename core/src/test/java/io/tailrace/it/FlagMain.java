package io.tailrace.it;

import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The tour by who runs with {@code --add-opens java.base/jdk.internal.misc=ALL-UNNAMED}, as users of Aeron do: what the handler gets is
 * wrapped in Agrona's own buffer. Without the flag, that fails.
 *
 * <p>Argument: journal.
 */
public final class FlagMain {
    private FlagMain() {}

    public static void main(String[] arguments) {
        TourMain.tour(Path.of(arguments[0]), (buffer, offset, length, header) -> {
            UnsafeBuffer raw = new UnsafeBuffer(buffer.byteBuffer(), buffer.wrapAdjustment() + offset, length);
            if (raw.addressOffset() == 0) {
                throw new AssertionError("no address");
            }
            return Quote.Decoder.wrap(raw, 0).text();
        });
    }
}
