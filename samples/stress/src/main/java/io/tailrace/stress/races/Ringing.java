package io.tailrace.stress.races;

/** One who does what is waited for. One thread. */
interface Ringing extends AutoCloseable {
    void ring(long race);

    @Override
    void close();
}
