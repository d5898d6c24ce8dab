package lacuna.heap.map;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import lacuna.linux.proc.Mapping;

/** Pieces of memory that a rule has recognised, and how much of a mapping they are. */
final class FoundPieces {
    private final NavigableMap<Long, Long> ends = new TreeMap<>();

    void add(long start, long length) {
        ends.merge(start, start + length, Math::max);
    }

    /** How many pieces begin in {@code mapping} or reach into it. */
    int countIn(Mapping mapping) {
        int count = ends.subMap(mapping.start(), true, mapping.end(), false).size();
        Map.Entry<Long, Long> below = ends.lowerEntry(mapping.start());
        return count + (below != null && below.getValue() > mapping.start() ? 1 : 0);
    }

    boolean areMostOf(Mapping mapping) {
        long covered = 0;
        Map.Entry<Long, Long> below = ends.lowerEntry(mapping.start());
        long at = mapping.start();
        if (below != null && below.getValue() > at) {
            covered += Math.min(below.getValue(), mapping.end()) - at;
            at += covered;
        }
        for (Map.Entry<Long, Long> piece :
                ends.subMap(mapping.start(), true, mapping.end(), false).entrySet()) {
            long from = Math.max(at, piece.getKey());
            long to = Math.min(piece.getValue(), mapping.end());
            if (to > from) {
                covered += to - from;
                at = to;
            }
        }
        return covered > 0 && Scene.isMostOf(covered, mapping);
    }
}
