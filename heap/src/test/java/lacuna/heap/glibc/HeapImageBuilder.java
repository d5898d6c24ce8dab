package lacuna.heap.glibc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import lacuna.heap.block.BlockState;
import lacuna.heap.image.CoreBuilder;

/**
 * Makes the core of a process with a glibc heap of the test's choice: a main arena, thread arenas, a thread with a cache.
 * Its offsets are written down here anew, from glibc's debug information, so that a slip in the tables shows.
 */
public final class HeapImageBuilder {
    /** Which glibc it is made like. */
    public enum Like {
        GLIBC_2_36(16, 96, 112, 2160, 2176, 2184, 2200, 656, 128, 7),
        GLIBC_2_43(-1, 8, 24, 2072, 2088, 2096, 2112, 768, 152, 16);

        private final int fast;
        private final int top;
        private final int bins;
        private final int next;
        private final int attached;
        private final int system;
        private final int size;
        private final int cacheChunk;
        private final int cacheEntries;
        private final int cacheMost;

        Like(
                int fast,
                int top,
                int bins,
                int next,
                int attached,
                int system,
                int size,
                int cacheChunk,
                int cacheEntries,
                int cacheMost) {
            this.fast = fast;
            this.top = top;
            this.bins = bins;
            this.next = next;
            this.attached = attached;
            this.system = system;
            this.size = size;
            this.cacheChunk = cacheChunk;
            this.cacheEntries = cacheEntries;
            this.cacheMost = cacheMost;
        }
    }

    /** A chunk that the test wants; where its state is not possible it becomes a live one. */
    public record Wanted(long size, BlockState state) {}

    public static final long MAIN_ARENA = 0x7f00_0000_0c80L;
    static final long PARAMETERS = MAIN_ARENA - 0x920;
    static final long MAIN_HEAP = 0x5555_5557_7000L;
    private static final long LIBC_TEXT = 0x7eff_fff0_0000L;
    private static final long LIBC_DATA = 0x7f00_0000_0000L;
    private static final long LIBC_DATA_SIZE = 0x4000;
    private static final long TLS = 0x7f10_0000_0000L;
    private static final long THREAD_POINTER = TLS + 0x1740;
    private static final long FIRST_ARENA_HEAP = 0x7e00_0000_0000L;
    private static final long HEAP_MAX = 64L << 20;
    private static final int TID = 4711;
    private static final String LIBC = "/built/lib/libc.so.6";

    private final Like like;
    private final CoreBuilder core = new CoreBuilder();
    private final CoreBuilder.Memory libc;
    private final CoreBuilder.Memory tls;
    private final List<Long> arenas = new ArrayList<>(List.of(MAIN_ARENA));
    private final List<CoreBuilder.Memory> arenaMemory = new ArrayList<>();
    private final List<Map<BlockState, Long>> expected = new ArrayList<>();
    private final List<Long> systems = new ArrayList<>();
    private final List<List<Long>> chunkAddresses = new ArrayList<>();

    private long cacheUser;
    private final long[] cacheHeads = new long[64];
    private final int[] cacheCounts = new int[64];

    public HeapImageBuilder(Like like, List<Wanted> main, List<List<Wanted>> threads) {
        this.like = like;
        core.file(LIBC_TEXT, 0x1000, 0, LIBC);
        core.file(LIBC_DATA, LIBC_DATA_SIZE, 0x1000, LIBC);
        libc = core.data(LIBC_DATA, LIBC_DATA_SIZE);
        tls = core.data(TLS, 0x2000);
        arenaMemory.add(libc);
        main(main);
        for (int i = 0; i < threads.size(); i++) {
            thread(FIRST_ARENA_HEAP + i * HEAP_MAX, threads.get(i));
        }
        for (int i = 0; i < arenas.size(); i++) {
            long next = arenas.get((i + 1) % arenas.size());
            arenaMemory.get(i).word(arenas.get(i) + like.next, next);
        }
        cache();
        threads();
    }

    public CoreBuilder.Memory libc() {
        return libc;
    }

