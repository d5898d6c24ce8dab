package lacuna.linux.proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import lacuna.linux.call.Access;
import lacuna.linux.call.Errno;
import lacuna.linux.call.OpenFile;
import lacuna.linux.call.ProcFile;
import lacuna.linux.call.Refusal;
import lacuna.linux.call.SystemCalls;

/**
 * The file behind a mapping: the very inode that the target has mapped, whatever has its name now and whichever mount
 * namespace or chroot the target lives in.
 *
 * <p>The kernel's own link /proc/PID/map_files/START-END is tried first; it opens deleted files too but needs a
 * capability. Without it the mapping's path is looked up under the target's root, and believed only if device and inode
 * are those of the mapping. (On file systems whose stat tells another device than maps does, such as btrfs, the path is
 * therefore never believed.)
 */
public final class MappedFile implements AutoCloseable {
    /** How the file was found. */
    public enum Way {
        MAP_FILES,
        PATH
    }

    // Names the file without opening it: a target may have mapped a device, or put a pipe in the path's place.
    private static final int O_PATH = 0x200000;
    private static final String REMEDY = "needs CAP_CHECKPOINT_RESTORE (CAP_SYS_ADMIN before Linux 5.9): run with sudo";

    private final OpenFile file;
    private final Way way;

    private MappedFile(OpenFile file, Way way) {
        this.file = file;
        this.way = way;
    }

    public static Access<MappedFile> open(int pid, Mapping mapping) {
        if (!mapping.isFile()) {
            return refused(Errno.EINVAL, "no file is mapped at 0x%x".formatted(mapping.start()), "choose another");
        }
        return switch (openByLink(pid, mapping)) {
            case Access.Granted<MappedFile> granted -> granted;
            case Access.Refused<MappedFile>(Refusal byLink) ->
                switch (openByPath(pid, mapping)) {
                    case Access.Granted<MappedFile> granted -> granted;
                    case Access.Refused<MappedFile>(Refusal byPath) ->
                        refused(
                                byLink.errno(),
                                "its map_files link: %s; its path: %s".formatted(byLink.why(), byPath.why()),
                                byLink.remedy());
                };
        };
    }

    /** Closed with this. */
    public OpenFile file() {
        return file;
    }

    public Way way() {
        return way;
    }

    @Override
    public void close() {
        file.close();
    }

    private static Access<MappedFile> openByLink(int pid, Mapping mapping) {
        return open("/proc/%d/map_files/%x-%x".formatted(pid, mapping.start(), mapping.end()), Way.MAP_FILES, mapping);
    }

    static Access<MappedFile> openByPath(int pid, Mapping mapping) {
        String root = "/proc/" + pid + "/root";
        try {
            String target = Files.readSymbolicLink(Path.of(root)).toString();
            return open(root + pathWithin(target, mapping.path()), Way.PATH, mapping);
        } catch (IOException e) {
            return refused(Errno.EACCES, "the root of process %d is not shown".formatted(pid), REMEDY);
        }
    }

    /**
     * {@code path} as seen from {@code root}. maps prints the path from the reader's root when the target's root lies
     * within that (chroot), and from the target's root otherwise (a container).
     */
    static String pathWithin(String root, String path) {
        return !root.equals("/") && path.startsWith(root + "/") ? path.substring(root.length()) : path;
    }

    private static Access<MappedFile> open(String name, Way way, Mapping mapping) {
        int fd = ProcFile.open(name, O_PATH);
        if (fd < 0) {
            return refused(-fd, Errno.words(-fd), fd == -Errno.ENOENT ? "read the mappings again" : REMEDY);
        }
        try {
            // From here on the descriptor is the name, so that nobody can put another file in its place.
            Path same = Path.of("/proc/self/fd/" + fd);
            Map<String, Object> attributes = Files.readAttributes(same, "unix:dev,ino,isRegularFile");
            if (!isThatOf(mapping, attributes, way)) {
                return refused(Errno.ENOENT, "another file is there now", REMEDY);
            }
            return switch (OpenFile.open(same)) {
                case Access.Granted<OpenFile>(OpenFile file) -> new Access.Granted<>(new MappedFile(file, way));
                case Access.Refused<OpenFile> _ -> refused(Errno.EACCES, "cannot be opened for reading", REMEDY);
            };
        } catch (IOException e) {
            return refused(Errno.EACCES, "cannot be opened for reading", REMEDY);
        } finally {
            SystemCalls.close(fd);
        }
    }

    private static boolean isThatOf(Mapping mapping, Map<String, Object> attributes, Way way) {
        if (!Boolean.TRUE.equals(attributes.get("isRegularFile"))
                || !Long.valueOf(mapping.inode()).equals(attributes.get("ino"))) {
            return false;
        }
        return switch (way) {
            case MAP_FILES -> true;
            case PATH ->
                attributes.get("dev") instanceof Long device
                        && major(device) == mapping.deviceMajor()
                        && minor(device) == mapping.deviceMinor();
        };
    }

    // The C library's encoding of a device number (gnu_dev_major, gnu_dev_minor).
    private static long major(long device) {
        return (device >>> 8 & 0xfff) | (device >>> 32 & ~0xfffL);
    }

    private static long minor(long device) {
        return (device & 0xff) | (device >>> 12 & ~0xffL & 0xffffffffL);
    }

    private static Access<MappedFile> refused(int errno, String why, String remedy) {
        return new Access.Refused<>(new Refusal(errno, why, remedy));
    }
}
