package lacuna.doctor.php.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * php-fpm.conf with what it includes: the global settings and each pool's, in the order of the files. FPM lets files
 * include files five deep; so do we.
 */
public record FpmConfig(
        String file, Map<String, Setting> global, List<PoolConfig> pools, List<ConfigProblem> problems) {
    private static final int DEEPEST = 5;
    private static final int MOST_FILES = 1000;
    private static final int MOST_POOLS = 4096;

    public FpmConfig {
        global = Map.copyOf(global);
        pools = List.copyOf(pools);
        problems = List.copyOf(problems);
    }

    /**
     * Reads {@code file}. Names that do not begin with "/" are below {@code prefix}, the folder that php-fpm was built for;
     * {@code environment} is the master's, as far as it is known.
     */
    public static FpmConfig read(
            ServiceFiles files, String file, String prefix, Function<String, Optional<String>> environment) {
        Reader reader = new Reader(files, prefix, environment);
        reader.read(file, 1);
        List<PoolConfig> pools = new ArrayList<>();
        reader.pools.forEach((name, settings) -> {
            Map<String, Setting> named = new LinkedHashMap<>();
            settings.forEach((key, setting) ->
                    named.put(key, new Setting(key, setting.value().replace("$pool", name), setting.origin())));
            pools.add(new PoolConfig(name, reader.sections.get(name), named, Map.of()));
        });
        return new FpmConfig(file, reader.global, pools, reader.problems.all());
    }

    /** The same with what {@code php-fpm -tt} says; a pool that only it knows is added. */
    public FpmConfig withTested(Map<String, Map<String, String>> words) {
        List<PoolConfig> all = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (PoolConfig pool : pools) {
            known.add(pool.name());
            all.add(pool.withTested(words.getOrDefault(pool.name(), Map.of())));
        }
        words.forEach((name, settings) -> {
            if (!name.equals("global") && known.add(name)) {
                all.add(new PoolConfig(name, new Origin.Tested(), Map.of(), settings));
            }
        });
        return new FpmConfig(file, global, all, problems);
    }

    public Optional<PoolConfig> pool(String name) {
        return pools.stream().filter(pool -> pool.name().equals(name)).findFirst();
    }

    private static final class Reader {
        private final ServiceFiles files;
        private final String prefix;
        private final Function<String, Optional<String>> environment;
        private final Problems problems = new Problems();
        private final Map<String, Setting> global = new LinkedHashMap<>();
        private final Map<String, Map<String, Setting>> pools = new LinkedHashMap<>();
        private final Map<String, Origin> sections = new LinkedHashMap<>();
        private String section = "global";
        private int read;

        Reader(ServiceFiles files, String prefix, Function<String, Optional<String>> environment) {
            this.files = files;
            this.prefix = prefix;
            this.environment = environment;
        }

        void read(String file, int depth) {
            if (++read > MOST_FILES) {
                return;
            }
            switch (files.read(file)) {
                case ServiceFiles.Content.Refused(String why) -> problems.add(file, 0, why);
                case ServiceFiles.Content.Text(String text) ->
                    new IniText(file, environment, problems).read(text, new IniText.Visitor() {
                        @Override
                        public void section(String name, int line) {
                            open(name, new Origin.Line(file, line));
                        }

                        @Override
                        public void entry(String name, String value, int line) {
                            if (name.equals("include")) {
                                include(file, line, value, depth);
                            } else {
                                set(new Setting(name, value, new Origin.Line(file, line)));
                            }
                        }
                    });
            }
        }

        private void open(String name, Origin.Line origin) {
            section = name;
            if (name.equals("global") || pools.containsKey(name)) {
                return;
            }
            if (pools.size() >= MOST_POOLS) {
                problems.add(origin.file(), origin.line(), "more than " + MOST_POOLS + " pools");
                section = "global";
                return;
            }
            pools.put(name, new LinkedHashMap<>());
            sections.put(name, origin);
        }

        private void set(Setting setting) {
            (section.equals("global") ? global : pools.get(section)).put(setting.name(), setting);
        }

        private void include(String file, int line, String pattern, int depth) {
            if (depth >= DEEPEST) {
                problems.add(file, line, "files include files more than " + DEEPEST + " deep: a loop?");
                return;
            }
            String whole = pattern.startsWith("/") ? pattern : prefix + "/" + pattern;
            List<String> found = files.matching(whole);
            if (found.isEmpty() && !ServiceFiles.isPattern(whole)) {
                problems.add(file, line, "includes " + whole + ", which does not exist or cannot be read");
            }
            found.forEach(each -> read(each, depth + 1));
            if (read > MOST_FILES) {
                problems.add(file, line, "more than " + MOST_FILES + " files");
            }
        }
    }
}
