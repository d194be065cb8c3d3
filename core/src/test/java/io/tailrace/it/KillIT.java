package io.tailrace.it;

import static org.junit.jupiter.api.Assertions.*;

import io.tailrace.check.Figures;
import io.tailrace.check.Settings;
import io.tailrace.check.SharedMemoryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writers and readers killed (kill -9) at random instants. Only kills count that hit an append or a poll in progress, which the killed
 * process's board says. As many as wanted with {@code -Dtailrace.kills=10000} or TAILRACE_KILLS; each ten have a journal of their own.
 */
class KillIT {
    private static final int KILLS = Settings.number("tailrace.kills", 50);
    private static final int KILLS_A_ROUND = 10;
    private static final int SMALL_PAGES = 1 << 16;
    private static final int LARGE_PAGES = 1 << 24;

    @Test
    void nothingIsLostDoubledOrTorn(@TempDir(factory = SharedMemoryDirectory.class) Path directory) throws IOException {
        long seed = Settings.seed();
        long begin = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        Kills kills = new Kills();
        try {
            for (int round = 0; kills.counted() < KILLS || !kills.hasAllKinds(); round++) {
                assertTrue(kills.attempts() < 4 * KILLS + 100, "too few kills hit: " + kills);
                // In small pages many hit a switch; in large ones payloads are long, and kills hit the copy.
                int pageSize = round % 3 == 0 ? SMALL_PAGES : LARGE_PAGES;
                Path place = Files.createDirectory(directory.resolve("round-" + round));
                try (KillRound killing = new KillRound(place, pageSize, random, kills)) {
                    for (int i = 0; i < KILLS_A_ROUND; i++) {
                        killing.kill();
                    }
                    killing.finish();
                }
            }
        } finally {
            Figures.print("%s seconds=%.1f seed=%d", kills, (System.nanoTime() - begin) / 1e9, seed);
        }
    }
}
