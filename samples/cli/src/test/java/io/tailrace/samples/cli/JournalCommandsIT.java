package io.tailrace.samples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** create, list and delete as processes. */
@Timeout(180)
class JournalCommandsIT {
    @RegisterExtension
    final Shm shm = new Shm();

    @Test
    void createsOnceAndAdopts() throws Exception {
        String journal = shm.journal("j");
        assertEquals(
                "",
                shm.run("create", journal, "--page-size", "64k", "--mode", "770")
                        .requireFine()
                        .text());
        assertEquals(PosixFilePermissions.fromString("rwxrwx---"), Files.getPosixFilePermissions(Path.of(journal)));
        shm.run("create", "--page-size", "65536", journal).requireFine();
        shm.run("create", journal).requireFine();
        shm.run("create", journal, "--page-size", "128K").requireFailed(journal, "65536", "131072");
        shm.run("create", journal, "--mode", "702").requireWrongUse();
        assertTrue(shm.run("stat", journal, "--json").requireFine().text().contains("\"pageSize\":65536,"));
    }

    @Test
    void createsPrivateJournalsOfSixteenMebibytesUnlessTold() throws Exception {
        shm.run("create", shm.journal("j")).requireFine();
        assertEquals(
                PosixFilePermissions.fromString("rwx------"), Files.getPosixFilePermissions(Path.of(shm.journal("j"))));
        assertTrue(shm.run("stat", shm.journal("j"), "--json").text().contains("\"pageSize\":16777216,"));
    }

    @Test
    void listsAndDeletes() throws Exception {
        String directory = shm.directory().toString();
        assertEquals("", shm.run("list", directory).requireFine().text());
        shm.run("create", shm.journal("b"), "--page-size", "64k").requireFine();
        shm.run("create", shm.journal("a"), "--page-size", "64k").requireFine();
        Files.createDirectory(shm.directory().resolve("no-journal"));
        assertEquals(
                List.of(shm.journal("a"), shm.journal("b")),
                shm.run("list", directory).requireFine().lines());
        assertEquals("", shm.run("delete", shm.journal("a")).requireFine().text());
        assertFalse(Files.exists(Path.of(shm.journal("a"))));
        assertEquals(List.of(shm.journal("b")), shm.run("list", directory).lines());
        assertFalse(shm.run("list").requireFine().lines().contains(shm.journal("b")), "it is not in /dev/shm itself");
    }

    @Test
    void deletesWhatIsInUseOnlyWhenForced() throws Exception {
        String journal = shm.journal("j");
        Child writer = shm.start("write", journal, "--create", "--page-size", "64k", "--ack");
        writer.send("one\n");
        writer.nextLine();
        shm.run("delete", journal).requireFailed(journal);
        assertTrue(Files.exists(Path.of(journal)));
        shm.run("delete", "--force", journal).requireFine();
        shm.run("stat", journal).requireFailed(journal);
        writer.send("two\n");
        writer.nextLine();
        writer.stdin().close();
        assertEquals(0, writer.exitCode());
        assertEquals("", writer.stderr());
    }
}
