package lacuna.report.map;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import lacuna.linux.proc.MemoryField;
import lacuna.linux.proc.MemoryFigures;

/** The figures of a mapping or a sum of them that are told, under the names of the JSON. */
final class MapFigures {
    private MapFigures() {}

    /** Each figure with its name, in the order in which a reader wants them; absent ones too. */
    static void each(Optional<MemoryFigures> figures, BiConsumer<String, OptionalLong> teller) {
        teller.accept("rss", of(figures, MemoryField.RSS));
        teller.accept("pss", of(figures, MemoryField.PSS));
        teller.accept("uss", figures.map(MemoryFigures::uss).orElse(OptionalLong.empty()));
        teller.accept("privateDirty", of(figures, MemoryField.PRIVATE_DIRTY));
        teller.accept("anonymous", of(figures, MemoryField.ANONYMOUS));
        teller.accept("referenced", of(figures, MemoryField.REFERENCED));
        teller.accept("swap", of(figures, MemoryField.SWAP));
        teller.accept("hugePages", hugePages(figures));
        teller.accept("lazyFree", of(figures, MemoryField.LAZY_FREE));
        teller.accept("locked", of(figures, MemoryField.LOCKED));
    }

    static OptionalLong of(Optional<MemoryFigures> figures, MemoryField field) {
        return figures.map(all -> all.get(field)).orElse(OptionalLong.empty());
    }

    /** Transparent huge pages of all kinds and pages of hugetlbfs. */
    static OptionalLong hugePages(Optional<MemoryFigures> figures) {
        return figures.filter(all -> all.has(MemoryField.ANON_HUGE_PAGES))
                .map(all -> OptionalLong.of(all.orZero(MemoryField.ANON_HUGE_PAGES)
                        + all.orZero(MemoryField.SHMEM_PMD_MAPPED)
                        + all.orZero(MemoryField.FILE_PMD_MAPPED)
                        + all.orZero(MemoryField.SHARED_HUGETLB)
                        + all.orZero(MemoryField.PRIVATE_HUGETLB)))
                .orElse(OptionalLong.empty());
    }
}
