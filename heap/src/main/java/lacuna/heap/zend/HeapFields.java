package lacuna.heap.zend;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What a heap says of itself, all read in one go. */
record HeapFields(
        boolean isCustom,
        long size,
        long peak,
        long key,
        List<Long> freeSlots,
        long realSize,
        long realPeak,
        long limit,
        OptionalLong hardLimit,
        long hugeList,
        long cachedChunks,
        int chunks,
        int peakChunks,
        int cachedCount,
        double averageChunks,
        int deleteBoundary,
        int deleteCount) {
    HeapFields {
        freeSlots = List.copyOf(freeSlots);
    }

    /** Of the main chunk that {@code header} has read. */
    static HeapFields in(ChunkHeader header, ZendLayout layout) {
        List<Long> lists = new ArrayList<>(Bins.COUNT);
        for (int bin = 0; bin < Bins.COUNT; bin++) {
            lists.add(header.inHeap(layout.freeSlots() + 8 * bin));
        }
        int main = layout.mainChunk();
        int limit = layout.freeSlots() + ZendLayout.LIMIT;
        return new HeapFields(
                header.halfInHeap(ZendLayout.CUSTOM) != 0,
                header.inHeap(ZendLayout.SIZE),
                header.inHeap(ZendLayout.PEAK),
                layout.hasCheckCopies() ? header.inHeap(ZendLayout.KEY) : 0,
                lists,
                header.inHeap(layout.freeSlots() + ZendLayout.REAL_SIZE),
                header.inHeap(layout.freeSlots() + ZendLayout.REAL_PEAK),
                header.inHeap(limit),
                layout.isHardened() ? OptionalLong.of(header.inHeap(limit + Long.BYTES)) : OptionalLong.empty(),
                header.inHeap(main + ZendLayout.HUGE_LIST),
                header.inHeap(main + ZendLayout.CACHED_CHUNKS),
                header.halfInHeap(main + ZendLayout.CHUNKS_COUNT),
                header.halfInHeap(main + ZendLayout.PEAK_CHUNKS),
                header.halfInHeap(main + ZendLayout.CACHED_COUNT),
                Double.longBitsToDouble(header.inHeap(main + ZendLayout.AVERAGE_CHUNKS)),
                header.halfInHeap(main + ZendLayout.DELETE_BOUNDARY),
                header.halfInHeap(main + ZendLayout.DELETE_COUNT));
    }
}
