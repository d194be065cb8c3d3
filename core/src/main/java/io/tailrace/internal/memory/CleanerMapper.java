package io.tailrace.internal.memory;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Maps as ever and unmaps by {@code sun.misc.Unsafe.invokeCleaner}: silent up to JDK 21. */
final class CleanerMapper implements Mapping.Mapper {
    private final MethodHandle invokeCleaner;

    CleanerMapper() {
        try {
            Class<?> unsafeClass = Class.forName("sun.misc.Unsafe");
            Field field = unsafeClass.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            invokeCleaner = MethodHandles.lookup()
                    .findVirtual(unsafeClass, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
                    .bindTo(field.get(null));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Override
    public Mapping map(FileChannel channel, FileChannel.MapMode mode, long size) throws IOException {
        ByteBuffer bytes = channel.map(mode, 0, size);
        return new Mapping(bytes, () -> clean(bytes), () -> {
            // What FileChannel maps the collector unmaps anyway.
        });
    }

    private void clean(ByteBuffer bytes) {
        try {
            invokeCleaner.invokeExact(bytes);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("invokeCleaner declares no checked exception", e);
        }
    }
}
