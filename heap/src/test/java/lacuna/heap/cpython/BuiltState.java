package lacuna.heap.cpython;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lacuna.heap.block.BlockState;
import lacuna.heap.cpython.PythonImageBuilder.Like;
import lacuna.heap.cpython.PythonImageBuilder.Wanted;
import lacuna.heap.image.CoreBuilder;

/** One interpreter's lists, table and arenas with pools of the test's choice, and what a walk of them has to find. */
final class BuiltState {
    private static final long APART = 0x40_0000L;

    private record Entry(long address, long neverUsed, int free, int pools, long freeList) {}

    private final Like like;
    private final CoreBuilder core;
    private final CoreBuilder.Memory data;
    private final CoreBuilder.Memory table;
    private final long tableAt;
    private final long lists;
    private final long arenasAt;
    private final List<CoreBuilder.Memory> arenas = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private final List<Long> pools = new ArrayList<>();
    private final long[] lastPool = new long[32];
    private final CoreBuilder.Memory[] lastMemory = new CoreBuilder.Memory[32];
    private final Map<BlockState, Long> expected = new EnumMap<>(BlockState.class);
    private final int length;

    /**
     * With its lists at {@code lists} in {@code data}, its table at {@code tableAt} and its arenas from {@code arenasAt} on.
     */
    BuiltState(
            Like like,
            CoreBuilder core,
            CoreBuilder.Memory data,
            long lists,
            long tableAt,
            long arenasAt,
            List<List<Wanted>> wanted) {
        this.like = like;
        this.core = core;
        this.data = data;
        this.lists = lists;
        this.tableAt = tableAt;
        this.arenasAt = arenasAt;
        int entries = 16;
        while (entries < wanted.size()) {
            entries *= 2;
        }
        length = entries;
        long start = tableAt & -4096;
        table = core.data(start, (tableAt - start + 48L * length + 4095) & -4096);
        for (int i = 0; i < 32; i++) {
            lastPool[i] = lists + 16L * i - 16;
            lastMemory[i] = data;
        }
        for (int i = 0; i < wanted.size(); i++) {
            // One arena in three begins where no large pool can.
            long address = arenasAt + i * APART + (i % 3 == 1 ? 0x3000 : 0);
            arena(i, address, wanted.get(i));
        }
        for (int i = 0; i < 32; i++) {
            long head = lists + 16L * i - 16;
            lastMemory[i].word(lastPool[i] + 16, head);
            data.word(head + 24, lastPool[i]);
        }
    }

    /** Has the state behind the lists that there is since 3.12. */
    BuiltState counted() {
        data.word(lists + 0x200, tableAt).half(lists + 0x208, length).word(lists + 0x428, arenas.size());
        return this;
    }

    CoreBuilder.Memory table() {
        return table;
    }

    long tableAt() {
        return tableAt;
    }

    long lists() {
        return lists;
    }

    /** The addresses of the pools that are in use. */
    List<Long> pools() {
        return pools;
    }

    CoreBuilder.Memory memoryOf(long pool) {
        return arenas.get((int) ((pool - arenasAt) / APART));
    }

    Map<BlockState, Long> expected() {
        return expected;
    }

    private void arena(int index, long address, List<Wanted> wanted) {
        CoreBuilder.Memory memory = core.data(address, like.arena());
        arenas.add(memory);
        long first = (address + like.pool() - 1) & -like.pool();
        int count = like.arena() / like.pool() - (first == address ? 0 : 1);
        add(BlockState.OVERHEAD, like.arena() - (long) count * like.pool());
        long at = first;
        long freeList = 0;
        int free = 0;
        for (Wanted pool : wanted.subList(0, Math.min(count, wanted.size()))) {
            if (pool.sizeClass() == Wanted.FREE) {
                memory.word(at + 16, freeList).half(at + 32, index);
                freeList = at;
                free++;
                add(BlockState.CACHED, like.pool());
            } else {
                pool(memory, at, index, pool);
            }
            at += like.pool();
        }
        int never = count - (int) ((at - first) / like.pool());
        add(BlockState.TOP, (long) never * like.pool());
        entries.add(new Entry(address, at, free + never, count, freeList));
        entryAgain(index, index);
    }

    /** Writes what the table has of {@code arena} in its place {@code index} as well. */
    void entryAgain(int arena, int index) {
        Entry entry = entries.get(arena);
        long at = tableAt + 48L * index;
        table.word(at, entry.address()).word(at + 8, entry.neverUsed()).half(at + 16, entry.free());
        table.half(at + 20, entry.pools()).word(at + 24, entry.freeList());
    }

    private void pool(CoreBuilder.Memory memory, long at, int arena, Wanted wanted) {
        pools.add(at);
        int size = 16 * (wanted.sizeClass() + 1);
        int capacity = (like.pool() - 48) / size;
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
        memory.half(at + 40, next).half(at + 44, like.pool() - size);
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
        add(BlockState.OVERHEAD, like.pool() - (long) capacity * size);
    }

    private void add(BlockState state, long bytes) {
        if (bytes > 0) {
            expected.merge(state, bytes, Long::sum);
        }
    }
}
