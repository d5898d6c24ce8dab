package lacuna.doctor.remedy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lacuna.doctor.evidence.Evidence;
import lacuna.doctor.evidence.Heaps;
import lacuna.doctor.verdict.Diagnosis;
import lacuna.doctor.verdict.Verdict;
import lacuna.heap.ledger.HeapAccount;
import lacuna.linux.text.ByteSize;

/** Popular advice that does not help here, each with the figure that shows it. */
public final class Myths {
    private Myths() {}

    public static List<Myth> about(Diagnosis diagnosis, Evidence evidence) {
        List<Myth> myths = new ArrayList<>();
        Optional<HeapAccount> glibc = evidence.account(Heaps.GLIBC);
        long arenas = glibc.map(Myths::threadArenas).orElse(0L);
        if (glibc.isPresent() && diagnosis.holds(Verdict.RETENTION) && arenas < 2) {
            myths.add(new Myth(
                    "MALLOC_ARENA_MAX=1",
                    "it has " + (arenas == 0 ? "no thread arena" : "one thread arena")
                            + ": there are no arenas to save"));
        }
        if (evidence.has(Heaps.PYTHON_MIMALLOC)) {
            if (diagnosis.holds(Verdict.FRAGMENTATION) || diagnosis.holds(Verdict.RETENTION)) {
                myths.add(new Myth(
                        "PYTHONMALLOC, or LD_PRELOAD of another allocator",
                        "a CPython without its global lock keeps its objects in its own mimalloc and in no other"));
            }
        } else if (diagnosis.holds(Verdict.FRAGMENTATION) && !evidence.has(Heaps.MIMALLOC)) {
            long whole = evidence.sum(HeapAccount::trim);
            myths.add(new Myth(
                    "another allocator (jemalloc, tcmalloc, mimalloc)",
                    "only " + ByteSize.of(whole) + " lie on whole free pages: what live blocks pin, no allocator "
                            + "gives back"));
        }
        if (evidence.has(Heaps.PHP)) {
            myths.add(new Myth(
                    "LD_PRELOAD of jemalloc for PHP",
                    "PHP before 8.5 loads its extensions with RTLD_DEEPBIND: they keep libc's malloc, blocks of one "
                            + "allocator are freed by the other, and PHP aborts at the start"));
        }
        if (diagnosis.holds(Verdict.BIG_LIVE) && !diagnosis.first().verdict().isFinding()) {
            myths.add(new Myth(
                    "malloc_trim, or another allocator",
                    ByteSize.of(evidence.live()) + " are in use by the program: nothing but the program frees them"));
        }
        if (evidence.has(Heaps.JEMALLOC) && evidence.subject().sharesProgram() && diagnosis.holds(Verdict.RETENTION)) {
            myths.add(
                    new Myth("background_thread:true", "it is a forked worker: the thread does not survive the fork"));
        }
        return myths;
    }

    private static long threadArenas(HeapAccount heap) {
        return heap.report().regions().stream()
                .filter(region -> region.region().kind().equals("thread"))
                .count();
    }
}
