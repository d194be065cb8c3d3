package io.tailrace;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The design rules of this module: who may use what. */
class CoreRulesTest {
    /** From where the main classes are, so that no test is among them. */
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(Journal.class.getProtectionDomain().getCodeSource().getLocation());

    private static final String INTERNAL = "io.tailrace.internal.";
    private static final String[] FOREIGN = {"java..", "org.agrona..", "org.jspecify.annotations"};

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fault", "memory", "wake", "buffer", "keep", "control", "page", "role", "gate", "seal", "append",
                "read", "retain", "repair", "open"
            })
    void everyPackageHasClasses(String name) {
        assertTrue(CLASSES.stream().anyMatch(type -> type.getPackageName().equals(INTERNAL + name)));
    }

    @Test
    void noOtherPackages() {
        Set<String> known = Set.of(
                "fault", "memory", "wake", "buffer", "keep", "control", "page", "role", "gate", "seal", "append",
                "read", "retain", "repair", "open");
        classes()
                .that(resideInAPackage("io.tailrace.internal.."))
                .should()
                .resideInAnyPackage(known.stream().map(INTERNAL::concat).toArray(String[]::new))
                .check(CLASSES);
    }

    @Test
    void layoutUsesTheJdkOnly() {
        classes()
                .that(resideInAPackage("io.tailrace.layout"))
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("java.lang..", "io.tailrace.layout", "org.jspecify.annotations"))
                .check(CLASSES);
    }

    @Test
    void layers() {
        layer("fault", List.of("fault"));
        layer("memory", List.of("memory"));
        layer("wake", List.of("wake", "memory"));
        layer("buffer", List.of("buffer"));
        layer("keep", List.of("keep"));
        layer("control", List.of("control", "fault", "wake", "memory"));
        layer("page", List.of("page", "fault", "control", "memory", "buffer"));
        layer("role", List.of("role", "fault", "keep", "control", "wake", "memory"));
        layer("gate", List.of("gate", "fault", "page", "control", "wake", "memory"));
        layer("seal", List.of("seal", "fault", "keep", "role", "page", "control", "wake", "memory"));
        layer(
                "append",
                List.of("append", "fault", "gate", "seal", "role", "page", "control", "wake", "memory", "buffer"));
        layer("read", List.of("read", "fault", "seal", "role", "page", "control", "wake", "memory", "buffer"));
        layer("retain", List.of("retain", "fault", "role", "page", "control", "memory"));
        layer("repair", List.of("repair", "role", "page", "control", "memory"));
    }

    private static void layer(String name, List<String> uses) {
        String[] packages = Stream.of(
                        uses.stream().map(INTERNAL::concat),
                        Stream.of("io.tailrace", "io.tailrace.layout"),
                        Stream.of(FOREIGN))
                .flatMap(each -> each)
                .toArray(String[]::new);
        check(classes()
                .that(resideInAPackage(INTERNAL + name))
                .should(onlyDependOnClassesThat(resideInAnyPackage(packages)))
                .as(name + " uses only " + uses + ", the layout and the API"));
    }

    /** Errors and options are shared; how a journal is opened is known to who opens it. */
    @Test
    void onlyOpenKnowsHowAJournalIsOpened() {
        check(noClasses()
                .that(resideInAnyPackage(
                        INTERNAL + "memory",
                        INTERNAL + "control",
                        INTERNAL + "page",
                        INTERNAL + "gate",
                        INTERNAL + "append",
                        INTERNAL + "read",
                        INTERNAL + "retain"))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(Journal.class.getName()));
    }

    @Test
    void apiKnowsNothingInternalButWhereJournalsAreOpened() {
        check(classes()
                .that(resideInAPackage("io.tailrace"))
                .and()
                .doNotHaveFullyQualifiedName(Journal.class.getName())
                .and()
                .haveNameNotMatching(Pattern.quote(WakeableIdleStrategy.class.getName()) + "(\\$.*)?")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "io.tailrace", "io.tailrace.layout", "java..", "org.agrona..", "org.jspecify.annotations")));
        check(classes()
                .that()
                .haveFullyQualifiedName(Journal.class.getName())
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "io.tailrace",
                        "io.tailrace.layout",
                        INTERNAL + "open",
                        INTERNAL + "control",
                        "java..",
                        "org.jspecify.annotations")));
    }

    @Test
    void idleStrategyKnowsHowToSleep() {
        check(classes()
                .that()
                .haveNameMatching(Pattern.quote(WakeableIdleStrategy.class.getName()) + "(\\$.*)?")
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("io.tailrace", INTERNAL + "wake", "java..", "org.agrona.concurrent")));
    }

    @Test
    void orderedAccessInOneClass() {
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName(INTERNAL + "memory.Words")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.invoke.VarHandle"));
        assertTrue(CLASSES.contain(INTERNAL + "memory.Words"));
    }

    @Test
    void mappingInOnePackage() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(INTERNAL + "memory")
                .should()
                .callMethodWhere(named("java.nio.channels.FileChannel", "map")));
    }

    @Test
    void classesOfAgronaThatNeedAFlag() {
        DescribedPredicate<JavaClass> needFlag = new DescribedPredicate<>("need --add-opens") {
            @Override
            public boolean test(JavaClass type) {
                String name = type.getName();
                return name.startsWith("org.agrona.concurrent.UnsafeBuffer")
                        || name.startsWith("org.agrona.UnsafeApi")
                        || name.startsWith("org.agrona.UnsafeAccess")
                        || name.startsWith("org.agrona.BufferUtil")
                        || name.startsWith("org.agrona.IoUtil")
                        || name.startsWith("org.agrona.ExpandableArrayBuffer")
                        || name.startsWith("org.agrona.ExpandableDirectByteBuffer")
                        || name.startsWith("org.agrona.concurrent.ringbuffer.")
                        || name.startsWith("org.agrona.concurrent.broadcast.")
                        || name.startsWith("org.agrona.concurrent.status.")
                        || name.matches("org\\.agrona\\.concurrent\\..*Queue.*");
            }
        };
        check(noClasses().should().dependOnClassesThat(needFlag));
    }

    @Test
    void noUnsafeByNameOrOtherwise() {
        check(noClasses().should().dependOnClassesThat().resideInAnyPackage("sun..", "jdk.internal..", "com.sun.."));
    }

    @Test
    void noLoggingAndNoConsole() {
        check(noClasses().should().dependOnClassesThat().resideInAnyPackage("java.util.logging..", "org.slf4j.."));
        check(noClasses().should().accessField(System.class, "out"));
        check(noClasses().should().accessField(System.class, "err"));
        check(noClasses().should().callMethod(Throwable.class, "printStackTrace"));
    }

    @Test
    void nobodySleepsOrExits() {
        check(noClasses().should().callMethod(Thread.class, "sleep", long.class));
        check(noClasses().should().callMethod(System.class, "exit", int.class));
    }

    /** For the test kit alone. */
    @Test
    void nobodySaysThatADiskIsFull() {
        check(noClasses().should().callMethodWhere(named(INTERNAL + "page.FullDisks", "add")));
    }

    /** For tests alone. */
    @Test
    void nobodyShortensTheGrace() {
        check(noClasses().should().callMethodWhere(named(INTERNAL + "role.Grace", "set")));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(false).check(CLASSES);
    }

    private static DescribedPredicate<JavaMethodCall> named(String owner, String method) {
        return DescribedPredicate.describe(
                owner + "." + method,
                call -> call.getTargetOwner().getName().equals(owner)
                        && call.getName().equals(method));
    }
}
