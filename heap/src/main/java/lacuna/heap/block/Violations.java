package lacuna.heap.block;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects broken rules: each kind once, with its count. */
public final class Violations {
    private static final int KINDS = 64;

    private final Map<String, long[]> found = new LinkedHashMap<>();

    /** {@code what} is a fixed sentence, so that the same violation counts up. */
    public void add(String what, long address) {
        long[] entry = found.get(what);
        if (entry != null) {
            entry[0]++;
        } else if (found.size() < KINDS) {
            found.put(what, new long[] {1, address});
        }
    }

    /** Those of a walk that goes on where this one's ended. */
    public void addAll(Violations others) {
        others.found.forEach((what, entry) -> {
            add(what, entry[1]);
            if (found.containsKey(what)) {
                found.get(what)[0] += entry[0] - 1;
            }
        });
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    public List<Violation> list() {
        List<Violation> all = new ArrayList<>(found.size());
        found.forEach((what, entry) -> all.add(new Violation(what, entry[0], entry[1])));
        return List.copyOf(all);
    }
}
