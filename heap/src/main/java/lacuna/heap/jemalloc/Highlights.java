package lacuna.heap.jemalloc;

import java.util.ArrayList;
import java.util.List;

/** What stands out in jemalloc's own terms. */
final class Highlights {
    static final Highlights NONE = new Highlights(List.of());

    /** Less is not worth a sentence. */
    private static final long LEAST = 1 << 20;

    private final List<String> sentences;

    private Highlights(List<String> sentences) {
        this.sentences = List.copyOf(sentences);
    }

    Highlights(ExtentSums sums) {
        List<String> found = new ArrayList<>();
        long retained = sums.of(ExtentUse.RETAINED).resident();
        if (retained > 0) {
            found.add(
                    mebibytes(retained)
                            + " of retained extents are resident: jemalloc takes them for given back, and no purge returns them");
        }
        long muzzy = sums.of(ExtentUse.MUZZY).resident();
        if (muzzy >= LEAST) {
            found.add(
                    mebibytes(muzzy) + " are muzzy: resident until the kernel is short of memory (LazyFree in smaps)");
        }
        long free = sums.residentFreeInSlabs();
        if (free >= LEAST) {
            found.add(mebibytes(free) + " are free slots in slabs, " + mebibytes(sums.wholeFreePages())
                    + " of it whole pages: no purge returns them while a neighbour lives");
        }
        sentences = List.copyOf(found);
    }

    List<String> sentences() {
        return sentences;
    }

    private static String mebibytes(long bytes) {
        long tenths = (bytes * 10 + (LEAST >> 1)) >> 20;
        return bytes < LEAST / 10 ? bytes + " B" : tenths / 10 + "." + tenths % 10 + " MiB";
    }
}
