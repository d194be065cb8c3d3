package io.tailrace.samples.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StopSignalTest {
    @Test
    void wakesWhoSleepsBehindTheRequest() throws Exception {
        CompletableFuture<Boolean> woken = new CompletableFuture<>();
        Thread hook;
        try (StopSignal signal = StopSignal.install()) {
            signal.wakeBy(() -> woken.complete(signal.isRequested()));
            hook = new Thread(signal::stop, "hook");
            hook.start();
            assertTrue(woken.get(10, TimeUnit.SECONDS), "woken before there was a reason");
            assertTrue(hook.isAlive(), "the process is kept until all is put away");
        }
        hook.join();
    }
}
