package io.tailrace.samples.feeds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoDirectoryTest {
    @TempDir
    private Path parent;

    @Test
    void isNewEachTime() throws IOException {
        Path first = DemoDirectory.create(parent, 1);
        Path second = DemoDirectory.create(parent, 1);
        assertNotEquals(first, second);
        assertEquals(parent, first.getParent());
        assertTrue(Files.isDirectory(second));
    }

    @Test
    void isDeletedWithEverythingInIt() throws IOException {
        Path directory = DemoDirectory.create(parent, 1);
        Files.createDirectories(directory.resolve("a/b"));
        Files.writeString(directory.resolve("a/b/c"), "c");
        DemoDirectory.delete(directory);
        assertFalse(Files.exists(directory));
        DemoDirectory.delete(directory);
    }

    @Test
    void saysWhatToDoWithoutRoom() {
        IOException e = assertThrows(IOException.class, () -> DemoDirectory.create(parent, Long.MAX_VALUE));
        assertTrue(e.getMessage().startsWith(parent + ": "), e.getMessage());
        assertTrue(e.getMessage().contains("lower --seconds or --rate"), e.getMessage());
    }
}
