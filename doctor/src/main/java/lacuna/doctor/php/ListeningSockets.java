package lacuna.doctor.php;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lacuna.doctor.php.config.FpmConfig;
import lacuna.linux.proc.ProcRoot;

/**
 * Tells a worker's pool where its title does not: FPM makes the pool's listening socket the worker's standard input, and
 * the kernel lists each socket with its path or port.
 */
final class ListeningSockets {
    private static final int MOST_LINES = 200_000;

    private final ProcRoot proc;
    private final Map<String, String> names = new HashMap<>();

    /** The sockets that the network of process {@code pid} has. */
    ListeningSockets(ProcRoot proc, int pid) {
        this.proc = proc;
        lines(pid, "unix").forEach(line -> put(line, 6, 7, ""));
        lines(pid, "tcp").forEach(line -> put(line, 9, 1, "port "));
        lines(pid, "tcp6").forEach(line -> put(line, 9, 1, "port "));
    }

    /** The one pool of {@code config} that listens where the worker {@code pid} takes its requests from. */
    Optional<String> poolOf(int pid, FpmConfig config) {
        try {
            String link =
                    Files.readSymbolicLink(proc.path().resolve(pid + "/fd/0")).toString();
            if (!link.startsWith("socket:[") || !link.endsWith("]")) {
                return Optional.empty();
            }
            Optional<String> name =
                    Optional.ofNullable(names.get(link.substring("socket:[".length(), link.length() - 1)));
            return name.flatMap(where -> config.pools().stream()
                    .filter(pool -> pool.value("listen")
                            .filter(listen -> place(listen).equals(where))
                            .isPresent())
                    .map(pool -> pool.name())
                    .findFirst());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** A path as it is, "port 9000" for whatever has a port. */
    private static String place(String listen) {
        return listen.startsWith("/") ? listen : "port " + listen.substring(listen.lastIndexOf(':') + 1);
    }

    private void put(String line, int inodeAt, int nameAt, String kind) {
        String[] words = line.strip().split("\\s+", 9 + 2);
        if (words.length <= Math.max(inodeAt, nameAt)) {
            return;
        }
        String name = words[nameAt];
        int colon = name.lastIndexOf(':');
        if (kind.isEmpty()) {
            names.put(words[inodeAt], name);
        } else if (colon >= 0 && name.length() == colon + 5) {
            try {
                names.put(words[inodeAt], kind + HexFormat.fromHexDigits(name.substring(colon + 1)));
            } catch (NumberFormatException _) {
                // The heading of the table.
            }
        }
    }

    private List<String> lines(int pid, String table) {
        Path file = proc.path().resolve(pid + "/net/" + table);
        try (java.util.stream.Stream<String> lines = Files.lines(file, java.nio.charset.StandardCharsets.ISO_8859_1)) {
            return lines.limit(MOST_LINES).toList();
        } catch (IOException | java.io.UncheckedIOException _) {
            return List.of();
        }
    }
}
