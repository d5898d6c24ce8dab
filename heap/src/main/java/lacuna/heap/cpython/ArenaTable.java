package lacuna.heap.cpython;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.block.Violations;

/**
 * The arenas that an interpreter has, by address. Up to 3.11 nothing at a known place tells how long the table is: it is
 * read in the steps in which it grows, until a step holds what no arena can be.
 *
 * @param start where the table lies
 * @param end where what was read of it ends
 * @param held how many arenas the allocator says it holds
 */
record ArenaTable(long start, long end, long held, List<Arena> arenas) {
    /** Steps of the table in which no arena is in use may lie before one in which some are. */
    private static final int MOST_EMPTY = 2;

    /** An arena in use; {@code index} is what its pools know it by. */
    record Arena(int index, long address, long neverUsed, int freePools, long freeList) {}

    ArenaTable {
        arenas = List.copyOf(arenas);
    }

    static ArenaTable of(MemoryWindow memory, Place place, Violations violations) {
        return switch (place) {
            case Place.Tables tables -> read(memory, tables, violations);
            case Place.Left left -> entries(memory, left, violations);
        };
    }

    private static ArenaTable read(MemoryWindow memory, Place.Tables place, Violations violations) {
        boolean isReadable = memory.covers(place.arenas(), Long.BYTES);
        long start = isReadable ? memory.word(place.arenas()) : 0;
        if (isReadable && start == 0 && isUnused(memory, place)) {
            return new ArenaTable(PoolLayout.PAGE, PoolLayout.PAGE, 0, List.of());
        }
        if (!PoolLayout.isPossible(start)) {
            violations.add("the table of arenas cannot be read", place.arenas());
            return new ArenaTable(PoolLayout.PAGE, PoolLayout.PAGE, 0, List.of());
        }
        List<Arena> arenas = new ArrayList<>();
        int length = switch (place.counting()) {
            case BY_STATE -> lengthByState(memory, place, violations);
            case BY_TABLE -> grow(memory, place, start, arenas, violations);
        };
        long held = switch (place.counting()) {
            case BY_STATE -> heldByState(memory, place, violations);
            case BY_TABLE -> arenas.size();
        };
        if (place.counting() == Place.Counting.BY_STATE && step(memory, place, start, 0, length, arenas) != length) {
            violations.add("an arena's own figures are impossible", start);
        }
        arenas.sort(Comparator.comparingLong(Arena::address));
        dropOverlapping(place.layout(), arenas, violations);
        return new ArenaTable(start, start + (long) length * PoolLayout.ARENA, held, arenas);
    }

    /** Whether an interpreter has had no arena yet. */
    private static boolean isUnused(MemoryWindow memory, Place.Tables place) {
        long length = place.lists() + PoolLayout.STATE_MOST_ARENAS;
        long held = place.lists() + PoolLayout.STATE_CURRENT_ARENAS;
        return place.counting() == Place.Counting.BY_STATE
                && memory.covers(length, Integer.BYTES)
                && memory.half(length) == 0
                && memory.covers(held, Long.BYTES)
                && memory.word(held) == 0;
    }

    /** Arenas of several tables, of which only these entries are known; each arena's first pool has its number. */
    private static ArenaTable entries(MemoryWindow memory, Place.Left left, Violations violations) {
        List<Arena> arenas = new ArrayList<>();
        for (long at : left.entries()) {
            if (!memory.covers(at, PoolLayout.ARENA) || !canBeArena(memory, left.layout(), at)) {
                violations.add("an arena's own figures are impossible", at);
                continue;
            }
            Arena unnumbered = arena(memory, at, 0);
            long pool = left.layout().firstPool(unnumbered.address());
            if (!memory.covers(pool, PoolLayout.HEADER)) {
                violations.add("an arena is not mapped", unnumbered.address());
                continue;
            }
            int index = memory.half(pool + PoolLayout.ARENA_INDEX);
            arenas.add(new Arena(
                    index,
                    unnumbered.address(),
                    unnumbered.neverUsed(),
                    unnumbered.freePools(),
                    unnumbered.freeList()));
        }
        arenas.sort(Comparator.comparingLong(Arena::address));
        dropOverlapping(left.layout(), arenas, violations);
        return new ArenaTable(PoolLayout.PAGE, PoolLayout.PAGE, left.entries().size(), arenas);
    }

    private static int lengthByState(MemoryWindow memory, Place.Tables place, Violations violations) {
        long at = place.lists() + PoolLayout.STATE_MOST_ARENAS;
        int length = memory.covers(at, Integer.BYTES) ? memory.half(at) : 0;
        if (length < PoolLayout.FIRST_ARENAS || length > PoolLayout.MOST_ARENAS || Integer.bitCount(length) != 1) {
            violations.add("the length of the table of arenas is impossible", at);
            return 0;
        }
        return length;
    }

