package io.tailrace.stress.races;

import java.nio.file.Path;

/**
 * The process of a ringer.
 *
 * <p>Arguments: directory, kind, races, seed.
 */
public final class RingerMain {
    private RingerMain() {}

    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        RaceKind kind = RaceKind.valueOf(arguments[1]);
        Meeting meeting = Meeting.open(directory, kind);
        try (Ringing ringing = ringing(directory, kind)) {
            System.out.println("ready");
            new Ringer(meeting, kind.matter(), ringing, Long.parseLong(arguments[3])).run(Long.parseLong(arguments[2]));
        }
    }

    private static Ringing ringing(Path directory, RaceKind kind) {
        return switch (kind.matter()) {
            case FRAMES -> new FrameRinger(directory, kind);
            case ROOM -> new RoomRinger(directory, kind);
            case WAKE -> throw new IllegalArgumentException("a thread of the sleeper's process does that");
        };
    }
}
