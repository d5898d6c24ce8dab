package lacuna.doctor.remedy;

import java.util.ArrayList;
import java.util.List;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.verdict.Diagnosis;
import lacuna.doctor.verdict.Opinion;

/** What the kernel counts beside the heaps: stacks, page tables, swap, shared memory. */
final class KernelRemedy implements Remedy {
    @Override
    public List<Prescription> against(Diagnosis diagnosis, Evidence evidence) {
        List<Prescription> all = new ArrayList<>();
        for (Opinion opinion : diagnosis.holding()) {
            long bytes = opinion.bytesAtStake();
            switch (opinion.verdict()) {
                case STACKS ->
                    all.add(advice(
                            "Fewer threads: lower the size of the service's thread pools (JVM: also -Xss512k).\n",
                            "what a thread once touched of its stack stays for as long as it lives",
                            bytes,
                            "lacuna map: less in thread stacks"));
                case PAGE_TABLES ->
                    all.add(advice(
                            "Map less, or restart: page tables go only with the mappings that they are of.\n",
                            "each 2 MiB of addresses that were touched once cost 4 KiB of tables",
                            bytes,
                            "VmPTE in /proc/PID/status falls"));
                case SHARED_MEMORY ->
                    all.add(advice(
                            """
                            Look at the service's own setting for its shared memory (shared_buffers,
                            opcache.memory_consumption), and at files in tmpfs: df -h -t tmpfs; ipcs -m.
                            """,
                            "shared memory has the size that somebody set, and stays when its user ends",
                            bytes,
                            "Shmem in /proc/meminfo falls"));
                case SWAPPED ->
                    all.add(advice(
                            "Give back what other findings name; then the kernel has room. vm.swappiness does not free memory.\n",
                            "the kernel was short of memory when it wrote these pages",
                            0,
                            "VmSwap falls as pages are used again"));
                case LEAK,
                        ARENA_SPRAWL,
                        RETENTION,
                        FRAGMENTATION,
                        THP_BLOAT,
                        NOT_PRIVATE,
                        KERNEL,
                        UNKNOWN,
                        WARMING_UP,
                        BIG_LIVE,
                        HEALTHY -> {}
            }
        }
        return all;
    }

    private static Prescription advice(String text, String why, long bytes, String verify) {
        return new Prescription(
                "advice", "", text, why, bytes, false, "depends on the service", verify, "take it back");
    }
}
