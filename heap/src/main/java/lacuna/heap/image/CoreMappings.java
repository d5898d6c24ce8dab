package lacuna.heap.image;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import lacuna.heap.elf.Segment;
import lacuna.linux.proc.Mapping;

/**
 * The mapping list of a core: its load segments say where and with which access, its note of mapped files says what. A
 * mapped file without a segment is one whose pages the debugger did not dump, because the file still has them.
 */
final class CoreMappings {
    private static final String DELETED = " (deleted)";
    /** Where x86-64 has its vsyscall page, in every process. */
    private static final long VSYSCALL = 0xffffffffff600000L;

    private final NavigableMap<Long, Mapping> mappings = new TreeMap<>(Long::compareUnsigned);
    private final NavigableMap<Long, CoreNotes.MappedFile> files = new TreeMap<>(Long::compareUnsigned);
    private final Writer writer;
    private final OptionalLong vdso;
    private final OptionalLong inMainStack;

    /** Who wrote the core. A debugger marks everything readable, reserves without access too. */
    enum Writer {
        KERNEL,
        DEBUGGER
    }

    private CoreMappings(CoreNotes notes, Writer writer) {
        this.writer = writer;
        this.vdso = notes.auxv().get(AuxiliaryVector.VDSO);
        this.inMainStack = notes.auxv().get(AuxiliaryVector.RANDOM);
        for (CoreNotes.MappedFile file : notes.files()) {
            if (isRange(file.start(), file.end())) {
                files.put(file.start(), file);
            }
        }
    }

    /** No address is higher, with five levels of page tables too; the kernel's are as far below the end. */
    private static final long HIGHEST = 1L << 57;

    /** No memory reaches from the lower end of the addresses, which is the program's, into the kernel's. */
    static boolean isRange(long start, long end) {
        return Long.compareUnsigned(start, end) < 0
                && (start ^ (end - 1)) >= 0
                && (start >= 0 ? end - 1 < HIGHEST : start >= -HIGHEST);
    }

    /** {@code loads} are in order and do not overlap. */
    static List<Mapping> of(List<Segment> loads, CoreNotes notes, Writer writer) {
        CoreMappings merged = new CoreMappings(notes, writer);
        loads.forEach(merged::addLoad);
        merged.files.values().forEach(merged::addUndumped);
        merged.nameKernelData();
        return List.copyOf(merged.mappings.values());
    }

    private void addLoad(Segment load) {
        long start = load.address();
        long end = start + load.memorySize();
        int permissions = ((load.flags() & Segment.READ) != 0 ? Mapping.READ : 0)
                | ((load.flags() & Segment.WRITE) != 0 ? Mapping.WRITE : 0)
                | ((load.flags() & Segment.EXECUTE) != 0 ? Mapping.EXECUTE : 0);
        Map.Entry<Long, CoreNotes.MappedFile> file = files.floorEntry(start);
        if (file != null && Long.compareUnsigned(start, file.getValue().end()) < 0) {
            add(file.getValue(), start, end, permissions);
            return;
        }
        if (writer == Writer.DEBUGGER && permissions == Mapping.READ) {
            // Anonymous memory that is only read hardly exists; a reserve looks just so.
            permissions = 0;
        }
        String name = "";
        if (isIn(vdso, start, end)) {
            name = "[vdso]";
        } else if (isIn(inMainStack, start, end)) {
            name = "[stack]";
        } else if (start == VSYSCALL) {
            name = "[vsyscall]";
        }
        mappings.put(start, new Mapping(start, end, permissions, 0, 0, 0, 0, name, false));
    }

    /** The kernel maps the data that the vdso reads directly below it. */
    private void nameKernelData() {
        Map.Entry<Long, Mapping> above = vdso.isPresent() ? mappings.floorEntry(vdso.getAsLong()) : null;
        Map.Entry<Long, Mapping> below = above == null ? null : mappings.lowerEntry(above.getKey());
        while (below != null
                && below.getValue().end() == above.getKey()
                && below.getValue().isAnonymous()
                && below.getValue().permissions() == Mapping.READ) {
            Mapping data = below.getValue();
            mappings.put(
                    data.start(), new Mapping(data.start(), data.end(), Mapping.READ, 0, 0, 0, 0, "[vvar]", false));
            above = below;
            below = mappings.lowerEntry(above.getKey());
        }
    }

    private void addUndumped(CoreNotes.MappedFile file) {
        Map.Entry<Long, Mapping> before = mappings.lowerEntry(file.end());
        boolean isFree =
                before == null || Long.compareUnsigned(before.getValue().end(), file.start()) <= 0;
        if (isFree) {
            add(file, file.start(), file.end(), Mapping.READ);
        }
    }

    private void add(CoreNotes.MappedFile file, long start, long end, int permissions) {
        boolean deleted = file.path().endsWith(DELETED);
        String path = deleted ? file.path().substring(0, file.path().length() - DELETED.length()) : file.path();
        long offset = file.offset() + (start - file.start());
        int shared = isSharedMemory(path, deleted) ? Mapping.SHARED : 0;
        mappings.put(start, new Mapping(start, end, permissions | shared, offset, 0, 0, 0, path, deleted));
    }

    /** A core does not tell shared mappings from private ones, but these names are given to shared memory only. */
    private static boolean isSharedMemory(String path, boolean deleted) {
        return path.startsWith("/memfd:")
                || path.startsWith("/SYSV")
                || path.startsWith("/dev/shm/")
                || (path.equals("/dev/zero") && deleted);
    }

    private static boolean isIn(OptionalLong address, long start, long end) {
        return address.isPresent()
                && Long.compareUnsigned(address.getAsLong(), start) >= 0
                && Long.compareUnsigned(address.getAsLong(), end) < 0;
    }
}
