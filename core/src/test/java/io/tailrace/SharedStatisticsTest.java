package io.tailrace;

@SharedJournals
class SharedStatisticsTest extends StatisticsTest {
    /** Of the exclusive mode: there is no role to take over. */
    @Override
    void aRoleThatIsTakenFromTheDeadIsCounted() {}

    /** Of the exclusive mode: here each writer counts for itself. */
    @Override
    void whoTakesTheRoleCountsWhatTheDeadOneHadNotStored() {}
}
