package lacuna.heap.cpython;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import lacuna.heap.block.ByteReader;

/** Who has arenas of its own, by the interpreters that there are: each state once, however many interpreters share it. */
final class Owners {
    private static final int NAMED = 6;

    private final ByteReader memory;
    private final Place.Tables main;
    private final List<String> notes = new ArrayList<>();

    Owners(ByteReader memory, Place.Tables main) {
        this.memory = memory;
        this.main = main;
    }

    /** What was noticed on the way, in words for the user. */
    List<String> notes() {
        return notes;
    }

    /**
     * In the order of their numbers, and last what those left that have ended in memory of no file.
     *
     * @param look tells which interpreters there are now
     */
    List<Owner> of(Supplier<Optional<Interpreters>> look, long[] starts, long[] ends) {
        Optional<Interpreters> interpreters = look.get();
        List<Interpreters.Interpreter> alive =
                interpreters.map(Interpreters::alive).orElse(List.of());
        List<Owner> owners = new ArrayList<>();
        owners.add(new Owner(
                Owner.INTERPRETER,
                alive.isEmpty() ? "interpreter" : Owner.nameOf(alive.getFirst().id()),
                main,
                interpreters.map(Interpreters::violations).orElse(List.of())));
        List<Long> sharing = new ArrayList<>();
        Set<Long> known = new HashSet<>(Set.of(main.lists(), 0L));
        for (Interpreters.Interpreter each : alive.subList(Math.min(1, alive.size()), alive.size())) {
            if (each.lists() == main.lists()) {
                sharing.add(each.id());
            } else if (known.add(each.lists())) {
                owners.add(new Owner(Owner.INTERPRETER, Owner.nameOf(each.id()), tablesAt(each.lists()), List.of()));
            }
        }
        if (!sharing.isEmpty()) {
            notes.add(shared(sharing));
        }
        if (interpreters.stream().anyMatch(all -> all.ended() > 0)) {
            List<Long> entries = LeftArenas.in(
                    starts,
                    ends,
                    memory,
                    tablesOf(alive),
                    () -> tablesOf(look.get().map(Interpreters::alive).orElse(alive)));
            if (!entries.isEmpty()) {
                owners.add(new Owner(
                        Owner.ENDED,
                        "interpreters that have ended",
                        new Place.Left(main.layout(), entries),
                        List.of()));
            }
        }
        return owners;
    }

    private List<Place.Tables> tablesOf(List<Interpreters.Interpreter> alive) {
        List<Place.Tables> all = new ArrayList<>(List.of(main));
        alive.stream()
                .mapToLong(Interpreters.Interpreter::lists)
                .filter(lists -> lists != 0 && lists != main.lists())
                .distinct()
                .forEach(lists -> all.add(tablesAt(lists)));
        return all;
    }

    /** An interpreter's own state is one block, of which a walk reads the beginning. */
    private Place.Tables tablesAt(long lists) {
        long start = lists & -PoolLayout.PAGE;
        long end = (lists + PoolLayout.STATE_SIZE + PoolLayout.PAGE - 1) & -PoolLayout.PAGE;
        return new Place.Tables(
                main.layout(), lists, lists + PoolLayout.STATE_ARENAS, Place.Counting.BY_STATE, List.of(start, end));
    }

    private static String shared(List<Long> sharing) {
        String named = sharing.stream().limit(NAMED).map(String::valueOf).collect(Collectors.joining(", "));
        String more = sharing.size() > NAMED ? " and " + (sharing.size() - NAMED) + " more" : "";
        return sharing.size() == 1
                ? "interpreter " + named + " has no pools of its own: its objects count as the main one's"
                : "interpreters " + named + more + " have no pools of their own: their objects count as the main one's";
    }
}
