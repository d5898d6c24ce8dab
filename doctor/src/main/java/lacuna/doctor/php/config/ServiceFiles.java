package lacuna.doctor.php.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * The files of a service as the service sees them: below {@code root}, which is "/" or a container's. Symbolic links are
 * followed here, not by the kernel, so that none leads out of the root; only regular files of a bounded size are read.
 */
public record ServiceFiles(Path root) {
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_LINKS = 40;
    private static final int MOST_MATCHES = 1000;
    private static final int MOST_LISTED = 10_000;

    /** What came of reading a file. */
    public sealed interface Content {
        record Text(String text) implements Content {}

        record Refused(String why) implements Content {}
    }

    /** Where the file that the service calls {@code name} is for us; absent when a link of it never ends. */
    public Optional<Path> place(String name) {
        Deque<String> rest = new ArrayDeque<>(components(name));
        Deque<String> done = new ArrayDeque<>();
        int links = 0;
        while (!rest.isEmpty()) {
            String next = rest.pop();
            if (next.equals("..")) {
                done.pollLast();
                continue;
            }
            done.addLast(next);
            Path here;
            try {
                here = below(done);
            } catch (InvalidPathException _) {
                return Optional.empty();
            }
            if (Files.isSymbolicLink(here)) {
                if (++links > MOST_LINKS) {
                    return Optional.empty();
                }
                try {
                    String target = Files.readSymbolicLink(here).toString();
                    done.removeLast();
                    if (target.startsWith("/")) {
                        done.clear();
                    }
                    List<String> steps = components(target);
                    for (int i = steps.size() - 1; i >= 0; i--) {
                        rest.push(steps.get(i));
                    }
                } catch (IOException _) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(below(done));
    }

    public Content read(String name) {
        Optional<Path> place = place(name);
        if (place.isEmpty()) {
            return new Content.Refused("its symbolic links lead nowhere");
        }
        try {
            if (!Files.exists(place.get(), LinkOption.NOFOLLOW_LINKS)) {
                return new Content.Refused(
                        Files.notExists(place.get(), LinkOption.NOFOLLOW_LINKS) ? "no such file" : "permission denied");
            }
            // A pipe would hang, a device could act.
            if (!Files.isRegularFile(place.get(), LinkOption.NOFOLLOW_LINKS)) {
                return new Content.Refused("not a regular file");
            }
            try (InputStream in = Files.newInputStream(place.get(), LinkOption.NOFOLLOW_LINKS)) {
                byte[] bytes = in.readNBytes(MOST_BYTES + 1);
                return bytes.length > MOST_BYTES
                        ? new Content.Refused("longer than 1 MiB")
                        : new Content.Text(new String(bytes, StandardCharsets.UTF_8));
            }
        } catch (NoSuchFileException _) {
            return new Content.Refused("no such file");
        } catch (IOException refused) {
            return new Content.Refused("permission denied");
        }
    }

    public boolean exists(String name) {
        return place(name)
                .filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS))
                .isPresent();
    }

    /** The names that match {@code pattern} (* ? []), sorted; a pattern without these is a name. */
    public List<String> matching(String pattern) {
        List<String> found = new ArrayList<>(List.of(""));
        for (String component : components(pattern)) {
            List<String> next = new ArrayList<>();
            for (String folder : found) {
                if (isPattern(component)) {
                    listed(folder, component).forEach(name -> next.add(folder + "/" + name));
                } else {
                    next.add(folder + "/" + component);
                }
                if (next.size() > MOST_MATCHES) {
                    break;
                }
            }
            found = next;
        }
        return found.stream().filter(this::exists).limit(MOST_MATCHES).toList();
    }

    public static boolean isPattern(String name) {
        return name.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
    }

    private List<String> listed(String folder, String pattern) {
        Optional<Path> place = place(folder);
        if (place.isEmpty()) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(place.get())) {
            // Braces mean nothing to glob(3).
            PathMatcher matcher = FileSystems.getDefault()
                    .getPathMatcher("glob:" + pattern.replace("{", "\\{").replace("}", "\\}"));
            return files.limit(MOST_LISTED)
                    .map(Path::getFileName)
                    .filter(name -> !name.toString().startsWith(".") || pattern.startsWith("."))
                    .filter(matcher::matches)
                    .map(Path::toString)
                    .sorted()
                    .toList();
        } catch (IOException | java.io.UncheckedIOException | PatternSyntaxException _) {
            return List.of();
        }
    }

    private Path below(Deque<String> names) {
        Path path = root;
        for (String name : names) {
            path = path.resolve(name);
        }
        return path;
    }

    private static List<String> components(String name) {
        return Arrays.stream(name.split("/", -1))
                .filter(part -> !part.isEmpty() && !part.equals("."))
                .toList();
    }
}
