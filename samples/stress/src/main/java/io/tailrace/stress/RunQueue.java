package io.tailrace.stress;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** How long members wanted a processor and did not get one since this was made, as the kernel counts it: nothing on an idle machine. */
final class RunQueue {
    private final Map<Member, Long> before = new HashMap<>();

    RunQueue(List<Member> members) {
        members.forEach(member -> before.put(member, queuedNanos(member)));
    }

    /** On the way of a frame: of the writer that it was worst for, and of such a reader. */
    long nanos() {
        return worst(Member::isWriter) + worst(Member::isReader);
    }

    private long worst(Predicate<Member> which) {
        return before.entrySet().stream()
                .filter(each -> which.test(each.getKey()))
                .mapToLong(each -> queuedNanos(each.getKey()) - each.getValue())
                .max()
                .orElse(0);
    }

    /** Of all its threads: the second number of each one's {@code schedstat}. */
    private static long queuedNanos(Member member) {
        long sum = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/" + member.pid() + "/task"))) {
            for (Path task : tasks) {
                sum += queuedNanos(task);
            }
        } catch (IOException e) {
            // It has ended.
            return sum;
        }
        return sum;
    }

    private static long queuedNanos(Path task) {
        try {
            return Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ")[1]);
        } catch (IOException e) {
            // The thread has ended.
            return 0;
        }
    }
}
