package io.tailrace.samples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.check.InstalledJava;
import io.tailrace.check.RunnableJar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command, without any JVM flag and without a line on stderr from the JVM: on the one that runs this, and on 25
 * if it is there.
 */
@Timeout(180)
class JvmIT {
    private static final int LOOKS = 30;
    private static final String ASLEEP = "\"framesAwaited\":{\"asleep\":\"";

    @RegisterExtension
    final Shm shm = new Shm();

    static List<Path> javas() {
        return InstalledJava.commands();
    }

    @ParameterizedTest
    @MethodSource("javas")
    void everyCommandIsSilent(Path java) throws Exception {
        String journal = shm.journal("j");
        byte[] lines = "0123456789\n".repeat(20_000).getBytes(UTF_8);
        run(java, "create", journal, "--page-size", "64k");
        Result written = shm.runWith(lines, Child.command(java, "write", journal, "--timestamps"));
        written.requireFine();
        assertEquals(lines.length, run(java, "tail", journal).out().length);
        assertEquals(lines.length, run(java, "tail", journal, "--consumer", "c").out().length);
        run(java, "tail", journal, "--format", "json", "--limit", "10");
        run(java, "stat", journal, "--json");
        run(java, "verify", journal);
        assertEquals(
                List.of(journal), run(java, "list", shm.directory().toString()).lines());
        run(java, "delete", journal);
    }

    @Test
    void itsManifestGrantsNativeAccess() {
        RunnableJar.requireNativeAccess(Child.jar());
    }

    /** By futex where there is one; which there is, a JVM that is granted it otherwise says. */
    @ParameterizedTest
    @MethodSource("javas")
    void manifestGrantsWhatAFlagGrants(Path java) throws Exception {
        String journal = shm.journal("j");
        run(java, "create", journal, "--page-size", "64k");
        String granted = wakeUpHere(stat(java, List.of("--enable-native-access=ALL-UNNAMED"), journal));
        assertEquals(granted, wakeUpHere(run(java, "stat", journal, "--json").text()));
        Result plain = shm.runWith(
                new byte[0], List.of(java.toString(), "-jar", Child.jar().toString(), "stat", journal));
        assertTrue(plain.requireFine().text().contains("woken here by     " + granted), plain.text());
        assertEquals("doorbell", wakeUpHere(stat(java, List.of(), journal)), "granted nothing");
    }

    /** Without the manifest. */
    private String stat(Path java, List<String> flags, String journal) throws Exception {
        List<String> command = new ArrayList<>(List.of(java.toString()));
        command.addAll(flags);
        command.addAll(List.of("-cp", Child.jar().toString(), Main.class.getName(), "stat", journal, "--json"));
        return shm.runWith(new byte[0], command).requireFine().text();
    }

    @ParameterizedTest
    @MethodSource("javas")
    void followerSleepsUntilItIsWoken(Path java) throws Exception {
        String journal = shm.journal("j");
        run(java, "create", journal, "--page-size", "64k");
        Child tail = shm.start(Child.command(java, "tail", journal, "--follow"));
        String way = wakeUpHere(run(java, "stat", journal, "--json").text());
        String stat = run(java, "stat", journal, "--json").text();
        for (int i = 0; i < LOOKS && !stat.contains(ASLEEP + way); i++) {
            stat = run(java, "stat", journal, "--json").text();
        }
        assertTrue(stat.contains(ASLEEP + way + "\",\"rings\":0,"), stat);
        shm.runWith("line\n".getBytes(UTF_8), Child.command(java, "write", journal))
                .requireFine();
        assertEquals("line", tail.nextLine());
        stat = run(java, "stat", journal, "--json").text();
        assertTrue(stat.contains("\"rings\":1,\"withoutFutex\":false,\"otherNetwork\":false},\"roomAwaited\""), stat);
        String text = run(java, "stat", journal).text();
        assertTrue(text.contains("frames awaited    asleep, woken by " + way + "; rung 1 times\n"), text);
        tail.terminate();
        assertEquals(143, tail.exitCode());
        assertEquals("", tail.stderr());
    }

    private static String wakeUpHere(String stat) {
        return stat.replaceAll("(?s).*\"wakeUpHere\":\"([a-z]+)\".*", "$1");
    }

    private Result run(Path java, String... args) throws Exception {
        return shm.runWith(new byte[0], Child.command(java, args)).requireFine();
    }
}
