package lacuna.doctor.php.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * php.ini and the folder of more files beside it, the last word standing. Where PHP looks for them is built into it and
 * shown by no process, so they are looked for where packages put them, next to php-fpm.conf first.
 */
public record PhpIni(List<String> files, Map<String, Setting> settings, List<ConfigProblem> problems) {
    public PhpIni {
        files = List.copyOf(files);
        settings = Map.copyOf(settings);
        problems = List.copyOf(problems);
    }

    /** The main file and the folder that is scanned, by the layout of: Debian, Red Hat, the official image, Alpine. */
    private record Place(String ini, String folder) {}

    public static PhpIni read(ServiceFiles files, String fpmConfig, Function<String, Optional<String>> environment) {
        Problems problems = new Problems();
        Map<String, Setting> settings = new LinkedHashMap<>();
        List<String> read = new ArrayList<>();
        place(files, fpmConfig).ifPresent(place -> {
            if (files.exists(place.ini())) {
                read.add(place.ini());
            }
            read.addAll(files.matching(place.folder() + "/*.ini"));
            read.forEach(file -> readInto(settings, files, file, environment, problems));
        });
        return new PhpIni(read, settings, problems.all());
    }

    /** What a worker of {@code pool} is told: the pool's word, then the files', then the default. */
    public Optional<Setting> effective(PoolConfig pool, String name) {
        return pool.php(name).or(() -> ofMaster(name));
    }

    /** What the master itself runs with: shared memory is made by it, before there are pools. */
    public Optional<Setting> ofMaster(String name) {
        return Optional.ofNullable(settings.get(name))
                .or(() -> Directives.ofPhp(name).map(value -> new Setting(name, value, new Origin.BuiltIn())));
    }

    private static Optional<Place> place(ServiceFiles files, String fpmConfig) {
        List<Place> places = places(fpmConfig);
        return places.stream()
                .filter(place -> files.exists(place.folder()))
                .findFirst()
                .or(() -> places.stream()
                        .filter(place -> files.exists(place.ini()))
                        .findFirst());
    }

    private static List<Place> places(String fpmConfig) {
        String folder = fpmConfig.substring(0, Math.max(0, fpmConfig.lastIndexOf('/')));
        return List.of(
                new Place(folder + "/php.ini", folder + "/conf.d"),
                new Place(folder + "/php.ini", folder + "/php.d"),
                new Place(folder + "/php/php.ini", folder + "/php/conf.d"));
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
