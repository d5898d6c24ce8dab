package lacuna.heap.zend;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lacuna.heap.block.ByteReader;

/**
 * Finds heaps by their main chunks: at an address that is a multiple of 2 MiB, the first word leads to the heap in the same
 * chunk, and the heap back to the chunk. The ring is left to the walk: of a busy process it may lead to chunks that are
 * newer than the list of mappings. The kernel merges neighbouring mappings, so all such addresses are looked at.
 */
final class HeapFinder {
    private static final int MOST_PLACES = 1 << 17;
    private static final int MOST_HEAPS = 4096;
    /** A header that is being changed may not make sense at once. */
    private static final int ATTEMPTS = 8;

    private final DataMemory data;
    private final ChunkHeader header;

    HeapFinder(DataMemory data, ByteReader memory) {
        this.data = data;
        this.header = new ChunkHeader(memory);
    }

    /** All heaps, at most {@code most}, by address. */
    List<HeapPlace> heaps(int most) {
        List<HeapPlace> found = new ArrayList<>();
        int looked = 0;
        for (int piece = 0; piece < data.pieces(); piece++) {
            long at = (data.start(piece) + ZendLayout.CHUNK - 1) & -ZendLayout.CHUNK;
            while (data.end(piece) - at >= ZendLayout.CHUNK && looked++ < MOST_PLACES) {
                heapAt(at).ifPresent(found::add);
                if (found.size() >= Math.min(most, MOST_HEAPS)) {
                    return found;
                }
                at += ZendLayout.CHUNK;
            }
        }
        return found;
    }

    Optional<HeapPlace> heapAt(long chunk) {
        for (int i = 0; i < ATTEMPTS; i++) {
            if (!header.read(chunk) || !header.isMain()) {
                return Optional.empty();
            }
            Optional<ZendLayout> layout = header.isChunk() ? LayoutFinder.in(header) : Optional.empty();
            if (layout.isPresent()) {
                return Optional.of(new HeapPlace(chunk, layout.get()));
            }
        }
        return Optional.empty();
    }
}
