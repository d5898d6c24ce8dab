package lacuna.heap.php;

import java.util.Optional;
import lacuna.heap.block.MemoryWindow;
import lacuna.linux.proc.Mapping;

/**
 * The record that OPcache's shared memory begins with (zend_smm_shared_globals, 7.2 to 8.5): a pointer to the list of
 * segments, their number, and the free bytes; the first segment's own record leads back to the mapping.
 *
 * @param size of the memory for scripts, without what the JIT has reserved
 * @param globals where the figures about scripts are (zend_accel_shared_globals)
 */
public record OpcacheRecord(long start, long size, long free, long wasted, boolean isExhausted, long globals) {
    private static final int SEGMENTS = 0;
    private static final int SEGMENT_COUNT = 8;
    private static final int FREE = 16;
    private static final int WASTED = 24;
    private static final int EXHAUSTED = 32;
    private static final int GLOBALS = 56;
    private static final int RECORD = 64;

    // In a segment's record: PHP 8 has size, end, position, base; PHP 7 size, position, base.
    private static final int SEGMENT_SIZE = 0;
    private static final int SEGMENT_END = 8;
    private static final int SEGMENT_BASE = 24;
    private static final int FORMER_SEGMENT_BASE = 16;
    private static final int SEGMENT_RECORD = 32;
    private static final int MOST_SEGMENTS = 64;

    /** The record at the beginning of {@code mapping}, if there is one, read through {@code window}. */
    public static Optional<OpcacheRecord> at(MemoryWindow window, Mapping mapping) {
        window.forget();
        long at = mapping.start();
        if (!window.covers(at, RECORD)) {
            return Optional.empty();
        }
        long segments = window.word(at + SEGMENTS);
        int count = window.half(at + SEGMENT_COUNT);
        long free = window.word(at + FREE);
        long wasted = window.word(at + WASTED);
        boolean isExhausted = window.u8(at + EXHAUSTED) != 0;
        long globals = window.word(at + GLOBALS);
        boolean isRecord = mapping.contains(segments)
                && count > 0
                && count <= MOST_SEGMENTS
                && Long.compareUnsigned(free, mapping.length()) < 0
                && Long.compareUnsigned(wasted, mapping.length()) < 0
                && mapping.contains(globals);
        if (!isRecord || !window.covers(segments, Long.BYTES)) {
            return Optional.empty();
        }
        long first = window.word(segments);
        if (!mapping.contains(first) || !window.covers(first, SEGMENT_RECORD)) {
            return Optional.empty();
        }
        boolean isNewer = window.word(first + SEGMENT_BASE) == mapping.start();
        if (!isNewer && window.word(first + FORMER_SEGMENT_BASE) != mapping.start()) {
            return Optional.empty();
        }
        long size = window.word(first + (isNewer ? SEGMENT_END : SEGMENT_SIZE));
        return Optional.of(new OpcacheRecord(mapping.start(), size, free, wasted, isExhausted, globals));
    }

    /** Whether the figures fit into each other: they may not in memory that only looks like a record. */
    boolean isSound() {
        return size > 0 && free + wasted <= size;
    }
}
