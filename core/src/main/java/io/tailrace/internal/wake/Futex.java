package io.tailrace.internal.wake;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sleeping and waking in the kernel, on words of memory: {@code futex_waitv(2)} of Linux 5.16 and {@code futex(2)}, through
 * {@code java.lang.foreign} of JDK 22, which is reached by reflection because the build needs only 17. Used only where native access was
 * granted to this module, so that no JVM warns of it.
 *
 * <p>The kernel only ever compares a word: an address that is not mapped any more, or belongs to something else by now, is an error code
 * or a wait that ends at its time.
 */
final class Futex {
    /** Most words that one call can wait for; one of them is the sleeper's own. */
    static final int MOST_WORDS = 128;

    /** Length of one entry of {@link #wait}. */
    static final int ENTRY_LENGTH = 24;

    private static final long SYS_FUTEX_WAITV = 449;
    private static final long FUTEX_WAKE = 1;
    private static final long CLOCK_MONOTONIC = 1;
    private static final long FLAGS_32_BITS_SHARED = 2;
    private static final long PROBE_NANOS = 1_000_000L;
    private static final int PROBES = 3;

    private static final long SYS_FUTEX = System.getProperty("os.arch").equals("aarch64") ? 98 : 202;

    /** {@code long syscall(long number, long...)} with six arguments; null where that cannot be called. */
    private static final @Nullable MethodHandle SYSCALL = syscall();

    private static final @Nullable MethodHandle ADDRESS = SYSCALL == null ? null : address();

    private static final boolean AVAILABLE = SYSCALL != null && waits();

    private Futex() {}

    static boolean isAvailable() {
        return AVAILABLE;
    }

    /** The address of a buffer's first byte. */
    static long address(ByteBuffer bytes) {
        try {
            return (long) ADDRESS.invokeExact((Buffer) bytes);
        } catch (Throwable e) {
            throw new AssertionError("an address declares no exception", e);
        }
    }

    /** Wakes all who sleep on a word, in any process. */
    static void wakeAll(long address) {
        call(SYS_FUTEX, address, FUTEX_WAKE, Integer.MAX_VALUE, 0, 0);
    }

    /**
     * Writes what {@link #wait} reads of one word.
     *
     * <pre>
     *  0  expected  u64    8  address  u64    16  flags  u32    20  reserved  u32
     * </pre>
     */
    static void putEntry(ByteBuffer entries, int index, long address, int expected) {
        int at = index * ENTRY_LENGTH;
        entries.putLong(at, expected & 0xFFFF_FFFFL);
        entries.putLong(at + 8, address);
        entries.putLong(at + 16, FLAGS_32_BITS_SHARED);
    }

    /**
     * Sleeps as long as all words are as expected; until one of them is woken, a signal comes, or it is late enough.
     *
     * @param entries address of the entries
     * @param count of them
     * @param time address of 16 bytes: seconds and nanoseconds of {@code System.nanoTime}, which is this clock
     */
    static void wait(long entries, int count, long time) {
        call(SYS_FUTEX_WAITV, entries, count, 0, time, CLOCK_MONOTONIC);
    }

    /** Writes until when to sleep. */
    static void putTime(ByteBuffer time, int offset, long nanoTime) {
        time.putLong(offset, nanoTime / 1_000_000_000L);
        time.putLong(offset + 8, nanoTime % 1_000_000_000L);
    }

    private static long call(long number, long a, long b, long c, long d, long e) {
        try {
            return (long) SYSCALL.invokeExact(number, a, b, c, d, e, 0L);
        } catch (Throwable t) {
            throw new AssertionError("a system call declares no exception", t);
        }
    }

    /** An older kernel, or a sandbox, refuses at once. */
    private static boolean waits() {
        ByteBuffer memory = ByteBuffer.allocateDirect(64).order(java.nio.ByteOrder.nativeOrder());
        long address = address(memory);
        for (int i = 0; i < PROBES; i++) {
            long begin = System.nanoTime();
            putEntry(memory, 0, address + 48, 0);
            putTime(memory, 32, begin + PROBE_NANOS);
            wait(address, 1, address + 32);
            if (System.nanoTime() - begin >= PROBE_NANOS) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable MethodHandle syscall() {
        String arch = System.getProperty("os.arch");
        boolean known = arch.equals("amd64") || arch.equals("aarch64");
        if (Runtime.version().feature() < 22 || !System.getProperty("os.name").equals("Linux") || !known) {
            return null;
        }
        try {
            // Without it, the lookup below would have the JVM warn, or refuse.
            boolean granted =
                    (boolean) Module.class.getMethod("isNativeAccessEnabled").invoke(Futex.class.getModule());
            return granted ? linkSyscall() : null;
        } catch (Throwable e) {
            // Whatever a JDK does not have or a runtime does not allow: there are other ways to sleep.
            return null;
        }
    }

    /**
     * {@code Linker.nativeLinker().downcallHandle(lookup.find("syscall"), FunctionDescriptor.of(JAVA_LONG, 7 x JAVA_LONG),
     * Linker.Option.firstVariadicArg(1))}.
     */
    private static MethodHandle linkSyscall() throws Throwable {
        Class<?> linkerType = Class.forName("java.lang.foreign.Linker");
        Class<?> optionType = Class.forName("java.lang.foreign.Linker$Option");
        Class<?> layoutType = Class.forName("java.lang.foreign.MemoryLayout");
        Class<?> segmentType = Class.forName("java.lang.foreign.MemorySegment");
        Class<?> functionType = Class.forName("java.lang.foreign.FunctionDescriptor");
        Object linker = linkerType.getMethod("nativeLinker").invoke(null);
        Object lookup = linkerType.getMethod("defaultLookup").invoke(linker);
        Object symbol = ((Optional<?>) Class.forName("java.lang.foreign.SymbolLookup")
                        .getMethod("find", String.class)
                        .invoke(lookup, "syscall"))
                .orElseThrow();
        Object number = Class.forName("java.lang.foreign.ValueLayout")
                .getField("JAVA_LONG")
                .get(null);
        Object arguments = Array.newInstance(layoutType, 7);
        for (int i = 0; i < 7; i++) {
            Array.set(arguments, i, number);
        }
        Object function =
                functionType.getMethod("of", layoutType, arguments.getClass()).invoke(null, number, arguments);
        Object options = Array.newInstance(optionType, 1);
        Array.set(
                options, 0, optionType.getMethod("firstVariadicArg", int.class).invoke(null, 1));
        // Sensitive to who calls it: a lookup of this class.
        MethodHandle link = MethodHandles.lookup()
                .findVirtual(
                        linkerType,
                        "downcallHandle",
                        MethodType.methodType(MethodHandle.class, segmentType, functionType, options.getClass()));
        return (MethodHandle) link.asFixedArity().invokeWithArguments(linker, symbol, function, options);
    }

    private static MethodHandle address() {
        try {
            Class<?> segmentType = Class.forName("java.lang.foreign.MemorySegment");
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            MethodHandle ofBuffer =
                    lookup.findStatic(segmentType, "ofBuffer", MethodType.methodType(segmentType, Buffer.class));
            MethodHandle address = lookup.findVirtual(segmentType, "address", MethodType.methodType(long.class));
            return MethodHandles.filterReturnValue(ofBuffer, address);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
