package lacuna.doctor.verdict;

import java.util.List;
import lacuna.doctor.evidence.Evidence;
import lacuna.linux.text.ByteSize;

/** The kernel's tables of the process's pages, which no RSS counts. */
final class PageTablesRule implements Rule {
    @Override
    public Opinion judge(Evidence evidence) {
        long bytes = evidence.figures().pageTables().orElse(0);
        return new Opinion(
                Verdict.PAGE_TABLES,
                bytes,
                evidence.significant(),
                Confidence.HIGH,
                "counted by the kernel",
                ByteSize.of(bytes) + " are page tables, beside " + ByteSize.of(evidence.resident())
                        + " resident: the process touches, or touched, a wide range of addresses",
                "of page tables",
                List.of(Fact.bytes("page tables", bytes), Fact.bytes("resident", evidence.resident())));
    }
}
