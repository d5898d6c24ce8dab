package lacuna.heap.glibc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
        GLIBC_2_19(State.S17, 32, Kept.PLAIN, new Words(40, 80, -1, 0), Cache.NONE, "2.17 to 2.22", "2.17 to 2.23"),
        GLIBC_2_23(State.S23, 32, Kept.PLAIN, new Words(40, 80, -1, 0), Cache.NONE, "2.23 to 2.26", "2.17 to 2.23"),
        GLIBC_2_24(State.S23, 32, Kept.PLAIN, new Words(40, 72, -1, 0), Cache.NONE, "2.23 to 2.26", "2.24 and 2.25"),
        GLIBC_2_26(State.S23, 32, Kept.PLAIN, new Words(40, 72, 80, 1032), Cache.T26, "2.23 to 2.26", "2.26 to 2.34"),
        GLIBC_2_28(State.S27, 32, Kept.PLAIN, new Words(40, 72, 80, 1032), Cache.T26, "2.27 to 2.42", "2.26 to 2.34"),
        GLIBC_2_31(State.S27, 32, Kept.PLAIN, new Words(40, 72, 80, 1032), Cache.T30, "2.27 to 2.42", "2.26 to 2.34"),
        GLIBC_2_34(State.S27, 32, Kept.MIXED, new Words(40, 72, 80, 1032), Cache.T30, "2.27 to 2.42", "2.26 to 2.34"),
        GLIBC_2_36(State.S27, 48, Kept.MIXED, new Words(60, 96, 104, 1032), Cache.T30, "2.27 to 2.42", "2.35 to 2.42"),
        GLIBC_2_43(
                State.S43,
                48,
                Kept.MIXED,
                new Words(68, 104, 112, 1041),
                Cache.T43,
                "2.43 and later",
                "2.43 and later");

        private final State state;
        private final int heapInfo;
        private final Kept links;
        // A record of numbers is as immutable as they are.
        @SuppressWarnings("ImmutableEnumChecker")
        private final Words parameters;

        private final Cache cache;
        private final String stateVersions;
        private final String parameterVersions;

        Like(
                State state,
                int heapInfo,
                Kept links,
                Words parameters,
                Cache cache,
                String stateVersions,
                String parameterVersions) {
            this.state = state;
            this.heapInfo = heapInfo;
            this.links = links;
            this.parameters = parameters;
            this.cache = cache;
            this.stateVersions = stateVersions;
            this.parameterVersions = parameterVersions;
        }

        /** Where a thread arena's {@code next} stands. */
        int next() {
            return state.next;
        }

        /** The single link {@code value} as it is kept at {@code at}. */
        long link(long at, long value) {
            return links.link(at, value);
        }

        boolean hasCaches() {
            return cache != Cache.NONE;
        }

        /** How its layout has to be told. */
        String told() {
            return "malloc_state of " + stateVersions + ", malloc_par of " + parameterVersions
                    + (hasCaches() ? ", tcache of " + cache.versions : "");
        }
    }

    /** struct malloc_state. */
    private enum State {
        S17(8, 88, 104, 2152, -1, 2168, 2184),
        S23(8, 88, 104, 2152, 2168, 2176, 2192),
        S27(16, 96, 112, 2160, 2176, 2184, 2200),
        S43(-1, 8, 24, 2072, 2088, 2096, 2112);

        private final int fast;
        private final int top;
        private final int bins;
        private final int next;
        private final int attached;
        private final int system;
        private final int size;

        State(int fast, int top, int bins, int next, int attached, int system, int size) {
            this.fast = fast;
            this.top = top;
            this.bins = bins;
            this.next = next;
            this.attached = attached;
            this.system = system;
            this.size = size;
        }
    }

    /** How single links are kept. */
    private enum Kept {
        PLAIN,
        MIXED;

        long link(long at, long value) {
            return this == PLAIN ? value : value ^ (at >>> 12);
        }
    }

    /** struct malloc_par: where the counters, sbrk_base and the words of the tcache stand, and the largest cached. */
    private record Words(int counters, int sbrkBase, int cache, long cacheMaxBytes) {}

    /** struct tcache_perthread_struct. */
    private enum Cache {
        NONE("", 0, 0, 0, 0, 0),
        T26("2.26 to 2.29", 592, 64, 1, 64, 7),
        T30("2.30 to 2.41", 656, 64, 2, 128, 7),
        T43("2.42 and later", 768, 76, 2, 152, 16);

        private final String versions;
        private final int chunk;
        private final int bins;
        private final int width;
        private final int entries;
        private final int most;

        Cache(String versions, int chunk, int bins, int width, int entries, int most) {
            this.versions = versions;
            this.chunk = chunk;
            this.bins = bins;
            this.width = width;
            this.entries = entries;
            this.most = most;
        }
    }

    /** What it runs on. Of aarch64 no core is known to tell where threads keep their variables. */
    enum Machine {
        X86_64(62, 0x7f00_0000_0c80L),
        // There main_arena is aligned to a word only.
        AARCH64(183, 0x7f00_0000_0c68L);

        private final int number;
        private final long mainArena;

        Machine(int number, long mainArena) {
            this.number = number;
            this.mainArena = mainArena;
        }
    }

    /** How large the chunk is that the thread's cache is in: one that is carved from a free chunk can be larger. */
    enum Room {
        NOMINAL(0),
        ONE_STEP_MORE(16);

        private final int more;

        Room(int more) {
            this.more = more;
        }
    }

    /** A chunk that the test wants; where its state is not possible it becomes a live one. */
    public record Wanted(long size, BlockState state) {}

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
    private final int cacheChunk;
    private final State layout;
    private final long mainArena;
    private final long parameters;
    private final CoreBuilder core = new CoreBuilder();
    private final CoreBuilder.Memory libc;
    private final CoreBuilder.Memory tls;
    private final List<Long> arenas = new ArrayList<>();
    private final List<CoreBuilder.Memory> arenaMemory = new ArrayList<>();
    private final List<Map<BlockState, Long>> expected = new ArrayList<>();
    private final List<Long> systems = new ArrayList<>();
    private final List<Long> tops = new ArrayList<>();
    private final List<List<Long>> chunkAddresses = new ArrayList<>();

    private long cacheUser;
    private final long[] cacheHeads = new long[64];
    private final int[] cacheCounts = new int[64];

    public HeapImageBuilder(Like like, List<Wanted> main, List<List<Wanted>> threads) {
        this(Machine.X86_64, like, main, threads);
    }

    HeapImageBuilder(Machine machine, Like like, List<Wanted> main, List<List<Wanted>> threads) {
        this(machine, like, Room.NOMINAL, main, threads);
    }

    HeapImageBuilder(Machine machine, Like like, Room room, List<Wanted> main, List<List<Wanted>> threads) {
        this.like = like;
        this.cacheChunk = like.hasCaches() ? like.cache.chunk + room.more : 0;
        this.layout = like.state;
        this.mainArena = machine.mainArena;
        this.parameters = mainArena - 0x920;
        core.machine(machine.number);
        arenas.add(mainArena);
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
            arenaMemory.get(i).word(arenas.get(i) + layout.next, next);
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

    /** Where the bins of the main arena begin. */
    public long bins() {
        return mainArena + layout.bins;
    }

    /** The addresses of the wanted chunks of arena {@code index}, in their order. */
    public List<Long> chunks(int index) {
        return chunkAddresses.get(index);
    }

    /** The address of the top chunk of arena {@code index}. */
    long top(int index) {
        return tops.get(index);
    }

    long arena(int index) {
        return arenas.get(index);
    }

    /** The user address of the thread's cache. */
    long cacheTable() {
        return cacheUser;
    }

    int cacheEntries() {
        return like.cache.entries;
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
        long bytes = cacheChunk + wanted.stream().mapToLong(Wanted::size).sum();
        long system = (bytes + 32 + 0x1fff) & -0x1000;
        CoreBuilder.Memory heap = core.data(MAIN_HEAP, system);
        heapMemories.add(heap);
        Map<BlockState, Long> sums = new EnumMap<>(BlockState.class);
        if (like.hasCaches()) {
            heap.word(MAIN_HEAP + 8, cacheChunk | 1);
            cacheUser = MAIN_HEAP + 16;
            sums.merge(BlockState.OVERHEAD, (long) cacheChunk, Long::sum);
        }
        fill(heap, libc, mainArena, MAIN_HEAP + cacheChunk, MAIN_HEAP + system, wanted, sums, 0);
        state(libc, mainArena, system);
        writeParameters();
        expected.add(sums);
        systems.add(system);
    }

    private void thread(long base, List<Wanted> wanted) {
        long arena = base + like.heapInfo;
        long first = (arena + layout.size + 15) & -16;
        long bytes = first - base + wanted.stream().mapToLong(Wanted::size).sum();
        long system = (bytes + 32 + 0x1fff) & -0x1000;
        CoreBuilder.Memory heap = core.data(base, system);
        core.reserve(base + system, HEAP_MAX - system);
        heapMemories.add(heap);
        arenaMemory.add(heap);
        heap.word(base, arena).word(base + 16, system).word(base + 24, system);
        if (like.heapInfo == 48) {
            heap.word(base + 32, 4096);
        }
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
            long slot = arena + layout.bins + 16L * (bin - 1);
            memory.word(slot, slot - 16).word(slot + 8, slot - 16);
        }
        if (layout.attached >= 0) {
            memory.word(arena + layout.attached, 1);
        }
        memory.word(arena + layout.system, system).word(arena + layout.system + 8, system);
    }

    private void writeParameters() {
        Words words = like.parameters;
        libc.word(parameters, 131072).word(parameters + 8, 131072).word(parameters + 16, 131072);
        libc.word(parameters + 24, 8);
        libc.half(parameters + words.counters + 4, 65536);
        libc.word(parameters + words.sbrkBase, MAIN_HEAP);
        if (like.hasCaches()) {
            libc.word(parameters + words.cache, 64).word(parameters + words.cache + 8, words.cacheMaxBytes);
            libc.word(parameters + words.cache + 16, like.cache.most);
        }
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
                    heap.word(at + 16, like.link(at + 16, fastHeads[bin]));
                    fastHeads[bin] = at;
                }
                case THREAD_CACHED -> {
                    int bin = (int) (size / 16 - 2);
                    heap.word(at + 16, like.link(at + 16, cacheHeads[bin]));
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
        tables.word(arena + layout.top, at);
        tops.add(at);
        for (int i = 0; i < 10 && layout.fast >= 0; i++) {
            tables.word(arena + layout.fast + 8L * i, fastHeads[i]);
        }
        long slot = arena + layout.bins;
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
            case CACHED -> layout.fast >= 0 && wanted.size() <= 128 ? BlockState.CACHED : BlockState.LIVE;
            case THREAD_CACHED ->
                wanted.size() <= 1040 && cacheCounts[(int) (wanted.size() / 16 - 2)] < like.cache.most
                        ? BlockState.THREAD_CACHED
                        : BlockState.LIVE;
            case LIVE, TOP, LAZILY_FREED, GIVEN_BACK, OVERHEAD, FOREIGN -> BlockState.LIVE;
        };
    }

    private void cache() {
        CoreBuilder.Memory heap = heapMemories.getFirst();
        for (int bin = 0; bin < like.cache.bins; bin++) {
            byte[] little = {(byte) number(bin), (byte) (number(bin) >> 8)};
            heap.bytes(cacheUser + (long) like.cache.width * bin, Arrays.copyOf(little, like.cache.width));
        }
        for (int bin = 0; like.hasCaches() && bin < 64; bin++) {
            heap.word(cacheUser + like.cache.entries + 8L * bin, cacheHeads[bin]);
        }
    }

    private int number(int bin) {
        int count = bin < 64 ? cacheCounts[bin] : 0;
        return like.cache == Cache.T43 ? like.cache.most - count : count;
    }

    private void threads() {
        tls.word(THREAD_POINTER, THREAD_POINTER).word(THREAD_POINTER + 16, THREAD_POINTER);
        tls.half(THREAD_POINTER + 720, TID);
        tls.word(THREAD_POINTER - 56, mainArena);
        if (like.hasCaches()) {
            tls.word(THREAD_POINTER - 72, cacheUser);
        }
        core.thread(TID, TLS + 0x100, THREAD_POINTER);
        core.process(TID, "built");
    }
}
