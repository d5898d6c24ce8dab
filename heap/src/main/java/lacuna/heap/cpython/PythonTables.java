package lacuna.heap.cpython;

import java.util.List;
import lacuna.heap.block.BlockSink;
import lacuna.heap.block.BlockState;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.CountingSink;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.block.Region;
import lacuna.heap.block.RegionReport;
import lacuna.heap.block.Violations;

/** An owner's arenas as some bytes have them: of a process that runs, or of one moment. */
final class PythonTables {
    private static final int POOLS_IN_WORD = Long.SIZE;

    private final Owner owner;
    private final Place place;
    private final PoolLayout layout;
    private final ByteReader source;
    private final MemoryWindow glance;
    private PoolSums sums = new PoolSums();

    PythonTables(Owner owner, ByteReader memory) {
        this.owner = owner;
        this.place = owner.place();
        this.layout = owner.place().layout();
        this.source = memory;
        this.glance = new MemoryWindow(memory, MemoryWindow.GLANCE);
    }

    /** Which bytes these are. */
    ByteReader source() {
        return source;
    }

    /** Of the last walk. */
    PoolSums sums() {
        return sums;
    }

    ArenaTable arenas(Violations violations) {
        glance.forget();
        return ArenaTable.of(glance, place, violations);
    }

    RegionReport walk(Region region, BlockSink sink) {
        Violations violations = new Violations();
        CountingSink counting = new CountingSink(sink);
        ArenaTable table = walk(counting, violations);
        Region now = new Region(
                region.index(),
                region.kind(),
                region.name(),
                region.address(),
                table.arenas().size(),
                region.threads(),
                table.held() * layout.arena());
        return counting.report(now, now.system(), violations);
    }

    /** Pours the blocks of all arenas. */
    ArenaTable walk(BlockSink sink, Violations violations) {
        owner.doubts().forEach(doubt -> {
            for (long i = 0; i < doubt.count(); i++) {
                violations.add(doubt.what(), doubt.firstAt());
            }
        });
        sums = new PoolSums();
        PoolLinks links = new PoolLinks();
        ArenaTable table = arenas(violations);
        PoolWalk pools = new PoolWalk(layout, source, sums, links, violations);
        for (ArenaTable.Arena arena : table.arenas()) {
            walk(arena, pools, sink, violations);
        }
        glance.forget();
        switch (place) {
            case Place.Tables tables -> {
                if (!links.heads(glance, tables.lists())) {
                    violations.add("the lists of pools cannot be read", tables.lists());
                } else if (!links.agree()) {
                    violations.add("the lists of pools and the walk disagree", tables.lists());
                }
            }
            // The lists that its pools were in are gone.
            case Place.Left _ -> {}
        }
        return table;
    }

    private void walk(ArenaTable.Arena arena, PoolWalk pools, BlockSink sink, Violations violations) {
        long first = layout.firstPool(arena.address());
        long end = first + (long) layout.poolsOfArena(arena.address()) * layout.pool();
        if (!glance.covers(arena.address(), Long.BYTES)) {
            violations.add("an arena is not mapped", arena.address());
            return;
        }
        long free = freePools(arena, first, violations);
        sums.arenaBegins();
        if (first > arena.address()) {
            sums.alignment += first - arena.address();
            sink.block(arena.address(), first - arena.address(), BlockState.OVERHEAD);
        }
        for (long pool = first; pool < arena.neverUsed(); pool += layout.pool()) {
            if (isSet(free, pool - first)) {
                sums.freePools++;
                sink.block(pool, layout.pool(), BlockState.CACHED);
            } else {
                pools.walk(pool, arena.index(), sink);
            }
        }
        if (end > arena.neverUsed()) {
            sums.neverUsedPools += (end - arena.neverUsed()) / layout.pool();
            sink.block(arena.neverUsed(), end - arena.neverUsed(), BlockState.TOP);
        }
        long behind = arena.address() + layout.arena() - end;
        if (behind > 0) {
            sums.alignment += behind;
            sink.block(end, behind, BlockState.OVERHEAD);
        }
        sums.arenaEnds((long) Long.bitCount(free) * layout.pool());
    }

    /** The pools on the list of free ones, a bit each. */
    private long freePools(ArenaTable.Arena arena, long first, Violations violations) {
        long free = 0;
        long pool = arena.freeList();
        int carved = (int) ((arena.neverUsed() - first) / layout.pool());
        int wanted = arena.freePools() - (layout.poolsOfArena(arena.address()) - carved);
        MemoryWindow header = new MemoryWindow(source, PoolLayout.HEADER);
        for (int i = 0; pool != 0; i++) {
            long offset = pool - first;
            if (i == POOLS_IN_WORD
                    || offset < 0
                    || pool >= arena.neverUsed()
                    || offset % layout.pool() != 0
                    || isSet(free, offset)
                    || !header.covers(pool, PoolLayout.HEADER)) {
                violations.add("an arena's list of free pools is broken", arena.address());
                return free;
            }
            free |= 1L << (offset / layout.pool());
            if (header.half(pool + PoolLayout.COUNT) != 0) {
                violations.add("a free pool has blocks in use", pool);
            }
            pool = header.word(pool + PoolLayout.NEXT_POOL);
        }
        if (Long.bitCount(free) != wanted) {
            violations.add("an arena has other free pools than it says", arena.address());
        }
        return free;
    }

    private boolean isSet(long pools, long offset) {
        return ((pools >>> (offset / layout.pool())) & 1) != 0;
    }

    /**
     * Adds all that a walk reads, with room for arenas that come while it is prepared: the kernel maps them side by side.
     * Nothing of what is left of interpreters that ended: nobody changes it any more.
     */
    void addRanges(List<long[]> ranges) {
        if (place instanceof Place.Tables tables) {
            ArenaTable table = arenas(new Violations());
            for (ArenaTable.Arena arena : table.arenas()) {
                ranges.add(new long[] {
                    Math.max(PoolLayout.PAGE, arena.address() - 2L * layout.arena()),
                    arena.address() + 2L * layout.arena()
                });
            }
            for (int i = 0; i < tables.writable().size(); i += 2) {
                ranges.add(
                        new long[] {tables.writable().get(i), tables.writable().get(i + 1)});
            }
            long tableEnd = table.end() + PoolLayout.PAGE;
            ranges.add(new long[] {table.start() & -PoolLayout.PAGE, (tableEnd + PoolLayout.PAGE) & -PoolLayout.PAGE});
        }
    }
}