    private static long heldByState(MemoryWindow memory, Place.Tables place, Violations violations) {
        long at = place.lists() + PoolLayout.STATE_CURRENT_ARENAS;
        long held = memory.covers(at, Long.BYTES) ? memory.word(at) : -1;
        if (held < 0 || held > PoolLayout.MOST_ARENAS) {
            violations.add("the number of arenas is impossible", at);
            return 0;
        }
        return held;
    }

    /** Reads step by step: the length that the table has at least. */
    private static int grow(
            MemoryWindow memory, Place.Tables place, long start, List<Arena> arenas, Violations violations) {
        int length = 0;
        int empty = 0;
        for (int next = PoolLayout.FIRST_ARENAS; next <= PoolLayout.MOST_ARENAS && empty <= MOST_EMPTY; next *= 2) {
            List<Arena> more = new ArrayList<>();
            boolean isWhole =
                    step(memory, place, start, next == PoolLayout.FIRST_ARENAS ? 0 : next / 2, next, more) == next;
            if (!isWhole) {
                // What follows the table may be what is left of an older one: its arenas have other numbers.
                more.removeIf(arena -> !isKnownAs(memory, place.layout(), arena));
                if (next > PoolLayout.FIRST_ARENAS && more.isEmpty()) {
                    return length;
                }
                violations.add("an arena's own figures are impossible", start);
            }
            arenas.addAll(more);
            if (!isWhole) {
                return next;
            }
            empty = more.isEmpty() ? empty + 1 : 0;
            length = more.isEmpty() ? length : next;
        }
        return length;
    }

    /** Whether the first pool of an arena says that it is of the arena of this number. */
    private static boolean isKnownAs(MemoryWindow memory, PoolLayout layout, Arena arena) {
        long pool = layout.firstPool(arena.address());
        return arena.neverUsed() > pool
                && memory.covers(pool, PoolLayout.HEADER)
                && memory.half(pool + PoolLayout.ARENA_INDEX) == arena.index();
    }

    /** Adds the arenas in use among entries {@code [from, to)}: up to which entry all can be arenas. */
    private static int step(MemoryWindow memory, Place.Tables place, long start, int from, int to, List<Arena> arenas) {
        int sound = from;
        for (int i = from; i < to; i++) {
            long at = start + (long) i * PoolLayout.ARENA;
            if (!memory.covers(at, PoolLayout.ARENA)) {
                return sound;
            }
            long address = memory.word(at + PoolLayout.ARENA_ADDRESS);
            boolean isUnused = address == 0;
            if (!isUnused && canBeArena(memory, place.layout(), at)) {
                arenas.add(arena(memory, at, i));
                isUnused = true;
            }
            if (isUnused && sound == i) {
                sound = i + 1;
            }
        }
        return sound;
    }

    private static Arena arena(MemoryWindow memory, long at, int index) {
        return new Arena(
                index,
                memory.word(at + PoolLayout.ARENA_ADDRESS),
                memory.word(at + PoolLayout.ARENA_NEVER_USED),
                memory.half(at + PoolLayout.ARENA_FREE_POOLS),
                memory.word(at + PoolLayout.ARENA_FREE_LIST));
    }

    /** Whether the entry at {@code at}, which {@code memory} covers, can be of an arena in use. */
    static boolean canBeArena(MemoryWindow memory, PoolLayout layout, long at) {
        long address = memory.word(at + PoolLayout.ARENA_ADDRESS);
        if (!PoolLayout.isPossible(address) || address % PoolLayout.PAGE != 0) {
            return false;
        }
        int pools = layout.poolsOfArena(address);
        int free = memory.half(at + PoolLayout.ARENA_FREE_POOLS);
        long neverUsed = memory.word(at + PoolLayout.ARENA_NEVER_USED) - layout.firstPool(address);
        return memory.half(at + PoolLayout.ARENA_POOLS) == pools
                && free >= 0
                && free <= pools
                && neverUsed >= 0
                && neverUsed <= (long) pools * layout.pool()
                && neverUsed % layout.pool() == 0;
    }

    private static void dropOverlapping(PoolLayout layout, List<Arena> arenas, Violations violations) {
        for (int i = arenas.size() - 1; i > 0; i--) {
            if (arenas.get(i).address() - arenas.get(i - 1).address() < layout.arena()) {
                violations.add("two arenas overlap", arenas.get(i).address());
                arenas.remove(i);
            }
        }
    }
}
