package lacuna.heap.jemalloc;

import java.util.List;

/**
 * Where a radix tree is.
 *
 * @param object the library or program that it belongs to
 * @param version by the object's own words, "" when they could not be had
 * @param root the address of the root's first pointer
 * @param evidence the ways that led to it and agree
 */
record Place(String object, String version, long root, Layout layout, List<String> evidence) {
    Place {
        evidence = List.copyOf(evidence);
    }
}
