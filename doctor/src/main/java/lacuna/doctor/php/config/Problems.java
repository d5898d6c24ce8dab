package lacuna.doctor.php.config;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with configuration files: the first hundred, then only their number. */
public final class Problems {
    private static final int KEPT = 100;

    private final List<ConfigProblem> kept = new ArrayList<>();
    private int more;

    public void add(String file, int line, String what) {
        if (kept.size() < KEPT) {
            kept.add(new ConfigProblem(file, line, what));
        } else {
            more++;
        }
    }

    public List<ConfigProblem> all() {
        List<ConfigProblem> all = new ArrayList<>(kept);
        if (more > 0) {
            all.add(new ConfigProblem("", 0, "and " + more + " more problems"));
        }
        return List.copyOf(all);
    }
}
