package lacuna.report.map;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import lacuna.heap.map.KindTotal;
import lacuna.heap.map.MemoryMap;
import lacuna.linux.proc.MemoryField;
import lacuna.linux.proc.MemoryFigures;

/** What a map is drawn by: resident bytes, or sizes where nothing tells what was resident. */
enum MapWeight {
    RESIDENT("resident"),
    MAPPED("mapped");

    private final String word;

    MapWeight(String word) {
        this.word = word;
    }

    static MapWeight of(MemoryMap map) {
        return map.total().figures().isPresent() ? RESIDENT : MAPPED;
    }

    String word() {
        return word;
    }

    long of(long size, Optional<MemoryFigures> figures) {
        return this == MAPPED
                ? size
                : figures.map(all -> all.orZero(MemoryField.RSS)).orElse(0L);
    }

    /** The kinds that weigh most first; among those that weigh nothing, the largest first. */
    List<KindTotal> sorted(MemoryMap map) {
        return map.kinds().stream()
                .sorted(Comparator.<KindTotal>comparingLong(kind -> -of(kind.size(), kind.figures()))
                        .thenComparingLong(kind -> -kind.size()))
                .toList();
    }
}
