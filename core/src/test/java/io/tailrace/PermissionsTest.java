package io.tailrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what with a journal's files, and which directories are trusted. */
class PermissionsTest {
    private static final int STRANGER = 54_321;

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    @Test
    void onlyTheOwnerUnlessSaid() throws IOException {
        fill(TestJournals.small());
        requirePermissions("rwx------", "rw-------");
    }

    /** The umask is no reason for less. */
    @ParameterizedTest
    @CsvSource({"rwxrwx---, rw-rw----", "rwxr-x---, rw-r-----", "rwxr-xr-x, rw-r--r--", "rwx------, rw-------"})
    void asAsked(String directory, String files) throws IOException {
        fill(TestJournals.small().permissions(directory));
        requirePermissions(directory, files);
    }

    @ParameterizedTest
    @CsvSource({"rwxrwxrwx", "rwx----w-", "rwxrwx-wx", "r-xr-x---", "rw-rw----", "---------"})
    void permissionsThatNoJournalHas(String permissions) {
        assertThrows(
                IllegalArgumentException.class, () -> JournalOptions.defaults().permissions(permissions));
    }

    @Test
    void directoryThatEverybodyMayWrite() throws IOException {
        journals.createWith("x");
        Files.setPosixFilePermissions(journals.path(), PosixFilePermissions.fromString("rwxrwxrwx"));
        requireNotTrusted(journals.path(), "everybody may write");
        Path fresh = Files.createDirectory(journals.path("fresh"));
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwx----w-"));
        requireNotTrusted(fresh, "everybody may write");
        assertTrue(isEmpty(fresh));
    }

    /** Only root can give a directory away, so only root can test who is trusted with it. */
    @Test
    void directoryOfAnotherUserThatItsGroupMayWrite() throws IOException {
        requireRoot();
        fill(TestJournals.small().permissions("rwxrwx---"));
        Files.setAttribute(journals.path(), "unix:uid", STRANGER);
        JournalAccessException e = assertThrows(JournalAccessException.class, () -> Journal.open(journals.path()));
        assertTrue(e.getMessage().contains("belongs to user " + STRANGER), e.getMessage());
        Journal.open(journals.path(), JournalOptions.defaults().readOnly(true)).close();
        Journal.open(journals.path(), JournalOptions.defaults().trustGroup(true))
                .close();
        Files.setPosixFilePermissions(journals.path(), PosixFilePermissions.fromString("rwxr-x---"));
        assertThrows(
                JournalAccessException.class,
                () -> Journal.open(journals.path(), JournalOptions.defaults().trustGroup(true)));
    }

    @Test
    void filesGetTheGroupOfTheDirectory() throws IOException {
        requireRoot();
        Files.createDirectory(journals.path());
        Files.setPosixFilePermissions(journals.path(), PosixFilePermissions.fromString("rwxrwx---"));
        Files.setAttribute(journals.path(), "unix:gid", STRANGER);
        fill(TestJournals.small());
        for (String name : List.of("lock", "control", "0.page")) {
            assertEquals(STRANGER, Files.getAttribute(journals.path().resolve(name), "unix:gid"), name);
        }
    }

    private static void requireRoot() throws IOException {
        boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        assertTrue(root || System.getenv("CI") == null, "CI runs as root");
        assumeTrue(root, "needs root");
    }

    @Test
    void symbolicLink() throws IOException {
        journals.createWith("x");
        Path link = Files.createSymbolicLink(journals.path("link"), journals.path());
        requireNotTrusted(link, "symbolic link");
    }

    @Test
    void symbolicLinksInsideAreNotFollowed() throws IOException {
        journals.createWith("x");
        for (String name : List.of("control", "lock", "0.page")) {
            Path file = journals.file(name);
            Path moved = Files.move(file, journals.path("moved"));
            Files.createSymbolicLink(file, moved);
            assertThrows(
                    JournalException.class,
                    () -> {
                        try (Journal journal = Journal.open(journals.path());
                                Appender appender = journal.appender()) {
                            appender.append(new byte[1]);
                        }
                    },
                    name);
            Files.delete(file);
            Files.move(moved, file);
        }
        assertEquals(List.of("x"), Frames.textsOf(journals.open()));
    }

    @Test
    void filesMadeInsideALinkedParentAreFine() throws IOException {
        Path real = Files.createDirectory(journals.path("real"));
        Path link = Files.createSymbolicLink(journals.path("link"), real);
        Journal journal = journals.closing(Journal.openOrCreate(link.resolve("journal"), TestJournals.small()));
        assertEquals(0, Frames.of(journal).size());
    }

    private void fill(JournalOptions options) {
        Journal journal = journals.create(options);
        try (Appender appender = journal.appender()) {
            for (int i = 0; i < 5; i++) {
                appender.append(new byte[TestJournals.MAX_PAYLOAD]);
            }
        }
    }

    private void requirePermissions(String directory, String files) throws IOException {
        assertEquals(directory, permissions(journals.path()));
        int count = 0;
        try (Stream<Path> paths = Files.list(journals.path())) {
            for (Path path : paths.filter(path -> !path.getFileName().toString().startsWith(".tmp-"))
                    .toList()) {
                assertEquals(files, permissions(path), path.toString());
                count++;
            }
        }
        assertTrue(count >= 4, count + " files");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static void requireNotTrusted(Path path, String reason) {
        JournalAccessException e = assertThrows(JournalAccessException.class, () -> Journal.open(path));
        assertTrue(e.getMessage().contains(reason), e.getMessage());
        assertThrows(JournalAccessException.class, () -> Journal.openOrCreate(path));
        assertThrows(
                JournalAccessException.class,
                () -> Journal.open(path, JournalOptions.defaults().readOnly(true)));
        assertThrows(JournalException.class, () -> Journal.delete(path, true));
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.findAny().isEmpty();
        }
    }
}
