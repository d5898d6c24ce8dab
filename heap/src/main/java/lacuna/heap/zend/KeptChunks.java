package lacuna.heap.zend;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lacuna.heap.block.ByteReader;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.block.Violations;

/**
 * The chunks that a heap keeps for the next request, in the order of its list. Their headers are empty but for the link
 * once a request has ended, so they are only found by it.
 */
final class KeptChunks {
    /** {@code number} is the chunk's own, 0 after a request has ended. */
    record Kept(long address, int number) {}

    private static final int MOST = 1 << 14;

    private KeptChunks() {}

    static List<Kept> of(
            HeapFields fields,
            ZendLayout layout,
            RingChunks ring,
            ByteReader memory,
            DataMemory data,
            Violations violations) {
        MemoryWindow window = new MemoryWindow(memory, MemoryWindow.GLANCE);
        List<Kept> kept = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        for (long chunk = fields.cachedChunks(); chunk != 0; chunk = window.word(chunk + ZendLayout.NEXT)) {
            if (kept.size() == MOST
                    || !ChunkHeader.isPlace(chunk)
                    || !data.holds(chunk, ZendLayout.CHUNK)
                    || !window.covers(chunk, ZendLayout.HEAP)
                    || ring.indexOf(chunk) >= 0
                    || !seen.add(chunk)) {
                violations.add("the list of cached chunks is broken", chunk);
                break;
            }
            kept.add(new Kept(chunk, window.half(chunk + layout.number())));
        }
        if (kept.size() != fields.cachedCount()) {
            violations.add("there are not as many cached chunks as the heap says", fields.cachedChunks());
        }
        return List.copyOf(kept);
    }
}
