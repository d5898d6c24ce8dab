package lacuna.heap.map;

import java.util.List;
import java.util.Optional;
import lacuna.linux.proc.Mapping;

/** What the kernel itself calls by name, and what a process named of its own accord. */
final class KernelNames implements NamingRule {
    private record Label(String beginning, MappingKind kind) {}

    /** Names that programs give their memory (prctl PR_SET_VMA_ANON_NAME), the longer before the shorter. */
    private static final List<Label> GIVEN = List.of(
            new Label("[anon:glibc: malloc arena", MappingKind.ARENA_HEAP),
            new Label("[anon:glibc: malloc", MappingKind.LARGE_MALLOC),
            new Label("[anon:glibc: pthread stack", MappingKind.THREAD_STACK),
            new Label("[anon: Go: heap", MappingKind.GO_HEAP),
            new Label("[anon:zend_alloc", MappingKind.ZEND_CHUNK),
            new Label("[anon_shmem:", MappingKind.SHARED_MEMORY));

    @Override
    public Optional<Name> name(int index, Mapping mapping) {
        String path = mapping.path();
        if (!path.startsWith("[")) {
            return Optional.empty();
        }
        for (Label label : GIVEN) {
            if (path.startsWith(label.beginning())) {
                MappingKind kind = label.kind() == MappingKind.ARENA_HEAP && mapping.isInaccessible()
                        ? MappingKind.ARENA_RESERVE
                        : label.kind();
                return Optional.of(Name.confirmed(kind, ""));
            }
        }
        if (path.startsWith("[anon:")) {
            return Optional.empty();
        }
        if (path.startsWith("[stack:")) {
            return Optional.of(
                    Name.confirmed(MappingKind.THREAD_STACK, "thread " + path.substring(7, path.length() - 1)));
        }
        return Optional.of(Name.confirmed(
                switch (path) {
                    case "[heap]" -> MappingKind.MAIN_HEAP;
                    case "[stack]" -> MappingKind.MAIN_STACK;
                    default -> MappingKind.KERNEL;
                },
                ""));
    }

    /** The name of what no rule knows. */
    static Name plain(Mapping mapping) {
        String path = mapping.path();
        if (isSharedMemory(mapping)) {
            return Name.confirmed(MappingKind.SHARED_MEMORY, sharedMemoryNote(mapping));
        }
        if (mapping.isInaccessible()) {
            return Name.confirmed(MappingKind.RESERVED, path.startsWith("/") ? "part of a file" : "");
        }
        if (path.startsWith("/dev/") || path.startsWith("anon_inode:")) {
            return Name.confirmed(MappingKind.DEVICE, "");
        }
        if (mapping.isReservedHuge()) {
            return Name.confirmed(MappingKind.ANONYMOUS, "huge pages set aside");
        }
        if (path.startsWith("/")) {
            return Name.confirmed(MappingKind.FILE, mapping.isShared() ? "shared" : "");
        }
        return Name.confirmed(
                MappingKind.ANONYMOUS, path.startsWith("[anon:") ? path.substring(6, path.length() - 1) : "");
    }

    static boolean isSharedMemory(Mapping mapping) {
        String path = mapping.path();
        return path.startsWith("/dev/shm/")
                || path.startsWith("/memfd:")
                || path.startsWith("/SYSV")
                || (path.startsWith("/anon_hugepage") && mapping.isShared())
                || (path.startsWith("/dev/zero") && mapping.isShared());
    }

    private static String sharedMemoryNote(Mapping mapping) {
        String path = mapping.path();
        if (path.startsWith("/dev/shm/")) {
            return "POSIX";
        }
        if (path.startsWith("/SYSV")) {
            return "System V";
        }
        return path.startsWith("/memfd:") ? "memfd" : "anonymous, inherited over fork";
    }
}
