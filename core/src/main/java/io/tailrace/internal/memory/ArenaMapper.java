package io.tailrace.internal.memory;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Maps into a shared {@code java.lang.foreign.Arena} and unmaps by closing it: needs JDK 22. */
final class ArenaMapper implements Mapping.Mapper {
    /** A shared arena is never collected, but the buffer is, and every view of it keeps it alive. */
    private static final Cleaner CLEANER = Cleaner.create();

    private final MethodHandle ofShared;
    private final MethodHandle map;
    private final MethodHandle asByteBuffer;
    private final MethodHandle close;

    ArenaMapper() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> arena = Class.forName("java.lang.foreign.Arena");
            Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
            ofShared = generic(lookup.findStatic(arena, "ofShared", MethodType.methodType(arena)));
            map = generic(lookup.findVirtual(
                    FileChannel.class,
                    "map",
                    MethodType.methodType(segment, FileChannel.MapMode.class, long.class, long.class, arena)));
            asByteBuffer =
                    generic(lookup.findVirtual(segment, "asByteBuffer", MethodType.methodType(ByteBuffer.class)));
            close = lookup.findVirtual(arena, "close", MethodType.methodType(void.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Override
    public Mapping map(FileChannel channel, FileChannel.MapMode mode, long size) throws IOException {
        try {
            Object arena = ofShared.invoke();
            boolean mapped = false;
            try {
                Object segment = map.invoke(channel, mode, 0L, size, arena);
                ByteBuffer bytes = (ByteBuffer) asByteBuffer.invoke(segment);
                mapped = true;
                return new Mapping(bytes, () -> close(arena), () -> CLEANER.register(bytes, () -> close(arena)));
            } finally {
                if (!mapped) {
                    close(arena);
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("no other checked exception is declared", e);
        }
    }

    private void close(Object arena) {
        try {
            close.invoke(arena);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("Arena.close declares no checked exception", e);
        }
    }

    /** As a function of objects: the types have no names on the JDK that compiles this. */
    private static MethodHandle generic(MethodHandle handle) {
        return handle.asType(handle.type().changeReturnType(Object.class));
    }
}
