package lacuna.heap.cpython;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.block.Violations;

/**
 * Finds the arenas that interpreters left behind: one that ends with blocks in use frees its lists, but neither its arenas
 * nor the table of them. The table is a block from malloc that nothing leads to, so all memory from malloc is searched;
 * an entry counts when all pools of its arena keep all rules and know it by the same number.
 */
final class LeftArenas {
    /** So many entries are looked into, old copies of tables among them. */
    private static final int MOST = 1 << 16;

    private final ByteReader memory;
    private final PoolLayout layout;
    private final MemoryWindow stream;
    private final MemoryWindow glance;
    /** By their addresses, those in use first, then those that were found. */
    private final TreeMap<Long, Long> arenas = new TreeMap<>();

    LeftArenas(ByteReader memory, PoolLayout layout) {
        this.memory = memory;
        this.layout = layout;
        this.stream = new MemoryWindow(memory, MemoryWindow.STREAM);
        this.glance = new MemoryWindow(memory, MemoryWindow.GLANCE);
    }

    /** The entries of arenas that none of {@code used} has, in memory from {@code starts} to {@code ends} each. */
    static List<Long> in(long[] starts, long[] ends, ByteReader memory, List<Place.Tables> used) {
        LeftArenas left = new LeftArenas(memory, used.getFirst().layout());
        for (Place.Tables tables : used) {
            ArenaTable.of(left.glance, tables, new Violations())
                    .arenas()
                    .forEach(arena -> left.arenas.put(arena.address(), 0L));
        }
        List<Long> entries = new ArrayList<>();
        for (int i = 0; i < starts.length; i++) {
            left.search(starts[i], ends[i], entries);
        }
        List<Long> found = new ArrayList<>();
        for (long entry : entries) {
            if (left.isOfArena(entry)) {
                found.add(entry);
            }
        }
        return found;
    }

    /** Adds what looks like entries, and jumps over arenas in use: no table lies in one. */
    private void search(long start, long end, List<Long> entries) {
        long at = start;
        while (at < end && entries.size() < MOST) {
            Map.Entry<Long, Long> below = arenas.floorEntry(at);
            long behind = below == null ? at : below.getKey() + layout.arena();
            if (behind > at) {
                at = behind;
                continue;
            }
            Long above = arenas.higherKey(at);
            long to = above == null ? end : Math.min(end, above);
            stream.endAt(to);
            piece(at, to, entries);
            at = to;
        }
    }

    private void piece(long start, long end, List<Long> entries) {
        long at = start;
        while (at <= end - PoolLayout.ARENA && entries.size() < MOST) {
            if (!stream.covers(at, PoolLayout.ARENA)) {
                at = (at | (PoolLayout.PAGE - 1)) + 1;
                continue;
            }
            long address = stream.word(at + PoolLayout.ARENA_ADDRESS);
            if (address != 0 && address % PoolLayout.PAGE == 0 && ArenaTable.canBeArena(stream, layout, at)) {
                entries.add(at);
            }
            at += PoolLayout.LIST;
        }
    }

    /** Whether the arena of this entry is whole, and neither in use nor found before. */
    private boolean isOfArena(long entry) {
        if (!glance.covers(entry, PoolLayout.ARENA)) {
            return false;
        }
        long address = glance.word(entry + PoolLayout.ARENA_ADDRESS);
        Long below = arenas.floorKey(address);
        Long above = arenas.higherKey(address);
        if ((below != null && address - below < layout.arena())
                || (above != null && above - address < layout.arena())) {
            return false;
        }
        Place.Left alone = new Place.Left(layout, List.of(entry));
        PythonTables tables = new PythonTables(new Owner(Owner.ENDED, "", alone, List.of()), memory);
        Violations violations = new Violations();
        tables.walk(BlockSink.NONE, violations);
        if (!violations.isEmpty()) {
            return false;
        }
        arenas.put(address, entry);
        return true;
    }
}
