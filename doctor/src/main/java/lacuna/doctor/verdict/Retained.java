package lacuna.doctor.verdict;

import java.util.ArrayList;
import java.util.List;
import lacuna.doctor.evidence.Heaps;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.Region;
import lacuna.heap.ledger.HeapAccount;
import lacuna.heap.ledger.RegionResidence;

/**
 * Whole resident pages of freed memory that an allocator could give back and keeps, by the way in which it keeps them. What
 * it could not give back whatever it is asked is no retention.
 */
public record Retained(Way way, long bytes) {
    /** How memory is kept; each is undone by something else. */
    public enum Way {
        TRIMMABLE("on whole pages that malloc_trim gives back"),
        THREAD_TOPS("at the upper ends of thread arenas, which malloc_trim leaves alone"),
        PARKED("in arenas that no thread uses any more"),
        CACHED_CHUNKS("in PHP's cached chunks"),
        EMPTY_RUNS("in PHP chunks that gc_mem_caches() would empty"),
        DIRTY("in jemalloc's dirty extents"),
        LAZILY_FREED("offered to the kernel, which takes it when it is short"),
        FREE_SPANS("in mimalloc's free spans and empty pages"),
        FREE_REGIONS("in free regions of the Java heap");

        private final String words;

        Way(String words) {
            this.words = words;
        }

        /** What follows on an amount. */
        public String words() {
            return words;
        }
    }

    /** Of one heap; ways with nothing are left out. */
    static List<Retained> in(HeapAccount account) {
        List<Retained> kept = new ArrayList<>();
        switch (account.report().identity().allocator()) {
            case Heaps.GLIBC -> inGlibc(account, kept);
            case Heaps.PHP -> {
                kept.add(new Retained(Way.CACHED_CHUNKS, account.resident(BlockState.CACHED)));
                kept.add(new Retained(Way.EMPTY_RUNS, account.trim()));
            }
            case Heaps.JEMALLOC -> {
                kept.add(new Retained(Way.DIRTY, account.resident(BlockState.CACHED)));
                kept.add(new Retained(Way.LAZILY_FREED, account.resident(BlockState.LAZILY_FREED)));
            }
            case Heaps.MIMALLOC, Heaps.PYTHON_MIMALLOC ->
                kept.add(new Retained(Way.FREE_SPANS, account.resident(BlockState.CACHED)));
            case Heaps.JAVA ->
                kept.add(new Retained(
                        Way.FREE_REGIONS, account.resident(BlockState.CACHED) + account.resident(BlockState.TOP)));
            default -> kept.add(new Retained(Way.TRIMMABLE, account.trim()));
        }
        kept.removeIf(each -> each.bytes() <= 0);
        return kept;
    }

    private static void inGlibc(HeapAccount account, List<Retained> kept) {
        long tops = 0;
        long parked = 0;
        for (int i = 0; i < account.residences().size(); i++) {
            Region region = account.report().regions().get(i).region();
            RegionResidence residence = account.residences().get(i);
            if (region.kind().equals("thread")) {
                long top = residence.resident(BlockState.TOP);
                if (region.threads().orElse(1) == 0) {
                    parked += top;
                } else {
                    tops += top;
                }
            }
        }
        kept.add(new Retained(Way.TRIMMABLE, account.trim()));
        kept.add(new Retained(Way.THREAD_TOPS, tops));
        kept.add(new Retained(Way.PARKED, parked));
    }
}
