package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.DEADLINE;
import static io.tailrace.reactor.TempJournal.NUMBERS;
import static io.tailrace.reactor.TempJournal.OPTIONS;
import static io.tailrace.reactor.TempJournal.await;
import static io.tailrace.reactor.TempJournal.range;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.Appender;
import io.tailrace.AppenderOptions;
import io.tailrace.Frame;
import io.tailrace.Journal;
import io.tailrace.JournalOptions;
import io.tailrace.Until;
import io.tailrace.WriterActiveException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.NonBlocking;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.util.context.ContextView;

@Timeout(60)
class JournalSinkTest {
    @RegisterExtension
    final TempJournal temp = new TempJournal();

    @Test
    void sendsTextAndAnswersCountAndLastPosition() {
        SendTotal result =
                sink().send(Flux.just("a", "", "Grüße 🎉"), Encoders.utf8()).block(DEADLINE);
        List<Frame> frames = temp.frames();
        assertEquals(
                List.of("a", "", "Grüße 🎉"), frames.stream().map(Frame::utf8).toList());
        assertEquals(new SendTotal(3, frames.get(2).position()), result);
        assertEquals(0, frames.get(0).type());
        assertEquals(0, frames.get(0).timestamp());
    }

    @Test
    void sendsBytesAndBuffers() {
        byte[] bytes = {1, 2, 3};
        ByteBuffer direct =
                ByteBuffer.allocateDirect(8).put(new byte[] {9, 8, 7, 6}).flip();
        direct.position(1);
        sink().send(Mono.just(bytes), Encoders.bytes()).block(DEADLINE);
        sink().send(Mono.just(direct), Encoders.byteBuffers()).block(DEADLINE);
        List<Frame> frames = temp.frames();
        assertArrayEquals(bytes, frames.get(0).toByteArray());
        assertArrayEquals(new byte[] {8, 7, 6}, frames.get(1).toByteArray());
        assertEquals(1, direct.position(), "left as it is");
    }

    @Test
    void sendsStandardTypesWithoutAnEncoder() {
        Frame frame = Frame.of(4711, 99, 7, new byte[] {5});
        SendTotal result = sink().send(Flux.just("text", new byte[] {1}, ByteBuffer.wrap(new byte[] {2}), frame))
                .block(DEADLINE);
        List<Frame> frames = temp.frames();
        assertEquals(4, result.count());
        assertEquals("text", frames.get(0).utf8());
        assertArrayEquals(new byte[] {1}, frames.get(1).toByteArray());
        assertArrayEquals(new byte[] {2}, frames.get(2).toByteArray());
        assertArrayEquals(new byte[] {5}, frames.get(3).toByteArray());
        assertEquals(7, frames.get(3).type());
        assertEquals(99, frames.get(3).timestamp());
    }

    @Test
    void sendsTypeAndTimeOfTheEncoder() {
        FrameEncoder<String> encoder = new FrameEncoder<>() {
            @Override
            public int maxLength(String value) {
                return 100;
            }

            @Override
            public int encode(String value, MutableDirectBuffer buffer, int offset) {
                return buffer.putStringWithoutLengthAscii(offset, value);
            }

            @Override
            public int type(String value) {
                return value.length();
            }

            @Override
            public long timestamp(String value) {
                return value.length() == 2 ? 0 : 1_000 + value.length();
            }
        };
        AppenderOptions clock = AppenderOptions.defaults().clock(() -> 42);
        sink().appender(clock).send(Flux.just("a", "bb", "ccc"), encoder).block(DEADLINE);
        sink().appender(clock).send(Flux.just("dddd"), Encoders.utf8()).block(DEADLINE);
        List<Frame> frames = temp.frames();
        assertEquals(List.of(1, 2, 3, 0), frames.stream().map(Frame::type).toList());
        assertEquals(
                List.of(1_001L, 0L, 1_003L, 42L),
                frames.stream().map(Frame::timestamp).toList());
        assertEquals("bb", frames.get(1).utf8(), "the rest of the claim is given back");
    }

