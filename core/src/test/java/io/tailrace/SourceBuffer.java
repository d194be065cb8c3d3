package io.tailrace;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.agrona.DirectBuffer;

/** A {@code DirectBuffer} of somebody else's making: what an appender asks of its source, and nothing more. */
final class SourceBuffer {
    private SourceBuffer() {}

    /** Runs while bytes are copied out of the buffer. */
    @FunctionalInterface
    interface Halfway {
        void run();
    }

    static DirectBuffer of(byte[] bytes) {
        return of(bytes, () -> {});
    }

    /** Does something, perhaps throws, when half of the bytes are copied. */
    static DirectBuffer of(byte[] bytes, Halfway halfway) {
        return (DirectBuffer) Proxy.newProxyInstance(
                SourceBuffer.class.getClassLoader(), new Class<?>[] {DirectBuffer.class}, (proxy, method, args) -> {
                    switch (method.getName()) {
                        case "boundsCheck" -> Objects.checkFromIndexSize((int) args[0], (int) args[1], bytes.length);
                        case "capacity" -> {
                            return bytes.length;
                        }
                        case "byteArray", "byteBuffer" -> {
                            return null;
                        }
                        case "getBytes" -> {
                            if (args.length != 4 || !(args[1] instanceof ByteBuffer target)) {
                                throw new UnsupportedOperationException(method.toString());
                            }
                            int half = (int) args[3] / 2;
                            target.put((int) args[2], bytes, (int) args[0], half);
                            halfway.run();
                            target.put((int) args[2] + half, bytes, (int) args[0] + half, (int) args[3] - half);
                        }
                        default -> throw new UnsupportedOperationException(method.toString());
                    }
                    return null;
                });
    }
}
