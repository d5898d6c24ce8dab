package lacuna.heap.cpython;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lacuna.heap.block.BlockState;
import lacuna.heap.image.CoreBuilder;

/**
 * Makes the core of a process with a Python heap of the test's choice. Its offsets are written down here anew, so that a
 * slip in the tables shows.
 */
final class PythonImageBuilder {
    /** Which Python it is made like. */
    enum Like {
        PYTHON_3_9(4096, 1 << 18, false),
        PYTHON_3_11(16384, 1 << 20, false),
        PYTHON_3_13(16384, 1 << 20, true);

        private final int pool;
        private final int arena;
        private final boolean hasState;

        Like(int pool, int arena, boolean hasState) {
            this.pool = pool;
            this.arena = arena;
            this.hasState = hasState;
        }
    }

    /** A pool: its class, how many of its blocks were handed out, and by chance which of them live; or a free one. */
    record Wanted(int sizeClass, int handedOut, long chance) {
        static final int FREE = -1;
    }

    private static final long TEXT = 0x7eff_fff0_0000L;
    static final long DATA = 0x7f00_0000_0000L;
    private static final int DATA_SIZE = 0x4000;
    static final long LISTS = DATA + 0x1230;
    private static final long TABLE = 0x7f20_0000_0040L;
    private static final long ARENAS = 0x7e00_0000_0000L;
    private static final String LIBRARY = "/built/lib/libpython3.9.so.1.0";

    private final Like like;
    private final CoreBuilder core = new CoreBuilder();
    private final CoreBuilder.Memory data;
    private final CoreBuilder.Memory table;
    private final List<CoreBuilder.Memory> arenas = new ArrayList<>();
    private final List<Long> pools = new ArrayList<>();
    private final long[] lastPool = new long[32];
    private final CoreBuilder.Memory[] lastMemory = new CoreBuilder.Memory[32];
    private final Map<BlockState, Long> expected = new EnumMap<>(BlockState.class);

    PythonImageBuilder(Like like, List<List<Wanted>> wanted) {
        this.like = like;
        core.file(TEXT, 0x1000, 0, LIBRARY);
        core.file(DATA, DATA_SIZE, 0x1000, LIBRARY);
        data = core.data(DATA, DATA_SIZE);
        int length = 16;
        while (length < wanted.size()) {
            length *= 2;
        }
        table = core.data(TABLE & -4096, (0x40 + 48L * length + 4095) & -4096);
        for (int i = 0; i < 32; i++) {
            lastPool[i] = LISTS + 16L * i - 16;
            lastMemory[i] = data;
        }
        for (int i = 0; i < wanted.size(); i++) {
            // One arena in three begins where no large pool can.
            long address = ARENAS + i * 0x40_0000L + (i % 3 == 1 ? 0x3000 : 0);
            arena(i, address, wanted.get(i));
        }
        for (int i = 0; i < 32; i++) {
            long head = LISTS + 16L * i - 16;
            lastMemory[i].word(lastPool[i] + 16, head);
            data.word(head + 24, lastPool[i]);
        }
        data.word(like.hasState ? LISTS + 0x200 : DATA + 0x88, TABLE);
        if (like.hasState) {
            data.half(LISTS + 0x208, length).word(LISTS + 0x428, wanted.size());
        }
        core.process(4711, "built");
    }

    CoreBuilder.Memory data() {
        return data;
    }

    CoreBuilder.Memory table() {
        return table;
    }

    long tableAt() {
        return TABLE;
    }

    /** The addresses of the pools that are in use. */
    List<Long> pools() {
        return pools;
    }

    CoreBuilder.Memory memoryOf(long pool) {
        return arenas.get((int) ((pool - ARENAS) / 0x40_0000L));
    }

    Map<BlockState, Long> expected() {
        return expected;
    }

    byte[] build() {
        return core.build();
    }

    private void arena(int index, long address, List<Wanted> wanted) {
        CoreBuilder.Memory memory = core.data(address, like.arena);
        arenas.add(memory);
        long first = (address + like.pool - 1) & -like.pool;
        int count = like.arena / like.pool - (first == address ? 0 : 1);
        add(BlockState.OVERHEAD, like.arena - (long) count * like.pool);
        long at = first;
        long freeList = 0;
        int free = 0;
        for (Wanted pool : wanted.subList(0, Math.min(count, wanted.size()))) {
            if (pool.sizeClass() == Wanted.FREE) {
                memory.word(at + 16, freeList);
                freeList = at;
                free++;
                add(BlockState.CACHED, like.pool);
            } else {
                pool(memory, at, index, pool);
            }
            at += like.pool;
        }
        int never = count - (int) ((at - first) / like.pool);
        add(BlockState.TOP, (long) never * like.pool);
        long entry = TABLE + 48L * index;
        table.word(entry, address).word(entry + 8, at).half(entry + 16, free + never);
        table.half(entry + 20, count).word(entry + 24, freeList);
    }

    private void pool(CoreBuilder.Memory memory, long at, int arena, Wanted wanted) {
        pools.add(at);
        int size = 16 * (wanted.sizeClass() + 1);
        int capacity = (like.pool - 48) / size;
        int handedOut = Math.clamp(wanted.handedOut(), 2, capacity);
        Random chance = new Random(wanted.chance());
        boolean isFull = handedOut == capacity && chance.nextBoolean();
        long freeBlock = 0;
        int live = 0;
        for (int i = 0; i < handedOut; i++) {
            // The first lives, and the last is free, where not all live.
            boolean isLive = isFull || i == 0 || (i < handedOut - 1 && chance.nextInt(3) > 0);
            if (isLive) {
                live++;
            } else {
                memory.word(at + 48 + (long) i * size, freeBlock);
                freeBlock = at + 48 + (long) i * size;
            }
        }
        int next = 48 + handedOut * size;
        memory.half(at, live).word(at + 8, freeBlock);
        memory.half(at + 32, arena).half(at + 36, wanted.sizeClass());
        memory.half(at + 40, next).half(at + 44, like.pool - size);
        if (freeBlock != 0) {
            int list = wanted.sizeClass();
            lastMemory[list].word(lastPool[list] + 16, at);
            memory.word(at + 24, lastPool[list]);
            lastPool[list] = at;
            lastMemory[list] = memory;
        }
        add(BlockState.LIVE, (long) live * size);
        add(BlockState.FREE, (long) (handedOut - live) * size);
        add(BlockState.TOP, (long) (capacity - handedOut) * size);
        add(BlockState.OVERHEAD, like.pool - (long) capacity * size);
    }

    private void add(BlockState state, long bytes) {
        if (bytes > 0) {
            expected.merge(state, bytes, Long::sum);
        }
    }
}