    @Test
    void anEmptySourceIsAResultToo() {
        assertEquals(new SendTotal(0, -1), sink().send(Flux.empty()).block(DEADLINE));
        assertTrue(Files.exists(temp.path()));
    }

    @Test
    void isColdAndSendsAgainForEachSubscriber() {
        Mono<SendTotal> send = sink().send(Flux.just("x"));
        assertFalse(Files.exists(temp.path()));
        send.block(DEADLINE);
        send.block(DEADLINE);
        assertEquals(2, temp.frames().size());
    }

    @Test
    void freesTheRoleBeforeTheTerminalSignal() {
        Mono<SendTotal> send = sink().send(Flux.just("x", "y"));
        StepVerifier.create(send.doOnNext(r -> assertRoleIsFree())
                        .then(send)
                        .repeat(4)
                        .doOnComplete(this::assertRoleIsFree))
                .expectNextCount(5)
                .expectComplete()
                .verify(DEADLINE);
        assertEquals(20, temp.frames().size());
    }

    @Test
    void appendsOverManyPagesFromAnyThread() {
        long frames = 100_000;
        for (var scheduler : List.of(Schedulers.parallel(), Schedulers.boundedElastic(), Schedulers.immediate())) {
            SendTotal result = sink().send(
                            Flux.range(0, (int) frames).map(i -> (long) i).publishOn(scheduler), NUMBERS)
                    .block(DEADLINE);
            assertEquals(frames, result.count());
        }
        List<Long> numbers = temp.numbers();
        assertEquals(3 * frames, numbers.size());
        for (int i = 0; i < 3; i++) {
            assertEquals(range(0, frames), numbers.subList((int) frames * i, (int) frames * (i + 1)));
        }
        try (Journal journal = temp.open()) {
            assertTrue(journal.status().totalPages() > 50);
        }
    }

    @Test
    void aThreadThatMustNotBlockDoesNotWaitForPages() {
        // Frames of an eighth of a page: pages are left faster than made.
        byte[] large = new byte[8 * 1024];
        List<Thread> appending = new CopyOnWriteArrayList<>();
        FrameEncoder<Integer> encoder = new FrameEncoder<>() {
            @Override
            public int maxLength(Integer value) {
                return large.length;
            }

            @Override
            public int encode(Integer value, MutableDirectBuffer buffer, int offset) {
                appending.add(Thread.currentThread());
                buffer.putBytes(offset, large);
                buffer.putInt(offset, value);
                return large.length;
            }
        };
        int frames = 2_000;
        sink().send(Flux.range(0, frames).publishOn(Schedulers.parallel()), encoder)
                .block(DEADLINE);
        List<Integer> numbers = Objects.requireNonNull(temp.flux()
                .until(Until.tail())
                .receive((buffer, offset, length, header) -> buffer.getInt(offset))
                .collectList()
                .block(DEADLINE));
        assertEquals(Flux.range(0, frames).collectList().block(), numbers);
        assertTrue(appending.stream().anyMatch(t -> t instanceof NonBlocking), "the source's thread appends");
        assertTrue(appending.stream().anyMatch(t -> !(t instanceof NonBlocking)), "another one goes on after a wait");
    }

    @Test
    void appendsOnTheThreadOfTheSource() {
        AtomicReference<Thread> thread = new AtomicReference<>();
        FrameEncoder<String> encoder = new FrameEncoder<>() {
            @Override
            public int maxLength(String value) {
                return value.length();
            }

            @Override
            public int encode(String value, MutableDirectBuffer buffer, int offset) {
                thread.set(Thread.currentThread());
                return Encoders.utf8().encode(value, buffer, offset);
            }
        };
        var mine = Schedulers.newSingle("mine");
        sink().send(Flux.just("x").publishOn(mine), encoder).block(DEADLINE);
        assertTrue(thread.get().getName().startsWith("mine"));
        mine.dispose();
    }

