package io.tailrace.internal.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.ConsumerPolicy;
import io.tailrace.Journal;
import io.tailrace.RawFile;
import io.tailrace.TestJournals;
import io.tailrace.layout.ConsumerDescriptor;
import io.tailrace.layout.ControlDescriptor;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a consumer slot's words mean, whatever stands in them. */
class ConsumerSlotTest {
    private static final int SLOT = ControlDescriptor.consumerSlotOffset(1, 0);

    @RegisterExtension
    final TestJournals journals = new TestJournals();

    private ControlFile control;
    private ConsumerSlot slot;

    @BeforeEach
    void open() throws IOException {
        Journal.openOrCreate(
                        journals.path(), TestJournals.small().writerSlots(1).consumerSlots(1))
                .close();
        control = ControlFile.open(journals.control(), true);
        slot = control.consumer(0);
    }

    @AfterEach
    void close() {
        control.close();
    }

    @Test
    void halvesOfTheGenerationAreRaisedApart() {
        assertEquals(0x0001_0000, slot.raiseRegistration());
        assertEquals(0x0001_0001, slot.raiseOwner());
        assertEquals(0x0001_0002, slot.raiseOwner());
        assertEquals(0x0002_0002, slot.raiseRegistration());
        assertEquals(0x0002_0002, slot.generation());
        assertEquals(2, ConsumerSlot.registration(slot.generation()));
    }

    @Test
    void neitherHalfCarriesIntoTheOther() {
        putGeneration(0x0007_FFFF);
        assertEquals(0x0007_0000, slot.raiseOwner());
        putGeneration(0xFFFF_0009);
        assertEquals(0x0000_0009, slot.raiseRegistration());
        putGeneration(0xFFFF_FFFF);
        assertEquals(0xFFFF_0000, slot.raiseOwner());
        putGeneration(0xFFFF_FFFF);
        assertEquals(0x0000_FFFF, slot.raiseRegistration());
        putGeneration(0xFFFE_0000);
        assertEquals(0xFFFE, ConsumerSlot.registration(slot.generation()), "no sign");
    }

    @Test
    void ownerRaisesOnlyWhatItKnows() {
        putGeneration(0x0003_0004);
        assertFalse(slot.casRegistration(0x0003_0003));
        assertEquals(0x0003_0004, slot.generation());
        assertTrue(slot.casRegistration(0x0003_0004));
        assertEquals(0x0004_0004, slot.generation());
        assertEquals(0x0004_0004, ConsumerSlot.nextRegistration(0x0003_0004));
    }

    @Test
    void policies() {
        for (ConsumerPolicy policy : ConsumerPolicy.values()) {
            slot.storePolicy(policy);
            assertEquals(policy, slot.policy());
        }
        int[] stored = {ConsumerDescriptor.POLICY_GATE, ConsumerDescriptor.POLICY_EVICT, ConsumerDescriptor.POLICY_FREE
        };
        for (int i = 0; i < stored.length; i++) {
            RawFile.putInt(journals.control(), SLOT + ConsumerDescriptor.POLICY_OFFSET, stored[i]);
            assertEquals(ConsumerPolicy.values()[i], slot.policy());
        }
        RawFile.putInt(journals.control(), SLOT + ConsumerDescriptor.POLICY_OFFSET, 77);
        assertEquals(ConsumerPolicy.GATE, slot.policy(), "nonsense holds what it can");
    }

    @Test
    void stateSaysWhetherThereIsAName() {
        slot.register("", ConsumerPolicy.GATE, 64);
        assertTrue(slot.isUnnamed());
        assertFalse(slot.isRegistered());
        slot.free();
        assertFalse(slot.isUnnamed());
        slot.register("risk", ConsumerPolicy.EVICT, 72);
        assertFalse(slot.isUnnamed());
        assertTrue(slot.isRegistered());
        assertEquals("risk", slot.name());
        assertEquals(72, slot.cursor());
        assertEquals(ConsumerPolicy.EVICT, slot.policy());
    }

    private void putGeneration(int generation) {
        RawFile.putInt(journals.control(), SLOT + ConsumerDescriptor.GENERATION_OFFSET, generation);
    }
}
