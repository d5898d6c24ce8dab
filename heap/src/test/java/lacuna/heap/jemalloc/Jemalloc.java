package lacuna.heap.jemalloc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import lacuna.testbed.Debian;
import lacuna.testbed.Target;
import lacuna.testbed.TargetProgram;

/** A jemalloc to run programs on: this system's or another release's library, preloaded, or one that is linked in. */
record Jemalloc(String name, String version, String layout, Way way, Path library) {
    /** How a program gets it. */
    enum Way {
        PRELOADED,
        /** By the loader of the library's own release, whose C library is newer than this system's. */
        PRELOADED_BY_ITS_LOADER,
        STATIC,
        STATIC_PIE
    }

    private static final String LIBRARIES = "usr/lib/x86_64-linux-gnu";
    private static final String SHARED = "libjemalloc.so.2";

    static final Jemalloc HERE =
            new Jemalloc("5.3.0", "5.3.0", "48 bits", Way.PRELOADED, Path.of("/", LIBRARIES, SHARED));

    static Stream<Jemalloc> each() {
        Path archive = Path.of("/", LIBRARIES, "libjemalloc.a");
        return Stream.of(
                HERE,
                new Jemalloc("5.3.0 in a static program", "5.3.0", "48 bits", Way.STATIC, archive),
                new Jemalloc("5.3.0 in a static-pie program", "5.3.0", "48 bits", Way.STATIC_PIE, archive),
                new Jemalloc("5.2.1", "5.2.1", "48 bits", Way.PRELOADED, of("jemalloc5.2.1")),
                new Jemalloc("5.3.0 of 57 bits", "5.3.0", "57 bits", Way.PRELOADED, of("jemalloc5.3.0")),
                new Jemalloc("5.3.1", "5.3.1", "5.3.1", Way.PRELOADED_BY_ITS_LOADER, of("jemalloc5.3.1")));
    }

    boolean isHere() {
        return Files.exists(library);
    }

    String absence() {
        return library + " is not here: build/test-packages or testbed/debian/wanted names where it comes from";
    }

    /** A program of testbed/c on this jemalloc, which is told {@code configuration}. */
    TargetProgram c(String configuration, String source, String... arguments) {
        TargetProgram program = switch (way) {
            case PRELOADED -> Target.c(source, arguments).under("env", "LD_PRELOAD=" + library);
            case PRELOADED_BY_ITS_LOADER ->
                Target.c(source, arguments)
                        .under(
                                library.resolveSibling("ld-linux-x86-64.so.2").toString(),
                                "--library-path",
                                String.valueOf(library.getParent()),
                                "--preload",
                                library.toString());
            case STATIC -> Target.c(source, linking("-static"), arguments);
            case STATIC_PIE -> Target.c(source, linking("-static-pie"), arguments);
        };
        return program.with("MALLOC_CONF", configuration);
    }

    @Override
    public String toString() {
        return name;
    }

    private static Path of(String debian) {
        return new Debian(debian).tree().resolve(LIBRARIES).resolve(SHARED);
    }

    /** Stripped: without a symbol. */
    private static List<String> linking(String how) {
        List<String> flags = new ArrayList<>(List.of(how));
        flags.addAll(List.of("-s", "-ljemalloc", "-lm"));
        return flags;
    }
}
