package lacuna.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A version of the GNU C library to run programs under, from target/glibc, where testbed/glibc/fetch puts what the
 * mirror's releases have. A version that is wanted may not be there: a test of it is then skipped.
 *
 * {@snippet :
 * @ParameterizedTest
 * @MethodSource("lacuna.testbed.Glibc#each")
 * void aThreadHasItsOwnArena(Glibc glibc) {
 *     assumeTrue(glibc.isHere(), glibc::absence);
 *     try (Target target = glibc.c("arenas.c", "4").start()) {
 *     }
 * }
 * }
 *
 * A program runs under any library that is as new as the one it was linked with. So {@link #c} links with the oldest one
 * here, and each version runs the same binary; newer functions, such as mallinfo2, are weak symbols in such a program.
 */
public record Glibc(String version, Path tree) {
    /** What the claims about glibc are made of; any other version that is there is tested too. */
    private static final List<String> WANTED = List.of("2.31", "2.36", "2.41", "2.43", "2.44");

    private static final Pattern VERSION = Pattern.compile("2\\.[0-9]{1,3}");
    private static final String LIBRARIES = "lib/x86_64-linux-gnu";

    private static Path store() {
        return Path.of(System.getProperty("lacuna.root"), "target/glibc");
    }

    /** Every version that is wanted or here, the oldest first. */
    public static Stream<Glibc> each() {
        TreeSet<String> versions = new TreeSet<>(Comparator.comparingInt(Glibc::minor));
        versions.addAll(WANTED);
        versions.addAll(found());
        return versions.stream().map(version -> new Glibc(version, store().resolve(version)));
    }

    public boolean isHere() {
        return Files.exists(loader());
    }

    /** Why a test of this version is skipped. */
    public String absence() {
        return "glibc " + version + " is not in " + store()
                + ": testbed/glibc/fetch has not been run, or did not reach it";
    }

    /** A program of testbed/c, linked with the oldest version here, to run under this one. */
    public TargetProgram c(String source, String... arguments) {
        return under(Target.c(source, oldest().linking(), arguments));
    }

    /** A program of testbed/c with this version inside it. */
    public TargetProgram statically(String source, String... arguments) {
        List<String> flags = new ArrayList<>(linking());
        flags.add("-static");
        flags.add(Path.of(System.getProperty("lacuna.root"), "testbed/glibc/old-unwinder.ld")
                .toString());
        return Target.c(source, flags, arguments);
    }

    /**
     * The same program run by this version's own loader, which then stands as the executable in {@code /proc/PID/exe}.
     * The program's library must not be newer than this one.
     */
    public TargetProgram under(TargetProgram program) {
        return program.under(
                loader().toString(), "--library-path", tree.resolve(LIBRARIES).toString());
    }

    /** The library file that such a program maps. */
    public Path library() {
        return tree.resolve(LIBRARIES).resolve("libc.so.6");
    }

    @Override
    public String toString() {
        return "glibc " + version;
    }

    private Path loader() {
        return tree.resolve(LIBRARIES).resolve("ld-linux-x86-64.so.2");
    }

    /** This version's headers, start files and libraries before the system's; the kernel's headers are the system's. */
    private List<String> linking() {
        return List.of(
                "--sysroot=" + tree,
                "-B" + tree.resolve("usr").resolve(LIBRARIES),
                "-idirafter",
                "/usr/include",
                "-idirafter",
                "/usr/include/x86_64-linux-gnu");
    }

    private static Glibc oldest() {
        return each().filter(Glibc::isHere).findFirst().orElseThrow();
    }

    private static List<String> found() {
        if (!Files.isDirectory(store())) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(store())) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> VERSION.matcher(name).matches())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int minor(String version) {
        return Integer.parseInt(version.substring(version.indexOf('.') + 1));
    }
}
