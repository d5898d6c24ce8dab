package lacuna.heap.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import lacuna.heap.block.AllocatorReport;
import lacuna.heap.map.MapOptions;
import lacuna.linux.proc.ProcRoot;
import lacuna.testbed.Eventually;

/** What holds for every examination of a heap that is whole: all bytes are found, no rule is broken, nothing is odd. */
public final class Soundness {
    private static final HeapOptions PATIENT = new HeapOptions(Duration.ofSeconds(2), MapOptions.DEFAULT);

    private Soundness() {}

    /** An examination of a process that nobody disturbs. */
    static HeapExamination undisturbed(int pid) {
        return HeapExamination.ofProcess(ProcRoot.host(), pid, HeapOptions.DEFAULT.withoutPauses());
    }

    /**
     * An examination of a process with work of its own. Stopped in the middle of a malloc a heap is between two states,
     * and that is rightly told; such a process is examined again.
     */
    static HeapExamination ofBusy(int pid) {
        HeapExamination[] last = new HeapExamination[1];
        Eventually.holds(() -> {
            last[0] = HeapExamination.ofProcess(ProcRoot.host(), pid, PATIENT);
            return last[0].heaps().stream().allMatch(heap -> heap.report().isConsistent());
        });
        return last[0];
    }

    /** The leaves are all that is resident; {@code live} is one of them, and nothing changed while they were read. */
    public static void assertEachByteOnce(HeapExamination examined, String live) {
        ResidentLedger ledger = examined.ledger();
        assertThat(ledger.leaves().stream()
                        .mapToLong(ResidentLedger.Leaf::bytes)
                        .sum())
                .isEqualTo(ledger.total());
        assertThat(ledger.bytes(live)).isPositive();
        assertThat(ledger.moved()).isZero();
    }

    /** An allocator that was used is found by at least two ways. */
    static AllocatorReport assertSound(HeapExamination examined) {
        AllocatorReport report = assertConsistent(examined);
        assertThat(report.identity().isConfirmed()).isTrue();
        return report;
    }

    static AllocatorReport assertConsistent(HeapExamination examined) {
        assertThat(examined.heaps())
                .as(examined.gaps().toString())
                .isNotEmpty()
                .allSatisfy(heap -> assertThat(heap.report().isConsistent()).isTrue());
        // Runtimes come before the C library that they stand on.
        AllocatorReport report = examined.heaps().getLast().report();
        // 2.43 and later miscount, and are found out: that is all that may be noted.
        assertThat(report.notes()).allSatisfy(note -> assertThat(note).startsWith("glibc itself counts "));
        assertThat(report.regions())
                .hasSizeGreaterThan(1)
                .allSatisfy(region ->
                        assertThat(region.isConsistent()).as(region.toString()).isTrue());
        assertThat(examined.gaps()).isEmpty();
        assertLeavesSum(examined);
        return report;
    }

    static void assertLeavesSum(HeapExamination examined) {
        ResidentLedger ledger = examined.ledger();
        assertThat(ledger.leaves().stream()
                        .mapToLong(ResidentLedger.Leaf::bytes)
                        .sum())
                .isEqualTo(ledger.total());
    }
}
