package lacuna.heap.zend;

import java.util.Optional;

/**
 * Derives a layout from a main chunk, since two builds of one version differ: the first page is a run of its own, as many
 * bits are set as pages are not free, the heap points back to its chunk, and its real size is no less than its chunks.
 */
final class LayoutFinder {
    private LayoutFinder() {}

    /** The layout of the main chunk that {@code header} has read. */
    static Optional<ZendLayout> in(ChunkHeader header) {
        for (int freePages : ZendLayout.FREE_PAGES) {
            for (int map = ZendLayout.LOWEST_MAP; map <= ZendLayout.HIGHEST_MAP; map += 8) {
                if (header.half(map) == ZendLayout.RUN_OF_ONE_PAGE
                        && header.pagesInUse(map) == ZendLayout.PAGES - header.half(freePages)) {
                    Optional<ZendLayout> found = with(header, freePages, map);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return known(header);
    }

    /** A header that was read while it changed may not agree with itself: then one of those that are known. */
    private static Optional<ZendLayout> known(ChunkHeader header) {
        int freePages = ZendLayout.FREE_PAGES[header.word(ZendLayout.FREE_PAGES[0]) == 0 ? 1 : 0];
        for (int map : ZendLayout.KNOWN_MAPS) {
            if (header.half(map) == ZendLayout.RUN_OF_ONE_PAGE) {
                Optional<ZendLayout> found = with(header, freePages, map);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<ZendLayout> with(ChunkHeader header, int freePages, int map) {
        int main = header.mainChunk(map);
        if (main == 0) {
            return Optional.empty();
        }
        Optional<ZendLayout> byDistance = Optional.empty();
        for (int freeSlots : ZendLayout.FREE_SLOTS) {
            ZendLayout layout = new ZendLayout(freePages, map, freeSlots, main);
            if (hasRealSize(header, layout)) {
                return Optional.of(layout);
            }
            if (layout.isKnown()) {
                byDistance = Optional.of(layout);
            }
        }
        return byDistance;
    }

    /** Read at the wrong place, one of the two is the last list of free slots: no size, or one above the peak. */
    private static boolean hasRealSize(ChunkHeader header, ZendLayout layout) {
        long real = header.inHeap(layout.freeSlots() + ZendLayout.REAL_SIZE);
        long peak = header.inHeap(layout.freeSlots() + ZendLayout.REAL_PEAK);
        long chunks = header.halfInHeap(layout.mainChunk() + ZendLayout.CHUNKS_COUNT);
        return chunks > 0 && real >= chunks * ZendLayout.CHUNK && real % ZendLayout.PAGE == 0 && real <= peak;
    }
}
