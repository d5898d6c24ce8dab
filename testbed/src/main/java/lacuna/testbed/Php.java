package lacuna.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A version of PHP to run the scripts of testbed/php with: the system's own, or one of another Debian release.
 *
 * @param tree where it lives when it is not the system's
 */
public record Php(String version, Optional<Debian> tree) {
    /** The system's first: a test that needs only one takes that. */
    public static Stream<Php> each() {
        return Stream.of(system(), other("7.4"), other("8.4"));
    }

    public static Php system() {
        return new Php("8.2", Optional.empty());
    }

    private static Php other(String version) {
        return new Php(version, Optional.of(new Debian("php" + version)));
    }

    public boolean isHere() {
        return tree.map(Debian::isHere).orElse(true) && Files.isExecutable(root().resolve("usr/bin/php" + version));
    }

    /** Why a test of this version is skipped. */
    public String absence() {
        return tree.map(Debian::absence).orElse("php" + version + "-cli is not installed");
    }

    /** testbed/php/{@code script}, run with {@code arguments}. */
    public TargetProgram script(String script, String... arguments) {
        return script(List.of(), script, arguments);
    }

    /** The same with options of the interpreter, such as "-d", "opcache.enable_cli=1". */
    public TargetProgram script(List<String> options, String script, String... arguments) {
        List<String> words = new ArrayList<>(List.of("/usr/bin/php" + version));
        words.addAll(options);
        words.add(placed().resolve(script).toString());
        words.addAll(List.of(arguments));
        return command(words);
    }

    /** What loads OPcache: the system's is configured to load it, a tree's is not. */
    public List<String> opcache() {
        return tree.isPresent() ? List.of("-d", "zend_extension=opcache.so") : List.of();
    }

    /** Any words, run where this version lives. */
    public TargetProgram command(List<String> words) {
        String[] all = words.toArray(String[]::new);
        return tree.map(debian -> debian.command(all)).orElseGet(() -> Target.command(all));
    }

    /** Where its root folder is, seen from here. */
    public Path root() {
        return tree.map(Debian::tree).orElse(Path.of("/"));
    }

    /** The folder of the scripts as this version sees it: a copy within its tree. */
    public Path placed() {
        Path scripts = Path.of(System.getProperty("lacuna.root"), "testbed/php");
        if (tree.isEmpty()) {
            return scripts;
        }
        Path seen = Path.of("/tmp/lacuna-testbed");
        Path copy = root().resolve(seen.toString().substring(1));
        try (Stream<Path> files = Files.list(scripts)) {
            Files.createDirectories(copy);
            for (Path file : files.toList()) {
                // Under a name of its own first: another test's process may be reading the same.
                Path fresh = Files.createTempFile(copy, "script", ".new");
                Files.copy(file, fresh, StandardCopyOption.REPLACE_EXISTING);
                Files.move(fresh, copy.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return seen;
    }

    @Override
    public String toString() {
        return "PHP " + version;
    }
}
