package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.DEADLINE;
import static io.tailrace.reactor.TempJournal.OPTIONS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tailrace.Until;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;

class EncodersTest {
    @RegisterExtension
    final TempJournal temp = new TempJournal();

    @Test
    void lengthsOfUtf8AreExact() {
        for (String text : List.of(
                "",
                "ascii",
                "\u007f\u0080\u07ff\u0800\uffff",
                "Grüße",
                "€",
                "🎉",
                "a🎉b",
                "\ud83c",
                "\udf89",
                "\ud83cx",
                "\udf89\ud83c",
                "\ud83c\ud83c\udf89")) {
            assertEquals(
                    text.getBytes(StandardCharsets.UTF_8).length,
                    Encoders.utf8().maxLength(text),
                    text);
        }
    }

    @Test
    void anyStringComesBackAsTheJdkEncodesIt() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> texts = IntStream.range(0, 2_000)
                .mapToObj(i -> text(random, i % 2 == 0 ? 128 : 0x10000))
                .toList();
        JournalSink.to(temp.path())
                .options(OPTIONS)
                .send(Flux.fromIterable(texts), Encoders.utf8())
                .block(DEADLINE);
        List<String> expected = texts.stream()
                .map(t -> new String(t.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .toList();
        List<String> found = temp.flux()
                .until(Until.tail())
                .receive(Decoders.utf8())
                .collectList()
                .block(DEADLINE);
        assertEquals(expected, found, "seed " + seed);
        texts.forEach(t -> assertEquals(
                t.getBytes(StandardCharsets.UTF_8).length, Encoders.utf8().maxLength(t), "seed " + seed));
    }

    @Test
    void standardNamesTheTypeItDoesNotKnow() {
        Exception e = assertThrows(
                IllegalArgumentException.class, () -> Encoders.standard().maxLength(List.of()));
        assertEquals(true, e.getMessage().contains("java.util.ImmutableCollections"), e.getMessage());
    }

    private static String text(Random random, int alphabet) {
        char[] chars = new char[random.nextInt(100)];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = (char) random.nextInt(alphabet);
        }
        return new String(chars);
    }
}
