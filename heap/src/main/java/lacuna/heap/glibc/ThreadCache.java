package lacuna.heap.glibc;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import lacuna.heap.block.HeapThread;
import lacuna.heap.block.LongList;
import lacuna.heap.block.MemoryWindow;

/**
 * A thread's tcache: the chunk that its table is in, and the chunks in it.
 *
 * @param tid empty when it was found by its shape
 */
record ThreadCache(long chunk, CacheLayout layout, OptionalInt tid, LongList chunks) {
    /** Twice what any version caches. */
    private static final long LARGEST = 8 << 20;

    private static final int MOST_PER_BIN = 65535;

    /** Follows all lists of the table at {@code user}, the address as the program would know it; empty when it is none. */
    static Optional<ThreadCache> at(MemoryWindow memory, long user, OptionalInt tid, long slots, AddressRanges heaps) {
        long chunk = user - ChunkHeader.LINKS;
        if (!Addresses.isChunk(user) || !heaps.hold(chunk) || !memory.covers(chunk, ChunkHeader.BYTES)) {
            return Optional.empty();
        }
        Optional<CacheLayout> layout = CacheLayout.ofChunk(ChunkHeader.size(memory.word(chunk + ChunkHeader.SIZE)));
        if (layout.isEmpty()) {
            return Optional.empty();
        }
        int[] counts = new int[layout.get().bins()];
        long[] heads = new long[counts.length];
        if (!memory.covers(user, layout.get().size()) || !table(memory, user, layout.get(), slots, counts, heads)) {
            return Optional.empty();
        }
        // glibc 2.32 began to hide the links. Only one of the two readings ends where the count says.
        Optional<LongList> plain = follow(memory, counts, heads, Links.PLAIN, heaps);
        Optional<LongList> chunks = plain.isPresent() ? plain : follow(memory, counts, heads, Links.PROTECTED, heaps);
        return chunks.map(found -> new ThreadCache(chunk, layout.get(), tid, found));
    }

    /** Whether a chunk at {@code user} has the size of a cache's table, whole or not. */
    static boolean isLike(MemoryWindow memory, long user, AddressRanges heaps) {
        long chunk = user - ChunkHeader.LINKS;
        return Addresses.isChunk(user)
                && heaps.hold(chunk)
                && memory.covers(chunk, ChunkHeader.BYTES)
                && CacheLayout.ofChunk(ChunkHeader.size(memory.word(chunk + ChunkHeader.SIZE)))
                        .isPresent();
    }

    private static boolean table(
            MemoryWindow memory, long user, CacheLayout layout, long slots, int[] counts, long[] heads) {
        for (int bin = 0; bin < counts.length; bin++) {
            long at = user + (long) bin * layout.width();
            int number = layout.width() == 1 ? memory.u8(at) : memory.u16(at);
            heads[bin] = memory.word(user + layout.entries() + 8L * bin);
            long count = switch (layout.numbers()) {
                case COUNT -> number;
                case SLOTS_LEFT -> slots - number;
            };
            if (count < 0 || count > MOST_PER_BIN || (count == 0) != (heads[bin] == 0)) {
                return false;
            }
            counts[bin] = (int) count;
        }
        return true;
    }

    private static Optional<LongList> follow(
            MemoryWindow memory, int[] counts, long[] heads, Links links, AddressRanges heaps) {
        LongList found = new LongList();
        for (int bin = 0; bin < counts.length; bin++) {
            long user = heads[bin];
            for (int i = 0; i < counts[bin]; i++) {
                long chunk = user - ChunkHeader.LINKS;
                if (!Addresses.isChunk(user) || !heaps.hold(chunk) || !memory.covers(chunk, 24)) {
                    return Optional.empty();
                }
                if (!CacheLayout.isSizeOf(bin, ChunkHeader.size(memory.word(chunk + ChunkHeader.SIZE)))) {
                    return Optional.empty();
                }
                found.add(chunk);
                user = links.next(user, memory.word(user));
            }
            if (user != 0) {
                return Optional.empty();
            }
        }
        return Optional.of(found);
    }

    /** Its chunks by their sizes; what says another by now is in a cache no more. */
    HeapThread.Cache bySize(MemoryWindow memory) {
        SortedMap<Long, Long> sizes = new TreeMap<>();
        for (int i = 0; i < chunks.size(); i++) {
            if (memory.covers(chunks.get(i), ChunkHeader.BYTES)) {
                long size = ChunkHeader.size(memory.word(chunks.get(i) + ChunkHeader.SIZE));
                if (size > 0 && size <= LARGEST) {
                    sizes.merge(size, 1L, Long::sum);
                }
            }
        }
        return new HeapThread.Cache(sizes.entrySet().stream()
                .map(size -> new HeapThread.SizeCount(size.getKey(), size.getValue()))
                .toList());
    }

    boolean holds(long wanted) {
        if (wanted == chunk) {
            return true;
        }
        for (int i = 0; i < chunks.size(); i++) {
            if (chunks.get(i) == wanted) {
                return true;
            }
        }
        return false;
    }
}
