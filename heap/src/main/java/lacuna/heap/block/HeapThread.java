package lacuna.heap.block;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A thread as an allocator knows it.
 *
 * @param region the region that it allocates from, as its place among the heap's; empty when it is not known
 * @param cache the freed blocks that it keeps for itself; empty when it is not known
 */
public record HeapThread(int tid, OptionalInt region, Optional<Cache> cache) {
    /** Freed blocks of one size. */
    public record SizeCount(long size, long blocks) {}

    /** The freed blocks that a thread keeps, by size, the smallest first. */
    public record Cache(List<SizeCount> sizes) {
        public static final Cache EMPTY = new Cache(List.of());

        public Cache {
            sizes = List.copyOf(sizes);
        }

        public long blocks() {
            return sizes.stream().mapToLong(SizeCount::blocks).sum();
        }

        public long bytes() {
            return sizes.stream().mapToLong(each -> each.size() * each.blocks()).sum();
        }
    }
}
