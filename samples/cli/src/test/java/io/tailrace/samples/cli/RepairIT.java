package io.tailrace.samples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** repair as a process: says what is lost, asks before it changes anything, and leaves a journal that everybody can go on with. */
@Timeout(180)
class RepairIT {
    private static final int LINES = 10_000;

    @RegisterExtension
    final Shm shm = new Shm();

    @Test
    void journalThatIsFine() throws Exception {
        String journal = shm.journal("j");
        write(journal);
        assertEquals(
                "nothing to repair\n",
                shm.run("repair", journal, "--dry-run").requireFine().text());
        String repaired = shm.run("repair", journal, "--yes").requireFine().text();
        assertTrue(repaired.startsWith("nothing to repair\nfine now: 10000 frames"), repaired);
    }

    @Test
    void damage() throws Exception {
        String journal = shm.journal("j");
        List<String> positions = write(journal);
        shm.run("tail", journal, "--consumer", "c").requireFine();
        String cut = positions.get(7000);
        Path page = damage(journal, Long.parseLong(cut));
        shm.run("verify", journal).requireFailed("position " + cut);

        byte[] damaged = Files.readAllBytes(page);
        shm.run("repair", journal).requireWrongUse();
        String planned = shm.run("repair", journal, "--dry-run").requireFine().text();
        assertTrue(planned.contains("would be done: cut at position " + cut), planned);
        assertTrue(planned.contains("lost: positions " + cut + " to "), planned);
        assertTrue(planned.contains("consumer \"c\" had come to "), planned);
        assertArrayEquals(damaged, Files.readAllBytes(page));

        String repaired = shm.run("repair", journal, "--yes").requireFine().text();
        assertTrue(repaired.contains("fine now: 7000 frames"), repaired);
        String remarks = shm.run("verify", journal).requireFine().text();
        assertTrue(remarks.contains("\ncut-" + cut + "."), remarks);

        List<String> more = shm.runWith("more\n".getBytes(UTF_8), "write", "--ack", journal)
                .requireFine()
                .lines();
        long last = Long.parseLong(positions.get(LINES - 1));
        assertTrue(Long.parseLong(more.get(0)) > last, "no position twice: " + more);
        shm.run("tail", journal, "--consumer", "c").requireFailed("gap: positions " + cut);
        assertEquals(
                List.of("more"),
                shm.run("tail", journal, "--consumer", "c").requireFine().lines());
        assertEquals(7001, shm.run("tail", "--skip-gaps", journal).lines().size());
    }

    @Test
    void journalThatIsInUse() throws Exception {
        String journal = shm.journal("j");
        Child writer = shm.start("write", journal, "--create", "--page-size", "64k", "--ack");
        writer.send("one\n");
        writer.nextLine();
        shm.run("repair", journal, "--yes").requireFailed(journal, "is in use: process ", "a writer");
        writer.stdin().close();
        assertEquals(0, writer.exitCode());
        shm.run("repair", journal, "--yes").requireFine();
        shm.run("repair", shm.journal("none"), "--yes").requireFailed(shm.journal("none"));
    }

    private List<String> write(String journal) throws Exception {
        byte[] lines = "a\n".repeat(LINES).getBytes(UTF_8);
        return shm.runWith(lines, "write", "--create", "--page-size", "64k", "--ack", journal)
                .requireFine()
                .lines();
    }

    /** A word of ones. */
    private static Path damage(String journal, long position) throws IOException {
        Path page = Path.of(journal, (position >> 16) + ".page");
        try (FileChannel channel = FileChannel.open(page, StandardOpenOption.WRITE)) {
            assertEquals(8, channel.write(ByteBuffer.allocate(8).putLong(-1L).flip(), position & 0xFFFF));
        }
        return page;
    }
}
