package lacuna.heap.glibc;

import java.util.List;

/**
 * Where an allocator's tables are.
 *
 * @param object the library or program that they belong to
 * @param mapped that object's memory, as pairs of start and end
 * @param writable the writable part of it, zero-initialised data included
 * @param evidence the ways that led to main_arena and agree
 */
record Place(
        String object,
        String version,
        long mainArena,
        ArenaLayout layout,
        Parameters parameters,
        List<Long> mapped,
        List<Long> writable,
        List<String> evidence) {
    Place {
        mapped = List.copyOf(mapped);
        writable = List.copyOf(writable);
        evidence = List.copyOf(evidence);
    }
}
