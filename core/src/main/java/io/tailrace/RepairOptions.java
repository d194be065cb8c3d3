package io.tailrace;

/** How a journal is repaired. Immutable; each method returns a new instance. */
public final class RepairOptions {
    private static final RepairOptions DEFAULTS = new RepairOptions(false, false);

    private final boolean dryRun;
    private final boolean trustGroup;

    private RepairOptions(boolean dryRun, boolean trustGroup) {
        this.dryRun = dryRun;
        this.trustGroup = trustGroup;
    }

    /**
     * All defaults: repair.
     *
     * @return options to start from
     */
    public static RepairOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Only says what would be done. The roles are taken all the same, for as long as it takes to look. Defaults to false.
     *
     * @param only true to change nothing
     * @return new options
     */
    public RepairOptions dryRun(boolean only) {
        return new RepairOptions(only, trustGroup);
    }

    /**
     * Whether nothing is changed.
     *
     * @return true for a dry run
     */
    public boolean dryRun() {
        return dryRun;
    }

    /**
     * As {@link JournalOptions#trustGroup(boolean)}. Defaults to false.
     *
     * @param trust true to repair a journal in a directory of somebody else that its group may write
     * @return new options
     */
    public RepairOptions trustGroup(boolean trust) {
        return new RepairOptions(dryRun, trust);
    }

    /**
     * Whether a group that may write the directory is trusted.
     *
     * @return true if it is
     */
    public boolean trustGroup() {
        return trustGroup;
    }
}