    /** The memory that arena {@code index} has its heap in. */
    public CoreBuilder.Memory heapMemory(int index) {
        return heapMemories.get(index);
    }

    /** The addresses of the wanted chunks of arena {@code index}, in their order. */
    public List<Long> chunks(int index) {
        return chunkAddresses.get(index);
    }

    long arena(int index) {
        return arenas.get(index);
    }

    /** The user address of the thread's cache. */
    long cacheTable() {
        return cacheUser;
    }

    int cacheEntries() {
        return like.cacheEntries;
    }

    /** The bytes per state that a walk of arena {@code index} must find. */
    Map<BlockState, Long> expected(int index) {
        return expected.get(index);
    }

    long system(int index) {
        return systems.get(index);
    }

    public byte[] build() {
        return core.build();
    }

    Path write(Path path) {
        return core.write(path);
    }

    private final List<CoreBuilder.Memory> heapMemories = new ArrayList<>();

    private void main(List<Wanted> wanted) {
        long bytes = like.cacheChunk + wanted.stream().mapToLong(Wanted::size).sum();
        long system = (bytes + 32 + 0x1fff) & -0x1000;
        CoreBuilder.Memory heap = core.data(MAIN_HEAP, system);
        heapMemories.add(heap);
        Map<BlockState, Long> sums = new EnumMap<>(BlockState.class);
        heap.word(MAIN_HEAP + 8, like.cacheChunk | 1);
        cacheUser = MAIN_HEAP + 16;
        sums.merge(BlockState.OVERHEAD, (long) like.cacheChunk, Long::sum);
        fill(heap, libc, MAIN_ARENA, MAIN_HEAP + like.cacheChunk, MAIN_HEAP + system, wanted, sums, 0);
        state(libc, MAIN_ARENA, system);
        parameters();
        expected.add(sums);
        systems.add(system);
    }

    private void thread(long base, List<Wanted> wanted) {
        long arena = base + 48;
        long first = (arena + like.size + 15) & -16;
        long bytes = first - base + wanted.stream().mapToLong(Wanted::size).sum();
        long system = (bytes + 32 + 0x1fff) & -0x1000;
        CoreBuilder.Memory heap = core.data(base, system);
        core.reserve(base + system, HEAP_MAX - system);
        heapMemories.add(heap);
        arenaMemory.add(heap);
        heap.word(base, arena).word(base + 16, system).word(base + 24, system).word(base + 32, 4096);
        Map<BlockState, Long> sums = new EnumMap<>(BlockState.class);
        sums.merge(BlockState.OVERHEAD, first - base, Long::sum);
        fill(heap, heap, arena, first, base + system, wanted, sums, 4);
        state(heap, arena, system);
        heap.half(arena + 4, 2);
        arenas.add(arena);
        expected.add(sums);
        systems.add(system);
    }

    private void state(CoreBuilder.Memory memory, long arena, long system) {
        for (int bin = 2; bin <= 126; bin++) {
            long slot = arena + like.bins + 16L * (bin - 1);
            memory.word(slot, slot - 16).word(slot + 8, slot - 16);
        }
        memory.word(arena + like.attached, 1);
        memory.word(arena + like.system, system).word(arena + like.system + 8, system);
    }

    private void parameters() {
        boolean isNewer = like == Like.GLIBC_2_43;
        int counts = isNewer ? 68 : 60;
        int base = isNewer ? 104 : 96;
        libc.word(PARAMETERS, 131072).word(PARAMETERS + 8, 131072).word(PARAMETERS + 16, 131072);
        libc.word(PARAMETERS + 24, 8);
        libc.half(PARAMETERS + counts + 4, 65536);
        libc.word(PARAMETERS + base, MAIN_HEAP);
        libc.word(PARAMETERS + base + 8, 64).word(PARAMETERS + base + 16, isNewer ? 1041 : 1032);
        libc.word(PARAMETERS + base + 24, like.cacheMost);
    }

