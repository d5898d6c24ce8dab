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
            found.add(mebibytes(retained)
                    + " of retained extents are resident: jemalloc counts them as given back and no purge"
                    + " returns them; huge pages or the program's own writes brought them back");
        }
        long muzzy = sums.of(ExtentUse.MUZZY).resident();
        if (muzzy >= LEAST) {
            found.add(mebibytes(muzzy)
                    + " are muzzy: the kernel calls them LazyFree, takes them when it is short of memory,"
                    + " and counts them as resident until then");
        }
        long free = sums.residentFreeInSlabs();
        if (free >= LEAST) {
            found.add(mebibytes(free) + " lie in free slots of slabs in use, " + mebibytes(sums.wholeFreePages())
                    + " of it on whole pages: no purge returns them, only their neighbours' end");
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
