package lacuna.heap.glibc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lacuna.heap.block.Figure;
import lacuna.heap.block.MemoryWindow;

/** mp_ of a process: its thresholds, and what it counts of mapped chunks. */
record Parameters(
        ParametersLayout layout,
        long address,
        long trimThreshold,
        long topPad,
        long mmapThreshold,
        long arenaTest,
        long arenaMax,
        long thpPageSize,
        int mappedCount,
        int mappedMax,
        int noDynamicThreshold,
        long mappedBytes,
        long sbrkBase,
        long cacheBins,
        long cacheMaxBytes,
        long cacheCount) {
    private static final long PAGE = 4096;

    static Optional<Parameters> at(MemoryWindow memory, long address, ParametersLayout layout) {
        if (!memory.covers(address, layout.size())) {
            return Optional.empty();
        }
        boolean caches = layout.hasThreadCaches();
        return Optional.of(new Parameters(
                layout,
                address,
                memory.word(address + ParametersLayout.TRIM_THRESHOLD),
                memory.word(address + ParametersLayout.TOP_PAD),
                memory.word(address + ParametersLayout.MMAP_THRESHOLD),
                memory.word(address + ParametersLayout.ARENA_TEST),
                memory.word(address + ParametersLayout.ARENA_MAX),
                layout.hasHugePages() ? memory.word(address + layout.thpPageSize()) : 0,
                memory.half(address + layout.mappedCount()),
                memory.half(address + layout.mappedMax()),
                memory.half(address + layout.noDynamicThreshold()),
                memory.word(address + layout.mappedBytes()),
                memory.word(address + layout.sbrkBase()),
                caches ? memory.word(address + layout.cacheBins()) : 0,
                caches ? memory.word(address + layout.cacheMaxBytes()) : 0,
                caches ? memory.word(address + layout.cacheCount()) : 0));
    }

    /** Whether these can be the parameters of a process that lives. */
    boolean isPlausible() {
        return mappedCount >= 0
                && mappedMax >= 0
                && (noDynamicThreshold == 0 || noDynamicThreshold == 1)
                && hasPlausibleMappedBytes()
                && arenaTest > 0
                && arenaTest < 1 << 20
                && arenaMax >= 0
                && arenaMax < 1 << 20
                && Long.bitCount(thpPageSize) <= 1
                && (sbrkBase == 0 || Addresses.isPossible(sbrkBase))
                && (!layout.hasThreadCaches() || hasPlausibleCaches());
    }

    private boolean hasPlausibleMappedBytes() {
        if (layout.mostDrift() == 0) {
            return mappedBytes >= 0 && mappedBytes % PAGE == 0 && (mappedCount == 0) == (mappedBytes == 0);
        }
        return mappedBytes >= mappedCount * PAGE
                && mappedBytes % ParametersLayout.DRIFT_STEP == 0
                && (mappedCount > 0 || mappedBytes <= layout.mostDrift());
    }

    /** Whether {@code later} counts the same mapped chunks. */
    boolean countsAs(Parameters later) {
        return mappedCount == later.mappedCount && mappedBytes == later.mappedBytes;
    }

    private boolean hasPlausibleCaches() {
        // 2.42 counts its small bins here and allows chunks of up to 4 MiB.
        return cacheBins >= 0
                && cacheBins <= 76
                && cacheMaxBytes >= 0
                && cacheMaxBytes <= 4 << 20
                && cacheCount >= 0
                && cacheCount <= 65535;
    }

    List<Figure> figures() {
        List<Figure> figures = new ArrayList<>(List.of(
                Figure.bytes("trim_threshold", trimThreshold),
                Figure.bytes("top_pad", topPad),
                Figure.bytes("mmap_threshold", mmapThreshold),
                Figure.count("mmap_max", mappedMax),
                Figure.count("arena_test", arenaTest),
                Figure.count("arena_max", arenaMax),
                Figure.count("dynamic_thresholds", noDynamicThreshold == 0 ? 1 : 0),
                Figure.bytes("thp_pagesize", thpPageSize)));
        if (layout.hasThreadCaches()) {
            figures.add(Figure.bytes("tcache_max_bytes", cacheMaxBytes));
            figures.add(Figure.count("tcache_count", cacheCount));
        }
        return figures;
    }
}
