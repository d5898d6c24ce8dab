package lacuna.doctor.php.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * php.ini and the folder of more files beside it, the last word standing. No process shows where
 * it read them from, so they are looked for next to php-fpm.conf, then where the program was built to look.
 */
public record PhpIni(List<String> files, Map<String, Setting> settings, List<ConfigProblem> problems) {
    public PhpIni {
        files = List.copyOf(files);
        settings = Map.copyOf(settings);
        problems = List.copyOf(problems);
    }

    /** The main file and the folder that is scanned, as one installation has them. */
    private record Place(String ini, String folder) {}

    public static PhpIni read(
            ServiceFiles files,
            String fpmConfig,
            ProgramFacts program,
            Function<String, Optional<String>> environment) {
        Problems problems = new Problems();
        Map<String, Setting> settings = new LinkedHashMap<>();
        List<String> read = new ArrayList<>();
        place(files, fpmConfig, program).ifPresent(place -> {
            if (files.exists(place.ini())) {
                read.add(place.ini());
            }
            read.addAll(files.matching(place.folder() + "/*.ini"));
            read.forEach(file -> readInto(settings, files, file, environment, problems));
        });
        return new PhpIni(read, settings, problems.all());
    }

    /** Shared memory is made by the master at its start, before there are pools: what a pool says of it has no effect. */
    private static final Set<String> OF_MASTER = Set.of(
            "opcache.memory_consumption",
            "opcache.interned_strings_buffer",
            "opcache.max_accelerated_files",
            "opcache.jit_buffer_size",
            "opcache.preload");

    public static boolean isOfMaster(String name) {
        return OF_MASTER.contains(name);
    }

    /** What a worker of {@code pool} is told: the pool's word, then the files', then the default. */
    public Optional<Setting> effective(PoolConfig pool, String name) {
        return isOfMaster(name) ? ofMaster(name) : pool.php(name).or(() -> ofMaster(name));
    }

    /** What the master itself runs with: shared memory is made by it, before there are pools. */
    public Optional<Setting> ofMaster(String name) {
        return Optional.ofNullable(settings.get(name))
                .or(() -> Directives.ofPhp(name).map(value -> new Setting(name, value, new Origin.BuiltIn())));
    }

    /** Beside php-fpm.conf, where whoever runs several PHPs keeps it (and Debian its only one); else where it was built to look. */
    private static Optional<Place> place(ServiceFiles files, String fpmConfig, ProgramFacts program) {
        String folder = fpmConfig.substring(0, Math.max(0, fpmConfig.lastIndexOf('/')));
        List<Place> places = new ArrayList<>(List.of(new Place(folder + "/php.ini", folder + "/conf.d")));
        program.scanFolder()
                .ifPresent(scan -> places.add(new Place(scan.substring(0, scan.lastIndexOf('/')) + "/php.ini", scan)));
        places.add(new Place(folder + "/php/php.ini", folder + "/php/conf.d"));
        return places.stream()
                .filter(place -> files.exists(place.ini()) || files.exists(place.folder()))
                .findFirst();
    }

    private static void readInto(
            Map<String, Setting> settings,
            ServiceFiles files,
            String file,
            Function<String, Optional<String>> environment,
            Problems problems) {
        switch (files.read(file)) {
            case ServiceFiles.Content.Refused(String why) -> problems.add(file, 0, why);
            case ServiceFiles.Content.Text(String text) ->
                new IniText(file, environment, problems).read(text, new IniText.Visitor() {
                    private boolean everywhere = true;

                    @Override
                    public void section(String name, int line) {
                        // Settings for one folder or one host only.
                        everywhere = !name.startsWith("PATH=") && !name.startsWith("HOST=");
                    }

                    @Override
                    public void entry(String name, String value, int line) {
                        if (everywhere) {
                            settings.put(name, new Setting(name, value, new Origin.Line(file, line)));
                        }
                    }
                });
        }
    }
}