    private void fill(
            CoreBuilder.Memory heap,
            CoreBuilder.Memory tables,
            long arena,
            long start,
            long end,
            List<Wanted> wanted,
            Map<BlockState, Long> sums,
            int flag) {
        List<Long> addresses = new ArrayList<>();
        List<Long> free = new ArrayList<>();
        long[] fastHeads = new long[10];
        long at = start;
        boolean previousFree = false;
        long previousSize = 0;
        for (int i = 0; i < wanted.size(); i++) {
            long size = wanted.get(i).size();
            BlockState state = possible(wanted.get(i), previousFree || i == wanted.size() - 1);
            addresses.add(at);
            heap.word(at + 8, size | flag | (previousFree ? 0 : 1));
            if (previousFree) {
                heap.word(at, previousSize);
            }
            switch (state) {
                case FREE -> free.add(at);
                case CACHED -> {
                    int bin = (int) (size / 16 - 2);
                    heap.word(at + 16, fastHeads[bin] ^ ((at + 16) >>> 12));
                    fastHeads[bin] = at;
                }
                case THREAD_CACHED -> {
                    int bin = (int) (size / 16 - 2);
                    heap.word(at + 16, cacheHeads[bin] ^ ((at + 16) >>> 12));
                    heap.word(at + 24, 0x1234_5678_9abc_def0L);
                    cacheHeads[bin] = at + 16;
                    cacheCounts[bin]++;
                }
                case LIVE, TOP, LAZILY_FREED, GIVEN_BACK, OVERHEAD, FOREIGN -> {}
            }
            sums.merge(state, size, Long::sum);
            previousFree = state == BlockState.FREE;
            previousSize = size;
            at += size;
        }
        heap.word(at + 8, (end - at) | 1);
        sums.merge(BlockState.TOP, end - at, Long::sum);
        tables.word(arena + like.top, at);
        for (int i = 0; i < 10 && like.fast >= 0; i++) {
            tables.word(arena + like.fast + 8L * i, fastHeads[i]);
        }
        long slot = arena + like.bins;
        long bin = slot - 16;
        long previous = bin;
        for (long chunk : free) {
            (previous == bin ? tables : heap).word(previous + 16, chunk);
            heap.word(chunk + 24, previous);
            previous = chunk;
        }
        (previous == bin ? tables : heap).word(previous + 16, bin);
        tables.word(bin + 24, previous);
        chunkAddresses.add(addresses);
    }

    private BlockState possible(Wanted wanted, boolean cannotBeFree) {
        return switch (wanted.state()) {
            case FREE -> cannotBeFree ? BlockState.LIVE : BlockState.FREE;
            case CACHED -> like.fast >= 0 && wanted.size() <= 128 ? BlockState.CACHED : BlockState.LIVE;
            case THREAD_CACHED ->
                wanted.size() <= 1040 && cacheCounts[(int) (wanted.size() / 16 - 2)] < like.cacheMost
                        ? BlockState.THREAD_CACHED
                        : BlockState.LIVE;
            case LIVE, TOP, LAZILY_FREED, GIVEN_BACK, OVERHEAD, FOREIGN -> BlockState.LIVE;
        };
    }

    private void cache() {
        CoreBuilder.Memory heap = heapMemories.getFirst();
        boolean isNewer = like == Like.GLIBC_2_43;
        for (int pair = 0; pair < (isNewer ? 38 : 32); pair++) {
            heap.half(cacheUser + 4L * pair, number(2 * pair) | number(2 * pair + 1) << 16);
        }
        for (int bin = 0; bin < 64; bin++) {
            heap.word(cacheUser + like.cacheEntries + 8L * bin, cacheHeads[bin]);
        }
    }

    private int number(int bin) {
        int count = bin < 64 ? cacheCounts[bin] : 0;
        return like == Like.GLIBC_2_43 ? like.cacheMost - count : count;
    }

    private void threads() {
        tls.word(THREAD_POINTER, THREAD_POINTER).word(THREAD_POINTER + 16, THREAD_POINTER);
        tls.half(THREAD_POINTER + 720, TID);
        tls.word(THREAD_POINTER - 56, MAIN_ARENA).word(THREAD_POINTER - 72, cacheUser);
        core.thread(TID, TLS + 0x100, THREAD_POINTER);
        core.process(TID, "built");
    }
}
