package io.tailrace.stress;

import java.util.ArrayList;
import java.util.List;

/** Recovers copies, several at once: each may have to wait for a grace. Told by lines {@code COPY WRITERS}, and {@code end}. */
final class RecoveryRole implements Runnable {
    private final Setting setting;

    RecoveryRole(Setting setting) {
        this.setting = setting;
    }

    @Override
    public void run() {
        List<Thread> threads = new ArrayList<>();
        try {
            for (String line = setting.line(); !line.equals("end"); line = setting.line()) {
                String[] words = line.split(" ");
                Thread thread = new Thread(
                        new Recovery(
                                setting.places(),
                                setting.atlas(),
                                Integer.parseInt(words[0]),
                                Integer.parseInt(words[1])),
                        "copy " + words[0]);
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
