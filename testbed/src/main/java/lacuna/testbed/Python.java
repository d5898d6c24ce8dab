package lacuna.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A CPython to run programs of testbed/python under: the system's, or one of another Debian release, which may not be here.
 *
 * @param minor 11 of Python 3.11
 */
public record Python(int minor, boolean isHere, Debian release) {
    private static final Path SYSTEM = Path.of("/usr/bin/python3.11");
    private static final Debian NO_RELEASE = new Debian("");

    /** Every version that the claims about Python are made of. */
    public static Stream<Python> each() {
        return Stream.concat(Stream.of(9, 13, 14).map(Python::of), Stream.of(system()));
    }

    public static Python system() {
        return new Python(11, Files.exists(SYSTEM), NO_RELEASE);
    }

    public static Python of(int minor) {
        Debian release = new Debian("python3." + minor);
        return new Python(minor, release.isHere(), release);
    }

    /** The interpreter of 3.{@code minor} without its global lock, where testbed/python/build-free-threaded puts it. */
    public static Path freeThreaded(int minor) {
        String name = "python3." + minor + "t";
        return new Debian(name).tree().resolve("bin").resolve(name);
    }

    /** A program of testbed/python, to be run by {@code interpreter}. */
    public static TargetProgram program(Path interpreter, String source, String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                interpreter.toString(),
                Path.of(System.getProperty("lacuna.root"), "testbed/python", source)
                        .toString()));
        words.addAll(List.of(arguments));
        return Target.command(words.toArray(String[]::new));
    }

    /** Why a test of this version is skipped. */
    public String absence() {
        return release.equals(NO_RELEASE) ? SYSTEM + " is not here" : release.absence();
    }

    /** Runs testbed/python/{@code source}. */
    public TargetProgram program(String source, String... arguments) {
        try {
            Path code = Path.of(System.getProperty("lacuna.root"), "testbed/python", source);
            List<String> words = new ArrayList<>(List.of("/usr/bin/python3." + minor, "-c", Files.readString(code)));
            words.addAll(List.of(arguments));
            String[] command = words.toArray(String[]::new);
            return release.equals(NO_RELEASE) ? Target.command(command) : release.command(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "Python 3." + minor;
    }
}
