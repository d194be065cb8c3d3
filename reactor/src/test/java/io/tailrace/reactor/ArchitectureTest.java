package io.tailrace.reactor;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;

/** The module's design rules. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.tailrace.reactor");

    /** What of Agrona needs no JVM flag, as far as it is used here. A buffer, a queue or a file helper of it would need one. */
    private static final Set<String> AGRONA = Set.of(
            "org.agrona.DeadlineTimerWheel",
            "org.agrona.DeadlineTimerWheel$TimerHandler",
            "org.agrona.DeadlineTimerWheel$TimerConsumer",
            "org.agrona.DirectBuffer",
            "org.agrona.ErrorHandler",
            "org.agrona.MutableDirectBuffer",
            "org.agrona.collections.Long2ObjectHashMap",
            "org.agrona.concurrent.Agent",
            "org.agrona.concurrent.AgentRunner",
            "org.agrona.concurrent.AgentTerminationException",
            "org.agrona.concurrent.BackoffIdleStrategy",
            "org.agrona.concurrent.BusySpinIdleStrategy",
            "org.agrona.concurrent.EpochNanoClock",
            "org.agrona.concurrent.IdleStrategy",
            "org.agrona.concurrent.SystemEpochNanoClock",
            "org.agrona.concurrent.status.AtomicCounter");

    @Test
    void theseArePublicAndNothingElse() {
        Set<String> open = CLASSES.stream()
                .filter(c -> c.getModifiers().contains(JavaModifier.PUBLIC) && c.isTopLevelClass())
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());
        assertEquals(
                Set.of(
                        "Confirmation",
                        "Decoders",
                        "Delivery",
                        "DrainSignal",
                        "Drained",
                        "Encoders",
                        "FrameEncoder",
                        "JournalFlux",
                        "JournalSink",
                        "Outgoing",
                        "PollLoop",
                        "SendResult",
                        "SendTotal"),
                open.stream().filter(n -> !n.equals("package-info")).collect(Collectors.toSet()));
    }

    @Test
    void onlyTheApiOfCoreAndPublicReactorAreUsed() {
        DescribedPredicate<JavaClass> allowed = resideInAnyPackage(
                        "java..",
                        "io.tailrace",
                        "io.tailrace.reactor",
                        "org.jspecify.annotations",
                        "org.reactivestreams",
                        "reactor.core",
                        "reactor.core.publisher",
                        "reactor.core.scheduler",
                        "reactor.util..")
                .or(describe("are of Agrona and need no flag", c -> AGRONA.contains(c.getName())))
                .or(describe("are primitive or arrays", c -> c.isPrimitive() || c.isArray()));
        classes().should().onlyDependOnClassesThat(allowed).check(CLASSES);
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("io.tailrace.internal.."))
                .check(CLASSES);
    }

    @Test
    void nothingBlocks() {
        DescribedPredicate<JavaAccess<?>> blocking = describe(
                "block",
                access -> access.getName().startsWith("block")
                                && access.getTargetOwner().isAssignableTo(Publisher.class)
                        || access.getName().equals("sleep")
                                && access.getTargetOwner().isEquivalentTo(Thread.class)
                        || Set.of("join", "get").contains(access.getName())
                                && access.getTargetOwner().isAssignableTo(Future.class));
        noClasses().should().accessTargetWhere(blocking).check(CLASSES);
    }

    @Test
    void nothingIsPrinted() {
        noClasses()
                .should()
                .accessTargetWhere(describe(
                        "print",
                        access -> access.getTargetOwner().isEquivalentTo(System.class)
                                        && Set.of("out", "err").contains(access.getName())
                                || access.getName().equals("printStackTrace")))
                .check(CLASSES);
    }

    @Test
    void everySubscriberForwardsTheContext() {
        classes()
                .that(describe("are subscribers", c -> c.isAssignableTo(CoreSubscriber.class)))
                .should(new ArchCondition<>("declare currentContext") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        events.add(new SimpleConditionEvent(
                                item, item.tryGetMethod("currentContext").isPresent(), item.getName()));
                    }
                })
                .check(CLASSES);
    }

    @Test
    void noTwoClassesNeedEachOther() {
        SliceAssignment files = new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
                return javaClass.getPackageName().equals("io.tailrace.reactor")
                        ? SliceIdentifier.of(outermost(javaClass).getName())
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "source files";
            }
        };
        slices().assignedFrom(files).should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void fluxesAndMonosAreInternal() {
        classes()
                .that(describe("are publishers", c -> c.isAssignableTo(Publisher.class)))
                .should(new ArchCondition<>("be package-private and scannable") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        boolean fine = !item.getModifiers().contains(JavaModifier.PUBLIC)
                                && item.isAssignableTo(Scannable.class);
                        events.add(new SimpleConditionEvent(item, fine, item.getName()));
                    }
                })
                .check(CLASSES);
    }

    private static JavaClass outermost(JavaClass javaClass) {
        JavaClass outer = javaClass;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer;
    }
}
