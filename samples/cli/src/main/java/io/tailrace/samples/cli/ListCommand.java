package io.tailrace.samples.cli;

import io.tailrace.Journal;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Finds the journals of a directory. */
@Command(name = "list", description = "Prints the paths of the journals in a directory, one a line.")
final class ListCommand implements Runnable {
    @Parameters(
            arity = "0..1",
            paramLabel = "DIRECTORY",
            defaultValue = "/dev/shm",
            converter = JournalArgument.NonEmptyPath.class,
            description = "Where to look: ${DEFAULT-VALUE} unless said.")
    private Path directory = Path.of("/dev/shm");

    @Override
    public void run() {
        if (!Files.isDirectory(directory)) {
            throw new FailedException(directory + ": no such directory; name one that holds journals", null);
        }
        Output out = new Output();
        for (Path journal : Journal.list(directory)) {
            out.write(new Bytes().text(journal.toString()).put('\n'));
        }
        out.flush();
    }
}