    @Test
    void leavesTheCallersJournalOpen() {
        try (Journal journal = temp.open()) {
            JournalSink sink = JournalSink.to(journal);
            sink.send(Flux.just("a")).block(DEADLINE);
            sink.send(Flux.just("b")).block(DEADLINE);
            assertEquals(2, temp.frames().size());
            assertThrows(IllegalStateException.class, () -> sink.options(JournalOptions.defaults()));
        }
    }

    @Test
    void forwardsTheContext() {
        AtomicReference<ContextView> seen = new AtomicReference<>();
        sink().send(Flux.deferContextual(context -> {
                    seen.set(context);
                    return Flux.just("x");
                }))
                .contextWrite(c -> c.put("key", "value"))
                .block(DEADLINE);
        assertEquals("value", seen.get().get("key"));
    }

    @Test
    void answersScans() {
        Flux<String> source = Flux.never();
        Mono<SendTotal> send = sink().prefetch(32).send(source, Encoders.utf8());
        Scannable mono = Scannable.from(send);
        assertEquals(32, mono.scan(Scannable.Attr.PREFETCH));
        assertSame(source, mono.scanUnsafe(Scannable.Attr.PARENT));
        assertEquals(Scannable.Attr.RunStyle.ASYNC, mono.scan(Scannable.Attr.RUN_STYLE));

        AtomicReference<Scannable> subscription = new AtomicReference<>();
        var running =
                send.doOnSubscribe(s -> subscription.set(Scannable.from(s))).subscribe();
        Scannable scanned = subscription.get();
        assertEquals(32, scanned.scan(Scannable.Attr.PREFETCH));
        assertEquals(0, scanned.scan(Scannable.Attr.BUFFERED));
        assertEquals(false, scanned.scan(Scannable.Attr.CANCELLED));
        assertEquals(false, scanned.scan(Scannable.Attr.TERMINATED));
        assertEquals(Scannable.Attr.RunStyle.ASYNC, scanned.scan(Scannable.Attr.RUN_STYLE));
        assertNotNull(scanned.scanUnsafe(Scannable.Attr.ACTUAL));
        await("subscribed", () -> scanned.scanUnsafe(Scannable.Attr.PARENT) != null);
        running.dispose();
        assertEquals(true, scanned.scan(Scannable.Attr.CANCELLED));
        await("freed", () -> scanned.scan(Scannable.Attr.TERMINATED) == Boolean.TRUE);
        assertRoleIsFree();
    }

    @Test
    void theResultWaitsForItsRequest() {
        temp.open().close();
        StepVerifier.create(sink().send(Flux.just("x")), 0)
                .expectSubscription()
                .then(() -> await("sent", () -> temp.frames().size() == 1))
                .then(() -> await("freed", this::isRoleFree))
                .expectNoEvent(Duration.ofMillis(10))
                .thenRequest(1)
                .expectNextCount(1)
                .expectComplete()
                .verify(DEADLINE);
    }

    @Test
    void whatIsSentComesOutOfTheFlux() {
        Flux<String> received = temp.flux()
                .awaitJournal(Duration.ofSeconds(10))
                .receive(Decoders.utf8())
                .take(1_000);
        Mono<SendTotal> sent = sink().send(Flux.range(0, 1_000).map(i -> "tick " + i), Encoders.utf8());
        List<String> all = Flux.merge(received, sent.then(Mono.<String>empty()))
                .collectList()
                .block(DEADLINE);
        assertEquals(Flux.range(0, 1_000).map(i -> "tick " + i).collectList().block(), all);
        assertArrayEquals(
                "tick 0".getBytes(StandardCharsets.US_ASCII),
                temp.flux().receive(Decoders.bytes()).blockFirst(DEADLINE));
    }

    private JournalSink sink() {
        return JournalSink.to(temp.path()).options(OPTIONS);
    }

    private void assertRoleIsFree() {
        assertTrue(isRoleFree());
    }

    private boolean isRoleFree() {
        try (Journal journal = temp.open();
                Appender appender = journal.appender(AppenderOptions.defaults().takeoverTimeout(Duration.ZERO))) {
            return appender.position() > 0;
        } catch (WriterActiveException e) {
            return false;
        }
    }
}
