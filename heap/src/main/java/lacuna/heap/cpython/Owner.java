package lacuna.heap.cpython;

import java.util.List;
import lacuna.heap.block.Violation;

/**
 * Whose arenas they are: an interpreter's, or those that nobody has any more.
 *
 * @param kind one word for it, the same for all of its kind
 * @param name what it is called on the screen
 * @param doubts what was wrong on the way to it
 */
record Owner(String kind, String name, Place place, List<Violation> doubts) {
    static final String INTERPRETER = "interpreter";
    static final String ENDED = "ended";

    Owner {
        doubts = List.copyOf(doubts);
    }

    /** By the number that Python itself gives it. */
    static String nameOf(long id) {
        return "interpreter " + id + (id == 0 ? " (main)" : "");
    }

    /** What the allocator knows the arenas by; 0 where there is nothing left of it. */
    long address() {
        return switch (place) {
            case Place.Tables tables -> tables.lists();
            case Place.Left _ -> 0;
        };
    }
}
