package lacuna.heap.glibc;

import java.util.List;
import java.util.Optional;

/**
 * Where the fields of struct tcache_perthread_struct lie. Which of these a process has is told by the size of the chunk
 * that holds one.
 */
enum CacheLayout {
    // Read in the source of 2.26; measured on none.
    T26("2.26 to 2.29", 64, 1, 64, Numbers.COUNT, 592),
    // Counts became 16 bits wide in 2.30. DWARF of 2.31, 2.36 and 2.41.
    T30("2.30 to 2.41", 64, 2, 128, Numbers.COUNT, 656),
    // 12 bins for large chunks, and slots left instead of counts, in 2.42. DWARF of 2.43 and 2.44.
    T42("2.42 and later", 76, 2, 152, Numbers.SLOTS_LEFT, 768);

    /** What the number of a bin says. */
    enum Numbers {
        COUNT,
        SLOTS_LEFT
    }

    static final int SMALL_BINS = 64;
    static final int LARGEST = 760;
    /** Carved from a free chunk, the chunk may be one step larger. */
    static final int STEP = ChunkHeader.ALIGNMENT;

    private final String versions;
    private final int bins;
    private final int width;
    private final int entries;
    private final Numbers numbers;
    private final int chunkSize;

    CacheLayout(String versions, int bins, int width, int entries, Numbers numbers, int chunkSize) {
        this.versions = versions;
        this.bins = bins;
        this.width = width;
        this.entries = entries;
        this.numbers = numbers;
        this.chunkSize = chunkSize;
    }

    /** The layout whose struct fits into a chunk of {@code size} bytes. */
    static Optional<CacheLayout> ofChunk(long size) {
        for (CacheLayout layout : values()) {
            if (size == layout.chunkSize || size == layout.chunkSize + STEP) {
                return Optional.of(layout);
            }
        }
        return Optional.empty();
    }

    /** The layouts that caches of a process may have: that of those that are known, or by its parameters. */
    static List<CacheLayout> possible(ParametersLayout parameters, ThreadCaches known) {
        if (!known.caches().isEmpty()) {
            return List.of(known.caches().getFirst().layout());
        }
        return switch (parameters) {
            case P17, P24 -> List.of();
            case P26 -> List.of(T26, T30);
            case P35 -> List.of(T30);
            case P43 -> List.of(T42);
        };
    }

    String versions() {
        return versions;
    }

    int bins() {
        return bins;
    }

    int width() {
        return width;
    }

    int entries() {
        return entries;
    }

    Numbers numbers() {
        return numbers;
    }

    int chunkSize() {
        return chunkSize;
    }

    int size() {
        return entries + 8 * bins;
    }

    /** Whether a chunk of {@code size} bytes belongs into {@code bin}. */
    static boolean isSizeOf(int bin, long size) {
        if (bin < SMALL_BINS) {
            return size == ChunkHeader.SMALLEST + 16L * bin;
        }
        // Powers of two from 1024 on: bin 64 + (bit width - 11).
        return 64 - Long.numberOfLeadingZeros(size) == bin - SMALL_BINS + 11;
    }
}
