package lacuna.doctor.php;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import lacuna.doctor.php.config.FpmConfig;
import lacuna.doctor.php.config.PhpIni;
import lacuna.doctor.php.config.PhpValue;
import lacuna.doctor.php.config.Setting;
import lacuna.heap.php.OpcacheFigures;
import lacuna.linux.proc.Mapping;
import lacuna.linux.proc.ProcReader;

/** What is to be said of one php-fpm as a whole, by its configuration and by what its master has mapped. */
final class MasterRemarks {
    private static final List<String> OTHER_ALLOCATORS = List.of("libjemalloc", "libtcmalloc", "libmimalloc");
    private static final String SEGMENT = "/dev/zero";
    private static final long LEAST_SEGMENT = 8L << 20;

    private final List<Remark> remarks = new ArrayList<>();

    /** What the master has mapped: OPcache's segment, and a malloc that was put before glibc's. */
    record Mapped(OptionalLong opcache, Optional<String> allocator) {
        static Mapped of(ProcReader reader, int pid) {
            Map<Long, Long> segments = new HashMap<>();
            Optional<String> allocator = Optional.empty();
            for (Mapping mapping : reader.maps(pid).toOptional().orElse(List.of())) {
                String path = mapping.path();
                if (path.equals(SEGMENT) && mapping.isShared()) {
                    segments.merge(mapping.inode(), mapping.length(), Long::sum);
                }
                String file = path.substring(path.lastIndexOf('/') + 1);
                if (allocator.isEmpty()) {
                    allocator =
                            OTHER_ALLOCATORS.stream().filter(file::startsWith).findFirst();
                }
            }
            // FPM's own scoreboards are such mappings too, and small.
            long segment =
                    segments.values().stream().mapToLong(Long::longValue).max().orElse(0);
            return new Mapped(segment >= LEAST_SEGMENT ? OptionalLong.of(segment) : OptionalLong.empty(), allocator);
        }
    }

    private MasterRemarks() {}

    static List<Remark> of(
            String program,
            Optional<String> version,
            FpmConfig config,
            PhpIni ini,
            Mapped mapped,
            Optional<OpcacheFigures> opcache,
            long mostBacklog) {
        MasterRemarks all = new MasterRemarks();
        all.replacedProgram(program);
        all.preloadedAllocator(version, mapped.allocator());
        all.segment(ini, mapped.opcache());
        // What stands in the segment tells it better than the file.
        if (opcache.flatMap(OpcacheFigures::strings).isEmpty()) {
            all.internedStrings(ini);
        }
        all.processMax(config);
        all.backlogs(config, mostBacklog);
        return all.remarks;
    }

    private void replacedProgram(String program) {
        if (program.endsWith(" (deleted)")) {
            remarks.add(
                    new Remark("the program", "", "was replaced since the master began: a restart runs the new one"));
        }
    }

    private void preloadedAllocator(Optional<String> version, Optional<String> allocator) {
        boolean deepBind = version.map(text -> older(text, 8, 5)).orElse(true);
        allocator
                .filter(_ -> deepBind)
                .ifPresent(
                        name -> remarks.add(
                                new Remark(
                                        name,
                                        "",
                                        "is preloaded, but PHP before 8.5 binds extensions to glibc's malloc: memory of the one can be freed by the other. The settings of glibc's own malloc (MALLOC_MMAP_THRESHOLD_, MALLOC_ARENA_MAX) are the safe way")));
    }

    /** The segment holds what the master was started with; with JIT it is larger than memory_consumption. */
    private void segment(PhpIni ini, OptionalLong mapped) {
        Optional<Setting> setting = ini.ofMaster("opcache.memory_consumption");
        OptionalLong wanted = setting.map(found -> PhpValue.size(found.value())).orElse(OptionalLong.empty());
        if (mapped.isPresent() && wanted.isPresent() && mapped.getAsLong() >> 20 < wanted.getAsLong()) {
            remarks.add(
                    new Remark(
                            "opcache.memory_consumption = " + wanted.getAsLong(),
                            setting.orElseThrow().origin().words(),
                            "is not what runs: OPcache's segment has " + (mapped.getAsLong() >> 20)
                                    + " MiB. The file was changed after the start, or another one was read; a restart takes it"));
        }
    }

    private void internedStrings(PhpIni ini) {
        Optional<Setting> setting = ini.ofMaster("opcache.interned_strings_buffer");
        long megabytes =
                setting.map(found -> PhpValue.size(found.value()).orElse(0)).orElse(0L);
        if (megabytes >= 4
                && megabytes <= 4095
                && setting.get().origin() instanceof lacuna.doctor.php.config.Origin.Line) {
            long table = 4 * (Long.highestOneBit(megabytes * 32768) * 2);
            remarks.add(new Remark(
                    "opcache.interned_strings_buffer = " + megabytes,
                    setting.get().origin().words(),
                    String.format(
                            Locale.ROOT,
                            "holds about %d MiB of strings: its hash table takes %d. It is cut out of opcache.memory_consumption, and no worker's own memory shrinks with it",
                            megabytes - (table >> 20),
                            table >> 20)));
        }
    }

    private void processMax(FpmConfig config) {
        Setting max = config.global().get("process.max");
        OptionalLong most = max == null ? OptionalLong.empty() : PhpValue.size(max.value());
        long children = config.pools().stream()
                .mapToLong(pool -> pool.number("pm.max_children").orElse(0))
                .sum();
        if (most.orElse(0) > 0 && children > most.getAsLong()) {
            remarks.add(new Remark(
                    "process.max = " + most.getAsLong(),
                    max.origin().words(),
                    "bounds all pools together: their pm.max_children add up to " + children
                            + ", which is never reached"));
        }
    }

    private void backlogs(FpmConfig config, long mostBacklog) {
        config.pools()
                .forEach(pool -> pool.setting("listen.backlog")
                        .filter(setting -> mostBacklog > 0
                                && PhpValue.size(setting.value()).orElse(0) > mostBacklog)
                        .ifPresent(setting -> remarks.add(new Remark(
                                "listen.backlog = " + setting.value(),
                                setting.origin().words(),
                                "is cut to net.core.somaxconn, which is " + mostBacklog))));
    }

    private static boolean older(String version, int major, int minor) {
        String[] parts = version.split("\\.", 3);
        try {
            int first = Integer.parseInt(parts[0]);
            return parts.length > 1 && (first < major || (first == major && Integer.parseInt(parts[1]) < minor));
        } catch (NumberFormatException _) {
            return true;
        }
    }
}
