package io.tailrace.test;

import io.tailrace.JournalOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests of Jupiter, 5 or 6, a {@link TestJournal} and closes it behind them; what they left open fails them. As a parameter:
 *
 * <pre>{@code
 * @ExtendWith(TestJournalExtension.class)
 * class OrdersTest {
 *     @Test
 *     void publishesEachOrder(TestJournal journal) { … }
 * }
 * }</pre>
 *
 * <p>or, where all tests need it, or a journal made with options:
 *
 * <pre>{@code
 * @RegisterExtension
 * final TestJournalExtension journals = new TestJournalExtension(JournalOptions.defaults().capacity(1 << 20));
 *
 * @Test
 * void publishesEachOrder() { … journals.get() … }
 * }</pre>
 *
 * <p>Each test gets one journal of its own, the same one in all its parameters and in {@code @BeforeEach} and {@code @AfterEach}. A class
 * whose {@code @BeforeAll}, whose constructor with lifecycle {@code PER_CLASS}, or whose {@code static} field has one shares that with all
 * of its tests and nested classes. As with temporary directories, a field of an instance lives as long as the instance: with {@code
 * PER_CLASS} as long as the class. Tests that need two make the second by {@link TestJournal#path(String)}.
 */
public final class TestJournalExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(TestJournalExtension.class);

    private final JournalOptions options;
    private final Duration leakPatience;

    /**
     * By its id the class that has this in a field, or the test whose instance has; several where classes that inherit the field run at
     * once. Not asked for where Jupiter makes this object itself.
     */
    private final Map<String, ExtensionContext> scopes = new ConcurrentHashMap<>();

    /** Journals with all defaults but the page size, which is 64 KiB. */
    public TestJournalExtension() {
        this(JournalOptions.defaults());
    }

    /**
     * Journals made with options.
     *
     * @param options what they are made like; without a page size their pages have 64 KiB
     */
    public TestJournalExtension(JournalOptions options) {
        this(options, TestJournal.LEAK_PATIENCE);
    }

    TestJournalExtension(JournalOptions options, Duration leakPatience) {
        this.options = options;
        this.leakPatience = leakPatience;
    }

    /**
     * The journal of the test that runs.
     *
     * @return the same for all of the test
     * @throws IllegalStateException outside of a test; or if this is in a static field that several classes have which run at once, so that
     *     it cannot be told whose is meant: as a parameter each of them gets its own
     */
    public TestJournal get() {
        List<ExtensionContext> known = List.copyOf(scopes.values());
        if (known.isEmpty()) {
            throw new IllegalStateException(
                    "there is a journal while a test runs: put @RegisterExtension before the field");
        }
        if (known.size() > 1) {
            throw new IllegalStateException("several classes that run at once have this field: take the journal as a"
                    + " parameter, or make the field one of the instance");
        }
        return journal(known.get(0));
    }

    /** What a class has, its tests have. By methods that 5 and 6 both have, and neither deprecates. */
    private TestJournal journal(ExtensionContext context) {
        Store store = context.getStore(NAMESPACE);
        // Tests may run in parallel, and another instance of this class serve the same ones.
        synchronized (NAMESPACE) {
            TestJournal journal = store.get(TestJournal.class, TestJournal.class);
            if (journal == null) {
                journal = TestJournal.create(options, leakPatience);
                store.put(TestJournal.class, journal);
            }
            return journal;
        }
    }

    /** Only what this context made, not what its class shares. */
    private static void close(ExtensionContext context) {
        TestJournal journal = context.getStore(NAMESPACE).remove(TestJournal.class, TestJournal.class);
        if (journal != null) {
            journal.close();
        }
    }

    /**
     * For Jupiter: the class begins that has this in a field. Nested classes come here too.
     *
     * @param context of the class
     */
    @Override
    public void beforeAll(ExtensionContext context) {
        enter(context);
    }

    /**
     * For Jupiter: a test begins.
     *
     * @param context of the test
     */
    @Override
    public void beforeEach(ExtensionContext context) {
        enter(context);
    }

    private void enter(ExtensionContext context) {
        for (Optional<ExtensionContext> outer = context.getParent();
                outer.isPresent();
                outer = outer.get().getParent()) {
            if (scopes.containsKey(outer.get().getUniqueId())) {
                return;
            }
        }
        scopes.put(context.getUniqueId(), context);
    }

    /**
     * For Jupiter: closes the journal of a test.
     *
     * @param context of the test
     */
    @Override
    public void afterEach(ExtensionContext context) {
        leave(context);
    }

    /**
     * For Jupiter: closes the journal that a class shares.
     *
     * @param context of the class
     */
    @Override
    public void afterAll(ExtensionContext context) {
        leave(context);
    }

    private void leave(ExtensionContext context) {
        scopes.remove(context.getUniqueId());
        close(context);
    }

    /**
     * For Jupiter.
     *
     * @param parameter of a test, of its set-up or of its constructor
     * @param context of the test or class
     * @return true if it is a {@link TestJournal}
     */
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestJournal.class;
    }

    /**
     * For Jupiter.
     *
     * @param parameter of a test, of its set-up or of its constructor
     * @param context of the test or class
     * @return the journal of that test or class
     */
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return journal(context);
    }

    /**
     * For Jupiter from 5.12 on: what a constructor gets belongs to the test that the instance is made for.
     *
     * @param root of the run
     * @return the scope of a test
     */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
        return ExtensionContextScope.TEST_METHOD;
    }
}
