package lacuna.doctor.verdict;

import java.util.List;
import lacuna.doctor.evidence.Evidence;
import lacuna.linux.text.ByteSize;

/** Shared memory that is this process's own share: segments, tmpfs files, memfds that no other process maps. */
final class SharedMemoryRule implements Rule {
    @Override
    public Opinion judge(Evidence evidence) {
        long shared = evidence.figures().shmem().orElse(0);
        long resident = Math.max(1, evidence.resident());
        long counted = evidence.figures().rss().orElse(resident);
        long countedTwice = Math.max(0, counted - evidence.figures().pss().orElse(counted));
        long own = Math.max(0, shared - countedTwice);
        return new Opinion(
                Verdict.SHARED_MEMORY,
                own,
                Math.max(evidence.significant(), resident / 4),
                Confidence.HIGH,
                "counted by the kernel",
                ByteSize.of(own) + " of " + ByteSize.of(resident) + " are shared memory or files in tmpfs",
                "of shared memory",
                List.of(Fact.bytes("shared memory", shared), Fact.bytes("resident", resident)));
    }
}
