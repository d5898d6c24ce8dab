package lacuna.heap.glibc;

import java.util.ArrayList;
import java.util.List;
import lacuna.heap.block.MemoryWindow;

/**
 * Finds main_arena in memory alone, by its bins: an empty bin points to itself, and 126 of them in a row are followed by a
 * {@code next} that leads back through all arenas. Works once malloc was used; needs no file.
 */
final class SignatureScan {
    private static final int BIN = 16;
    private static final int MOST_FOUND = 16;
    /** A damaged core may claim more address space than anybody can look at. */
    private static final int MOST_UNREADABLE_PAGES = 1 << 16;

    private final MemoryWindow memory;
    private final MemoryWindow glance;
    private final List<LibraryFile.ArenaPlace> found = new ArrayList<>();

    private SignatureScan(MemoryWindow memory, MemoryWindow glance) {
        this.memory = memory;
        this.glance = glance;
    }

    /** The main arenas in {@code ranges}, pairs of start and end. */
    static List<LibraryFile.ArenaPlace> in(MemoryWindow memory, MemoryWindow glance, long[] ranges) {
        SignatureScan scan = new SignatureScan(memory, glance);
        for (int i = 0; i < ranges.length; i += 2) {
            scan.range(ranges[i], ranges[i + 1]);
        }
        return List.copyOf(scan.found);
    }

    private void range(long start, long end) {
        long skipTo = start;
        int unreadable = 0;
        for (long at = start; at <= end - BIN && found.size() < MOST_FOUND; at += 8) {
            if (!memory.covers(at, BIN)) {
                if (++unreadable > MOST_UNREADABLE_PAGES) {
                    return;
                }
                at = (at | 4095) - 7;
                continue;
            }
            if (at >= skipTo && isEmptyBin(memory, at)) {
                int before = found.size();
                tryFrom(at);
                if (found.size() > before) {
                    skipTo = at + ArenaLayout.BINS * BIN;
                }
            }
        }
    }

    private static boolean isEmptyBin(MemoryWindow memory, long at) {
        return memory.word(at) == at - BIN && memory.word(at + 8) == at - BIN;
    }

    /** The bin at {@code at} may be any of the 126. */
    private void tryFrom(long at) {
        for (int before = 0; before < ArenaLayout.BINS; before++) {
            long bins = at - (long) BIN * before;
            if (!isBin(bins)) {
                return;
            }
            long nextAt = bins + ArenaLayout.BINS_TO_NEXT;
            if (!glance.covers(nextAt, 8)) {
                continue;
            }
            long next = glance.word(nextAt);
            for (ArenaLayout layout : ArenaLayout.values()) {
                long arena = bins - layout.bins();
                boolean isAlone = next == arena;
                if ((isAlone || isHeapsArena(next)) && leadsBack(arena, layout) && fits(arena, layout)) {
                    found.add(new LibraryFile.ArenaPlace(arena, layout));
                    return;
                }
            }
        }
    }

    /** Whether two words can be a bin: its own address, or chunks. */
    private boolean isBin(long at) {
        if (!glance.covers(at, BIN)) {
            return false;
        }
        long forward = glance.word(at);
        long backward = glance.word(at + 8);
        return Addresses.isPossible(forward)
                && Addresses.isPossible(backward)
                && (forward == at - BIN) == (backward == at - BIN);
    }

    private static boolean isHeapsArena(long address) {
        long inPage = address & 4095;
        return Addresses.isPossible(address) && (inPage == HeapInfo.SMALL || inPage == HeapInfo.LARGE);
    }

    private boolean leadsBack(long arena, ArenaLayout layout) {
        return ArenaRing.from(glance, arena, layout).filter(ArenaRing::isClosed).isPresent();
    }

    /** A and B differ only behind {@code next}, C and D also in where the bins are; a plausible arena decides. */
    private boolean fits(long address, ArenaLayout layout) {
        for (int number = 1; number <= ArenaLayout.BINS; number++) {
            if (!isBin(layout.bin(address, number) + BIN)) {
                return false;
            }
        }
        return Arena.at(glance, address, layout)
                .filter(arena -> arena.isPlausible()
                        && (arena.isIdle() || arena.systemMemory() >= 4096)
                        && arena.attachedThreads().orElse(1) < 1 << 20)
                .isPresent();
    }
}
