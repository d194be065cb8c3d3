package io.tailrace.reactor;

import static io.tailrace.reactor.TempJournal.DEADLINE;
import static io.tailrace.reactor.TempJournal.NUMBER;

import io.tailrace.ConsumerActiveException;
import io.tailrace.test.ConsumerProcess;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** A name that another process holds. */
@Timeout(60)
class ConsumerInOtherProcessIT {
    @RegisterExtension
    final TempJournal temp = new TempJournal();

    @Test
    void anEvidentlyLivingOwnerIsAnErrorSoonAndAKilledOneIsFollowed() {
        temp.append(0, 10);
        ConsumerProcess owner = temp.kit().startConsumer("risk");
        owner.read(3);
        StepVerifier.withVirtualTime(() -> temp.flux()
                        .consumer("risk")
                        .runOn(PollLoop.on(Schedulers.parallel()))
                        .receive())
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(50))
                .thenAwait(Duration.ofMillis(5))
                .expectErrorMatches(
                        e -> e instanceof ConsumerActiveException c && c.isEvidentlyAlive() && c.pid() == owner.pid())
                .verify(DEADLINE);
        owner.kill();
        StepVerifier.create(temp.flux().consumer("risk").receive(NUMBER).take(1))
                .expectNext(3L)
                .expectComplete()
                .verify(DEADLINE);
    }
}
