package io.tailrace.reactor;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tailrace.AppenderOptions;
import io.tailrace.Journal;
import io.tailrace.WriterFencedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SharedAppenderTest {
    @RegisterExtension
    final TempJournal temp = new TempJournal();

    @Test
    void whoHasTheTurnAfterTheFailureIsToldOfItThoughAllIsClosed() throws Exception {
        try (Journal journal = temp.open()) {
            Baton.Holder one = new Member();
            Baton.Holder two = new Member();
            SharedAppender shared = SharedAppender.join(journal, AppenderOptions.defaults(), one);
            SharedAppender same = SharedAppender.join(journal, AppenderOptions.defaults(), two);
            temp.raiseEpoch();
            assertThrows(WriterFencedException.class, () -> shared.claim(8));
            shared.leave(one);
            assertThrows(WriterFencedException.class, () -> same.wouldWait(8));
            assertThrows(WriterFencedException.class, () -> same.claim(8));
            same.leave(two);
        }
        assertTrue(temp.isRoleFree());
    }

    private static final class Member implements Baton.Holder {
        @Override
        public void poke() {}

        @Override
        public void granted() {}

        @Override
        public void wake() {}
    }
}
