package lacuna.heap.cpython;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lacuna.heap.block.MemoryWindow;
import lacuna.heap.block.Violations;

/**
 * The interpreters of 3.12, in which each has its pools' lists as a part of itself and no table tells where anything is.
 * The runtime keeps the newest interpreter, the main one and the next one's number side by side; what an interpreter has
 * for its successor in the list and its number is wherever all of the list agrees with that.
 */
final class EmbeddedStates {
    /** The pools' lists are so near behind the beginning of the interpreter, the link of the list nearer. */
    private static final long FURTHEST_LISTS = 1L << 18;

    private static final long FURTHEST_LINK = 1L << 13;
    private static final long MOST_NUMBERS = 1L << 31;
    private static final int MOST_CANDIDATES = 64;

    private final MemoryWindow memory;
    private final long main;

    private EmbeddedStates(MemoryWindow memory, long main) {
        this.memory = memory;
        this.main = main;
    }

    /** Those of the runtime in {@code writable}, pairs of start and end, of which the main one has its lists at {@code main}. */
    static Optional<Interpreters> of(MemoryWindow stream, MemoryWindow glance, long[] writable, long main) {
        EmbeddedStates states = new EmbeddedStates(glance, main);
        Optional<Interpreters> alone = Optional.empty();
        int candidates = 0;
        for (int i = 0; i < writable.length; i += 2) {
            long at = writable[i];
            while (at <= writable[i + 1] - PoolLayout.LIST_HEAD && candidates < MOST_CANDIDATES) {
                if (!stream.covers(at, PoolLayout.LIST_HEAD)) {
                    at = (at | (PoolLayout.PAGE - 1)) + 1;
                    continue;
                }
                long newest = stream.word(at);
                long first = stream.word(at + PoolLayout.LIST_MAIN);
                long numbers = stream.word(at + PoolLayout.LIST_NEXT_ID);
                if (states.canBe(newest, first, numbers)) {
                    candidates++;
                    if (newest != first) {
                        Optional<Interpreters> linked = states.linked(at, first, numbers);
                        if (linked.isPresent()) {
                            return linked;
                        }
                    } else if (alone.isEmpty()) {
                        Interpreters.Interpreter only = new Interpreters.Interpreter(first, 0, main);
                        alone = Optional.of(new Interpreters(List.of(only), numbers - 1, List.of()));
                    }
                }
                at += Long.BYTES;
            }
        }
        return alone;
    }

    private boolean canBe(long newest, long first, long numbers) {
        return first % Long.BYTES == 0
                && main - first > 0
                && main - first <= FURTHEST_LISTS
                && newest % Long.BYTES == 0
                && PoolLayout.isPossible(newest)
                && numbers > (newest == first ? 0 : 1)
                && numbers < MOST_NUMBERS;
    }

    /** The list that begins at {@code headAt}, if there is a way along it to the first interpreter. */
    private Optional<Interpreters> linked(long headAt, long first, long numbers) {
        for (long link = 0; link < FURTHEST_LINK; link += Long.BYTES) {
            boolean isLast = memory.covers(first + link, 2 * Long.BYTES)
                    && memory.word(first + link) == 0
                    && memory.word(first + link + Long.BYTES) == 0;
            if (isLast) {
                Violations violations = new Violations();
                List<Interpreters.Interpreter> list =
                        Interpreters.chain(memory, headAt, link + Long.BYTES, link, violations);
                if (violations.isEmpty()
                        && list.size() > 1
                        && list.getFirst().address() == first
                        && list.getLast().id() < numbers) {
                    return Optional.of(withLists(list, main - first, numbers - list.size()));
                }
            }
        }
        return Optional.empty();
    }

    private Interpreters withLists(List<Interpreters.Interpreter> list, long distance, long ended) {
        Violations violations = new Violations();
        List<Interpreters.Interpreter> alive = new ArrayList<>();
        for (Interpreters.Interpreter each : list) {
            long lists = each.address() + distance;
            if (!Interpreters.isTable(memory, lists)) {
                violations.add("an interpreter's lists of pools cannot be read", lists);
                lists = 0;
            } else if (!hasArenas(lists)) {
                // One that shares the main one's has its own all the same, and never uses them.
                lists = main;
            }
            alive.add(new Interpreters.Interpreter(each.address(), each.id(), lists));
        }
        return new Interpreters(alive, ended, violations.list());
    }

    private boolean hasArenas(long lists) {
        return memory.covers(lists + PoolLayout.STATE_ARENAS, Long.BYTES)
                && memory.word(lists + PoolLayout.STATE_ARENAS) != 0;
    }
}
