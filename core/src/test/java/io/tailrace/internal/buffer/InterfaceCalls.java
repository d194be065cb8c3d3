package io.tailrace.internal.buffer;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Calls every method of an Agrona interface with made-up arguments. What the interface has is asked of the interface,
 * so that a method which a newer Agrona adds is called too, and a parameter of an unknown type fails the test.
 */
final class InterfaceCalls {
    private InterfaceCalls() {}

    static List<Method> of(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .sorted(Comparator.comparing(Method::toString))
                .toList();
    }

    /** What the call throws, or null; each int argument is {@code number}. */
    static @Nullable Throwable failureOf(Method method, DirectBuffer target, int number) {
        Object[] arguments = Stream.of(method.getParameterTypes())
                .map(type -> argument(type, number))
                .toArray();
        try {
            method.invoke(target, arguments);
            return null;
        } catch (InvocationTargetException e) {
            return e.getCause();
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static Object argument(Class<?> type, int number) {
        if (type == int.class) {
            return number;
        } else if (type == long.class) {
            return (long) number;
        } else if (type == short.class) {
            return (short) number;
        } else if (type == byte.class) {
            return (byte) number;
        } else if (type == char.class) {
            return (char) number;
        } else if (type == float.class) {
            return (float) number;
        } else if (type == double.class) {
            return (double) number;
        } else if (type == byte[].class) {
            return new byte[number];
        } else if (type == ByteBuffer.class) {
            return ByteBuffer.allocate(8);
        } else if (type == ByteOrder.class) {
            return ByteOrder.BIG_ENDIAN;
        } else if (type == String.class || type == CharSequence.class) {
            return "7".repeat(number);
        } else if (type == Appendable.class) {
            return new StringBuilder();
        } else if (type == DirectBuffer.class || type == MutableDirectBuffer.class || type == Object.class) {
            ClaimBuffer other = new ClaimBuffer(() -> {});
            other.aim(ByteBuffer.allocateDirect(8).order(ByteOrder.LITTLE_ENDIAN), 0, 8);
            return other;
        }
        throw new AssertionError("an interface of Agrona takes a " + type + " now: think of a value for it");
    }
}
