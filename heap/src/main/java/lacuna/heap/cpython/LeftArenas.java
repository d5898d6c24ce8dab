package lacuna.heap.cpython;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;
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
    /** The addresses of those in use, then of those that were found as well. */
    private final TreeSet<Long> arenas = new TreeSet<>();

    LeftArenas(ByteReader memory, PoolLayout layout) {
        this.memory = memory;
        this.layout = layout;
        this.stream = new MemoryWindow(memory, MemoryWindow.STREAM);
        this.glance = new MemoryWindow(memory, MemoryWindow.GLANCE);
    }

    /**
     * The entries of arenas that none of {@code used} has, in memory from {@code starts} to {@code ends} each. Of a process
     * that runs, {@code usedNow} tells at the end who has some by then: an arena that came meanwhile is not left.
     */
    static List<Long> in(
            long[] starts,
            long[] ends,
            ByteReader memory,
            List<Place.Tables> used,
            Supplier<List<Place.Tables>> usedNow) {
        LeftArenas left = new LeftArenas(memory, used.getFirst().layout());
        left.addArenas(used);
        List<long[]> others = new ArrayList<>();
        for (int i = 0; i < starts.length; i++) {
            left.addUnused(starts[i], ends[i], others);
        }
        // To look for pools is much less work than to look for tables.
        if (others.stream().noneMatch(left::hasPool)) {
            return List.of();
        }
        List<Long> candidates = left.candidates(others);
        left.addArenas(usedNow.get());
        return candidates.stream().filter(left::isOfArena).toList();
    }

    private void addArenas(List<Place.Tables> used) {
        glance.forget();
        for (Place.Tables tables : used) {
            ArenaTable.of(glance, tables, new Violations()).arenas().forEach(arena -> arenas.add(arena.address()));
        }
    }

    /** Adds what of a mapping lies in no arena in use. */
    private void addUnused(long start, long end, List<long[]> pieces) {
        long at = start;
        while (at < end) {
            Long below = arenas.floor(at);
            if (below != null && below + layout.arena() > at) {
                at = below + layout.arena();
            } else {
                Long above = arenas.higher(at);
                long to = above == null ? end : Math.min(end, above);
                pieces.add(new long[] {at, to});
                at = to;
            }
        }
    }

    private boolean hasPool(long[] piece) {
        MemoryWindow header = new MemoryWindow(memory, PoolLayout.HEADER);
        PoolHeader pool = new PoolHeader(layout);
        for (long at = layout.firstPool(piece[0]); at <= piece[1] - layout.pool(); at += layout.pool()) {
            if (header.covers(at, PoolLayout.HEADER)) {
                pool.take(header, at);
                if (pool.hasShape()) {
                    return true;
                }
            }
        }
        return false;
    }

    private List<Long> candidates(List<long[]> pieces) {
        List<Long> entries = new ArrayList<>();
        for (long[] piece : pieces) {
            stream.endAt(piece[1]);
            addEntries(piece[0], piece[1], entries);
        }
        return entries;
    }

    /** Adds the addresses of what looks like entries. */
    private void addEntries(long start, long end, List<Long> entries) {
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
        glance.forget();
        if (!glance.covers(entry, PoolLayout.ARENA)) {
            return false;
        }
        long address = glance.word(entry + PoolLayout.ARENA_ADDRESS);
        Long below = arenas.floor(address);
        Long above = arenas.higher(address);
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
        arenas.add(address);
        return true;
    }
}
