package lacuna.doctor.verdict;

import java.util.List;
import lacuna.doctor.evidence.Evidence;
import lacuna.heap.map.MappingKind;
import lacuna.linux.text.ByteSize;

/** Stacks of threads: what a thread once touched of its stack stays resident for as long as the thread lives. */
final class StacksRule implements Rule {
    @Override
    public Opinion judge(Evidence evidence) {
        long bytes = evidence.ofKind(MappingKind.THREAD_STACK) + evidence.ofKind(MappingKind.MAIN_STACK);
        return new Opinion(
                Verdict.STACKS,
                bytes,
                evidence.significant(),
                Confidence.HIGH,
                "stacks are known by the threads that stand on them",
                ByteSize.of(bytes) + " of " + ByteSize.of(evidence.resident()) + " are stacks of "
                        + evidence.figures().threads() + " threads",
                "of thread stacks",
                List.of(
                        Fact.bytes("stacks", bytes),
                        Fact.count("threads", evidence.figures().threads())));
    }
}
