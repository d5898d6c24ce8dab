package lacuna.heap.musl;

import java.util.List;

/** Where musl's malloc has its context; {@code writable} is its object's writable memory, as pairs of start and end. */
record Place(String object, long context, MuslLayout layout, List<Long> writable, List<String> evidence) {
    Place {
        writable = List.copyOf(writable);
        evidence = List.copyOf(evidence);
    }
}
