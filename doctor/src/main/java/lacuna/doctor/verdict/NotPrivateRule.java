package lacuna.doctor.verdict;

import java.util.List;
import lacuna.doctor.evidence.Evidence;
import lacuna.linux.text.ByteSize;

/** Resident bytes that other processes have too: RSS counts them in each. */
final class NotPrivateRule implements Rule {
    @Override
    public Opinion judge(Evidence evidence) {
        // One reading of the kernel has both: a process that changes has another size by the time its heaps are read.
        long resident = evidence.figures().rss().orElse(evidence.resident());
        long others = Math.max(0, resident - evidence.figures().pss().orElse(resident));
        long own = evidence.figures().uss().orElse(resident);
        // Mapped files that nobody else maps are shared with the page cache, and no cost of this process either.
        long files = Math.max(0, evidence.figures().file().orElse(0) - others);
        return new Opinion(
                Verdict.NOT_PRIVATE,
                others + files,
                Math.max(24L << 20, Math.max(resident, evidence.resident()) / 2),
                Confidence.HIGH,
                "counted by the kernel",
                ByteSize.of(others + files) + " of " + ByteSize.of(resident)
                        + " are shared with other processes or are files in the page cache; its own are "
                        + ByteSize.of(own),
                "shared with others or of files",
                List.of(
                        Fact.bytes("resident", resident),
                        Fact.bytes(
                                "proportional share", evidence.figures().pss().orElse(resident)),
                        Fact.bytes("private", own)));
    }
}
