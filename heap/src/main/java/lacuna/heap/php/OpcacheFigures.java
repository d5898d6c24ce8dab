package lacuna.heap.php;

import java.time.Instant;
import java.util.Optional;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.image.MemoryImage;
import lacuna.linux.proc.Mapping;

/**
 * What opcache_get_status() would say, read from the shared segment itself; it is the same for all processes of a pool.
 * Only pages that the process has looked at are read: reading never allocates one.
 *
 * @param segment which memory it is: processes with the same one share it
 * @param mapped the bytes of its mappings, with the JIT's buffer
 * @param memory what opcache.memory_consumption gave it
 * @param wasted held by scripts that were replaced, until a restart
 * @param isExhausted whether a script found no room: it is compiled anew at each request
 * @param started empty when it is not known where that stands
 */
public record OpcacheFigures(
        Segment segment,
        long mapped,
        long memory,
        long free,
        long wasted,
        boolean isExhausted,
        long hits,
        long misses,
        int scripts,
        int keys,
        int mostKeys,
        Restarts restarts,
        Optional<Instant> started,
        Optional<Strings> strings) {
    /** Memory that several processes have mapped. */
    public record Segment(int deviceMajor, int deviceMinor, long inode, long start) {}

    /** How often all was thrown away: for want of memory, for want of keys, by hand; and whether it is about to be. */
    public record Restarts(long outOfMemory, long outOfKeys, long byHand, boolean isPending) {}

    /**
     * The buffer of interned strings.
     *
     * @param buffer all of it: opcache.interned_strings_buffer, without what precedes it in its block
     * @param table of that, the table by which strings are found; 0 where it is not part of the buffer
     * @param used by strings
     * @param free for strings
     */
    public record Strings(long buffer, long table, long used, long free, long count) {
        /** What is left for strings when the table has its share. */
        public long room() {
            return used + free;
        }

        /** No name of usual length fits any more. */
        public boolean isFull() {
            return free < USUAL_STRING;
        }
    }

    /** A string's header, and a name of up to 39 letters. */
    private static final int USUAL_STRING = 64;

    /** Of the first segment in {@code image} that can be read; empty when there is none, or the process never looked at it. */
    public static Optional<OpcacheFigures> of(MemoryImage image) {
        MemoryWindow window = new MemoryWindow(image::read, MemoryWindow.GLANCE);
        for (Mapping mapping : image.mappings()) {
            if (OpcacheSegments.isCandidate(mapping)) {
                Optional<OpcacheFigures> found = OpcacheRecord.at(window, mapping)
                        .filter(OpcacheRecord::isSound)
                        .filter(record -> record.size() <= mapping.length())
                        .flatMap(record -> figures(image, window, mapping, record));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    public long used() {
        return memory - free - wasted;
    }

    private static Optional<OpcacheFigures> figures(
            MemoryImage image, MemoryWindow window, Mapping mapping, OpcacheRecord record) {
        window.forget();
        long at = record.globals();
        if (at % Long.BYTES != 0 || !window.covers(at, OpcacheLayout.BYTES)) {
            return Optional.empty();
        }
        OpcacheLayout layout = OpcacheLayout.of(window, at, mapping.start(), mapping.end());
        int times = layout.startTime();
        boolean isPending = times > 0 && window.u8(at + times + OpcacheLayout.RESTART_PENDING) != 0;
        return Optional.of(new OpcacheFigures(
                OpcacheSegments.key(mapping),
                mappedFrom(image, mapping),
                record.size(),
                record.free(),
                record.wasted(),
                record.isExhausted(),
                window.word(at + OpcacheLayout.HITS),
                window.word(at + OpcacheLayout.MISSES),
                window.half(at + OpcacheLayout.SCRIPTS),
                window.half(at + OpcacheLayout.KEYS),
                window.half(at + OpcacheLayout.MOST_KEYS),
                new Restarts(
                        window.word(at + OpcacheLayout.OOM_RESTARTS),
                        window.word(at + OpcacheLayout.HASH_RESTARTS),
                        window.word(at + OpcacheLayout.MANUAL_RESTARTS),
                        isPending),
                times > 0 ? Optional.of(Instant.ofEpochSecond(window.word(at + times))) : Optional.empty(),
                layout.strings() > 0 ? Optional.of(strings(window, at, layout)) : Optional.empty()));
    }

    private static Strings strings(MemoryWindow window, long globals, OpcacheLayout layout) {
        long at = globals + layout.strings();
        long first = window.word(at);
        long top = window.word(at + OpcacheLayout.TOP);
        long end = window.word(at + OpcacheLayout.END);
        long table = layout.hasTable() ? Math.max(0, first - (at + OpcacheLayout.TABLE)) : 0;
        long count = layout.hasTable() ? Integer.toUnsignedLong(window.half(at + OpcacheLayout.STRING_COUNT)) : 0;
        return new Strings(end - first + table, table, top - first, end - top, count);
    }

    /** The mapping with those that continue it. */
    private static long mappedFrom(MemoryImage image, Mapping first) {
        long end = first.start();
        for (Mapping mapping : image.mappings()) {
            if (mapping.start() == end
                    && mapping.inode() == first.inode()
                    && mapping.path().equals(first.path())) {
                end = mapping.end();
            }
        }
        return end - first.start();
    }
}
