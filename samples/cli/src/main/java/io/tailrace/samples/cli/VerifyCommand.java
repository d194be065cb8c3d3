package io.tailrace.samples.cli;

import io.tailrace.Journal;
import io.tailrace.JournalException;
import io.tailrace.JournalOptions;
import io.tailrace.Verification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Walks over everything a journal has. */
@Command(
        name = "verify",
        description =
                "Walks over everything. Ends with 0, a summary, and what is no fault but worth a look, or with 1, position and"
                        + " reason of the first fault.")
final class VerifyCommand implements Runnable {
    @Mixin
    private JournalArgument journal = new JournalArgument();

    @Override
    public void run() {
        try (Journal opened =
                Journal.open(journal.path, JournalOptions.defaults().readOnly(true))) {
            Verification found = opened.verify();
            JournalException fault = found.fault();
            if (fault != null) {
                throw fault;
            }
            Output out = new Output();
            out.write(new Bytes()
                    .text("fine: ")
                    .decimal(found.pages())
                    .text(" pages, ")
                    .decimal(found.frames())
                    .text(" frames, ")
                    .decimal(found.payloadBytes())
                    .text(" payload bytes, tail at ")
                    .decimal(found.tail()));
            if (found.openClaims() > 0) {
                out.write(new Bytes().text(", ").decimal(found.openClaims()).text(" claims open"));
            }
            out.write(new Bytes().put('\n'));
            for (String remark : found.remarks()) {
                out.write(new Bytes().text(remark).put('\n'));
            }
            out.flush();
        }
    }
}
