package io.tailrace.samples.webflux;

import io.tailrace.JournalStatus.ConsumerStatus;
import io.tailrace.reactor.Encoders;
import io.tailrace.reactor.JournalSink;
import io.tailrace.reactor.SendTotal;
import io.tailrace.test.TestJournal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The application inside this process, on a port of its own, over a journal of the test. */
final class App implements AutoCloseable {
    static final Duration DEADLINE = Duration.ofSeconds(30);

    /** Else the end of one application ends Netty's threads for all others of this process, and for clients. */
    @Configuration(proxyBeanMethods = false)
    static class OwnNetty {
        @Bean
        ReactorResourceFactory reactorResourceFactory() {
            ReactorResourceFactory factory = new ReactorResourceFactory();
            factory.setUseGlobalResources(false);
            factory.setShutdownQuietPeriod(Duration.ZERO);
            return factory;
        }
    }

    private final TestJournal journal;
    private final ConfigurableApplicationContext context;
    private final Client client;

    private App(TestJournal journal, ConfigurableApplicationContext context) {
        this.journal = journal;
        this.context = context;
        this.client = new Client(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
    }

    /**
     * Starts it, small and quiet.
     *
     * @param options {@code name=value}, beside those or instead of them
     */
    static App start(TestJournal journal, String... options) {
        Map<String, String> arguments = new LinkedHashMap<>();
        put(
                arguments,
                "server.port=0",
                "orders.journal=" + journal.path(),
                "orders.ledger=" + ledger(journal),
                "orders.capacity=256KB",
                "orders.keep=256KB",
                "orders.publish-timeout=300ms",
                "logging.level.root=error");
        put(arguments, options);
        App app = new App(
                journal,
                new SpringApplicationBuilder(Main.class, OwnNetty.class)
                        .run(arguments.entrySet().stream()
                                .map(option -> "--" + option.getKey() + "=" + option.getValue())
                                .toArray(String[]::new)));
        // Closed at the latest behind the test, also one that failed.
        return journal.closing(app);
    }

    private static void put(Map<String, String> arguments, String... options) {
        for (String option : options) {
            String[] parts = option.split("=", 2);
            arguments.put(parts[0], parts[1]);
        }
    }

    Client client() {
        return client;
    }

    /** Appends orders without HTTP; senders of one process share the writer's role. */
    Mono<SendTotal> append(Flux<String> orders) {
        return JournalSink.to(journal.path()).send(orders, Encoders.utf8());
    }

    static String json(String item) {
        return "{\"customer\":\"alice\",\"item\":\"" + item + "\",\"quantity\":1}";
    }

    static String id(ServerSentEvent<String> event) {
        return Objects.requireNonNull(event.id(), "an event without id");
    }

    void awaitBilledAll() {
        await("all is billed", () -> {
            ConsumerStatus billing = journal.consumer("billing");
            return billing.cursor() > 64 && billing.lagBytes() == 0;
        });
    }

    static void await(String what, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > DEADLINE.toNanos()) {
                throw new AssertionError("waited in vain until " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    static Path ledger(TestJournal journal) {
        return journal.path("ledger");
    }

    static boolean hasBilled(TestJournal journal) {
        return Files.exists(ledger(journal)) && !billed(journal).isEmpty();
    }

    /** Positions of what was billed, in the order of billing. */
    static List<Long> billed(TestJournal journal) {
        try {
            return Files.readAllLines(ledger(journal)).stream()
                    .map(line -> Long.valueOf(line.split(" ")[1]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
