package lacuna.heap.mimalloc;

import java.util.List;

/**
 * Which mimalloc it is.
 *
 * @param object the library or program that it belongs to
 * @param python the version of the CPython that it is part of, "" when it is none's
 * @param key the number that all of its segments have in common
 * @param evidence the ways that led to it and agree
 */
record Place(String object, String python, long key, Layout layout, List<String> evidence) {
    Place {
        evidence = List.copyOf(evidence);
    }
}
