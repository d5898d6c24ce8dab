package lacuna.doctor.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the kernel counts of a process, in bytes but for {@code threads}. Absent is what could not be had, or what a core
 * does not tell.
 */
public record ProcessFigures(
        OptionalLong rss,
        OptionalLong anon,
        OptionalLong file,
        OptionalLong shmem,
        OptionalLong pss,
        OptionalLong uss,
        OptionalLong swap,
        OptionalLong hugePages,
        OptionalLong lazyFree,
        OptionalLong pageTables,
        int threads) {
    public static final ProcessFigures NONE = new ProcessFigures(
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            0);

    /** These, with one of them a {@code share} more or less: each in turn. */
    public List<ProcessFigures> varied(double share) {
        List<OptionalLong> all = List.of(rss, anon, file, shmem, pss, uss, swap, hugePages, lazyFree, pageTables);
        List<ProcessFigures> varied = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).orElse(0) > 0) {
                for (double factor : new double[] {1 - share, 1 + share}) {
                    List<OptionalLong> one = new ArrayList<>(all);
                    one.set(i, OptionalLong.of(Math.round(all.get(i).getAsLong() * factor)));
                    varied.add(of(one, threads));
                }
            }
        }
        return varied;
    }

    private static ProcessFigures of(List<OptionalLong> all, int threads) {
        return new ProcessFigures(
                all.get(0),
                all.get(1),
                all.get(2),
                all.get(3),
                all.get(4),
                all.get(5),
                all.get(6),
                all.get(7),
                all.get(8),
                all.get(9),
                threads);
    }
}
