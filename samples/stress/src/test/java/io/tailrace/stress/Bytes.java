package io.tailrace.stress;

import java.lang.reflect.Proxy;
import org.agrona.DirectBuffer;

/** An array as the buffer of a poll; only what a check reads it with. */
final class Bytes {
    private Bytes() {}

    static DirectBuffer of(byte[] bytes) {
        return (DirectBuffer) Proxy.newProxyInstance(
                Bytes.class.getClassLoader(), new Class<?>[] {DirectBuffer.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("getBytes") || arguments.length != 4) {
                        throw new UnsupportedOperationException(method.toString());
                    }
                    System.arraycopy(bytes, (int) arguments[0], arguments[1], (int) arguments[2], (int) arguments[3]);
                    return null;
                });
    }
}
