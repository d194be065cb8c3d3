package io.tailrace.stress;

import io.tailrace.check.Board;
import java.nio.file.Path;

/**
 * Where the files of a round are.
 *
 * <pre>
 * ROUND/disk/journal    the journal, on a small file system of its own if that may be mounted
 * ROUND/disk/scratch    a journal that comes and goes
 * ROUND/round           numbers for all: {@link RoundBoard}
 * ROUND/writers         a line for each writer number: {@link WriterBoard}
 * ROUND/reader-NAME     what a reader got, over all its lives: {@link ReaderBoard}
 * ROUND/atlas           what stands where: {@link Atlas}
 * ROUND/copy-N          a copy of the journal
 * </pre>
 *
 * @param round its directory
 */
record Places(Path round) {
    Path disk() {
        return round.resolve("disk");
    }

    Path journal() {
        return disk().resolve("journal");
    }

    Path scratch() {
        return disk().resolve("scratch");
    }

    Path copy(int number) {
        return round.resolve("copy-" + number);
    }

    /** The writers' lines at the moment of the copy. */
    Path copiedWriters(int number) {
        return round.resolve("copy-" + number + ".writers");
    }

    RoundBoard roundBoard() {
        return new RoundBoard(Board.open(round.resolve("round")));
    }

    WriterBoard writers() {
        return new WriterBoard(Board.open(round.resolve("writers"), WriterBoard.NUMBERS));
    }

    ReaderBoard reader(String name) {
        return new ReaderBoard(Board.open(round.resolve("reader-" + name), ReaderBoard.NUMBERS));
    }

    Atlas atlas() {
        return new Atlas(Board.open(round.resolve("atlas"), Atlas.NUMBERS));
    }
}
