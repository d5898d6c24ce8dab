package lacuna.linux.cgroup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lacuna.linux.host.Pressure;
import lacuna.linux.proc.CgroupLine;
import lacuna.linux.proc.ProcRoot;
import lacuna.linux.proc.Reading;
import lacuna.linux.proc.TextFolder;
import lacuna.linux.text.Ascii;
import lacuna.linux.text.Counters;

/**
 * Reads the memory figures of control groups of either version. On a host with both, version 1 has the memory when it is
 * mounted with that controller. For one thread: its buffers are reused.
 */
public final class CgroupReader implements AutoCloseable {
    /** Version 1 prints the largest number of pages for "no limit"; it differs with the page size and the kernel. */
    private static final long UNLIMITED = 1L << 62;

    private final CgroupMounts mounts;
    private final Optional<TextFolder> memory1;
    private final Optional<TextFolder> unified;
    private Counters lastStat = Counters.NONE;
    private Counters lastEvents = Counters.NONE;

    /** {@code files} is what the mount points in mountinfo are below: "/" for the running host. */
    public CgroupReader(ProcRoot root, Path files) {
        try (TextFolder proc = new TextFolder(root.path())) {
            mounts = proc.read("self/mountinfo", CgroupMounts::parse)
                    .toOptional()
                    .orElse(new CgroupMounts(Optional.empty(), Optional.empty()));
        }
        memory1 = mounts.memory1().flatMap(mount -> open(files, mount));
        unified = mounts.unified().flatMap(mount -> open(files, mount));
    }

    public CgroupMounts mounts() {
        return mounts;
    }

    /** The memory of the group that a process with these {@code lines} in its cgroup file is charged to. */
    public Reading<CgroupMemory> memory(List<CgroupLine> lines) {
        for (CgroupLine line : lines) {
            if (line.hasController("memory") && memory1.isPresent()) {
                return memory(CgroupMemory.Version.ONE, line.path());
            }
        }
        for (CgroupLine line : lines) {
            if (line.isVersion2()) {
                return memory(CgroupMemory.Version.TWO, line.path());
            }
        }
        return new Reading.Absent<>("memory control group");
    }

    /** Gone when the group was removed; absent when it is not mounted here, or its memory is not counted. */
    public Reading<CgroupMemory> memory(CgroupMemory.Version version, String path) {
        Optional<TextFolder> folder = switch (version) {
            case ONE -> memory1;
            case TWO -> unified;
        };
        Optional<CgroupMounts.Mount> mount = switch (version) {
            case ONE -> mounts.memory1();
            case TWO -> mounts.unified();
        };
        Optional<String> below = mount.flatMap(m -> m.folderOf(path));
        if (folder.isEmpty() || below.isEmpty()) {
            return new Reading.Absent<>(path);
        }
        return new Group(folder.get(), below.get(), path).memory(version);
    }

    @Override
    public void close() {
        memory1.ifPresent(TextFolder::close);
        unified.ifPresent(TextFolder::close);
    }

    private static Optional<TextFolder> open(Path files, CgroupMounts.Mount mount) {
        Path point = files.resolve(mount.point().substring(1));
        return Files.isDirectory(point) ? Optional.of(new TextFolder(point)) : Optional.empty();
    }

    /** One group's files. */
    private final class Group {
        private final TextFolder files;
        private final String folder;
        private final String path;

        Group(TextFolder files, String folder, String path) {
            this.files = files;
            this.folder = folder;
            this.path = path;
        }

        Reading<CgroupMemory> memory(CgroupMemory.Version version) {
            Reading<Counters> stat = files.read(folder + "/memory.stat", text -> {
                lastStat = Counters.parse(text, lastStat);
                return lastStat;
            });
            if (stat instanceof Reading.Absent<Counters>
                    && !Files.isDirectory(files.folder().resolve(folder))) {
                return new Reading.Gone<>();
            }
            return stat.map(figures -> switch (version) {
                case ONE -> one(figures);
                case TWO -> two(figures);
            });
        }

        private CgroupMemory one(Counters stat) {
            return new CgroupMemory(
                    CgroupMemory.Version.ONE,
                    path,
                    figure("memory.usage_in_bytes"),
                    figure("memory.max_usage_in_bytes"),
                    limit("memory.limit_in_bytes"),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    figure("memory.memsw.usage_in_bytes"),
                    limit("memory.memsw.limit_in_bytes"),
                    figure("memory.failcnt"),
                    counters("memory.oom_control").get("oom_kill"),
                    stat,
                    Counters.NONE,
                    Optional.empty());
        }

        private CgroupMemory two(Counters stat) {
            Counters events = counters("memory.events");
            return new CgroupMemory(
                    CgroupMemory.Version.TWO,
                    path,
                    figure("memory.current"),
                    figure("memory.peak"),
                    limit("memory.max"),
                    limit("memory.high"),
                    figure("memory.min"),
                    figure("memory.low"),
                    figure("memory.swap.current"),
                    limit("memory.swap.max"),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    events.get("max"),
                    events.get("oom_kill"),
                    stat,
                    events,
                    files.read(folder + "/memory.pressure", Pressure::parse).toOptional());
        }

        private OptionalLong figure(String name) {
            return files.read(folder + "/" + name, CgroupReader::number)
                    .toOptional()
                    .orElse(OptionalLong.empty());
        }

        private OptionalLong limit(String name) {
            OptionalLong figure = figure(name);
            return figure.orElse(UNLIMITED) < UNLIMITED ? figure : OptionalLong.empty();
        }

        private Counters counters(String name) {
            lastEvents = files.read(folder + "/" + name, text -> Counters.parse(text, lastEvents))
                    .toOptional()
                    .orElse(Counters.NONE);
            return lastEvents;
        }
    }

    /** A number, or the word "max" for none. */
    static OptionalLong number(Ascii text) {
        if (text.take("max")) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(text.decimal());
    }
}
