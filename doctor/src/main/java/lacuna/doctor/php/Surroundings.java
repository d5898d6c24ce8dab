package lacuna.doctor.php;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lacuna.doctor.php.config.ServiceFiles;
import lacuna.linux.cgroup.Belonging;
import lacuna.linux.proc.CgroupLine;
import lacuna.linux.proc.ProcReader;
import lacuna.linux.proc.ProcRoot;

/** Where a master lives: its files, its network, its unit, container and control group. */
record Surroundings(
        ServiceFiles files,
        Place fileSystem,
        Place network,
        Path folder,
        OptionalLong user,
        Optional<String> unit,
        Optional<String> container,
        List<CgroupLine> groups) {

    /** Whether the process shares a part of the world with us. */
    enum Place {
        OURS,
        ANOTHER
    }

    static Surroundings of(ProcReader reader, ProcRoot proc, int pid) {
        List<CgroupLine> groups = reader.cgroup(pid).toOptional().orElse(List.of());
        Belonging belonging = Belonging.of(groups);
        Optional<String> container =
                belonging.container().map(found -> found.engine().words() + " " + found.shortId());
        Path root = proc.path().resolve(pid + "/root");
        Place otherwise = container.isPresent() ? Place.ANOTHER : Place.OURS;
        boolean jailed = link(root)
                .map(Path::toString)
                .filter(where -> !where.equals("/"))
                .isPresent();
        Place fileSystem = jailed ? Place.ANOTHER : namespace(proc, pid, "mnt").orElse(otherwise);
        OptionalLong user = reader.status(pid)
                .toOptional()
                .filter(status -> status.user().real() == status.user().effective())
                .map(status -> OptionalLong.of(status.user().effective()))
                .orElse(OptionalLong.empty());
        return new Surroundings(
                new ServiceFiles(fileSystem == Place.OURS ? Path.of("/") : root),
                fileSystem,
                namespace(proc, pid, "net").orElse(otherwise),
                link(proc.path().resolve(pid + "/cwd")).orElse(Path.of("/")),
                user,
                belonging.userUnit().or(belonging::unit).map(unit -> unit.title()),
                container,
                groups);
    }

    private static Optional<Place> namespace(ProcRoot proc, int pid, String kind) {
        Optional<Path> theirs = link(proc.path().resolve(pid + "/ns/" + kind));
        Optional<Path> ours = link(proc.path().resolve("self/ns/" + kind));
        return theirs.flatMap(there -> ours.map(here -> here.equals(there) ? Place.OURS : Place.ANOTHER));
    }

    private static Optional<Path> link(Path link) {
        try {
            return Optional.of(Files.readSymbolicLink(link));
        } catch (IOException | UnsupportedOperationException _) {
            return Optional.empty();
        }
    }
}
