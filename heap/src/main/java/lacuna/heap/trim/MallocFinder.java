package lacuna.heap.trim;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import lacuna.heap.elf.DynamicSymbols;
import lacuna.heap.elf.DynamicSymbols.Symbol;
import lacuna.heap.elf.ElfFile;
import lacuna.heap.elf.Segment;
import lacuna.heap.image.MemoryImage;
import lacuna.linux.CannotExamine;
import lacuna.linux.call.Access;
import lacuna.linux.call.Errno;
import lacuna.linux.call.Refusal;
import lacuna.linux.call.RemoteFunction;
import lacuna.linux.call.WayBack;
import lacuna.linux.proc.Mapping;

/** Finds glibc's malloc among the files that a process has mapped, by dynamic symbols alone. */
final class MallocFinder {
    // All of malloc.o lies within these distances of its exported functions; what else does costs a retry at worst.
    private static final long BEFORE_MALLOC = 24 << 10;
    private static final long AFTER_MALLOC_INFO = 8 << 10;
    private static final long MOST_CODE = 1 << 20;
    private static final long MOST_TEXT = 64 << 20;
    private static final List<String> KIN = List.of(
            "free", "calloc", "realloc", "memalign", "malloc_trim", "malloc_stats", "mallopt", "malloc_usable_size");

    private final MemoryImage image;
    private Optional<MallocCode> found = Optional.empty();
    private Optional<Refusal> refusal = Optional.empty();

    private MallocFinder(MemoryImage image) {
        this.image = image;
    }

    static Access<MallocCode> find(MemoryImage image) {
        MallocFinder finder = new MallocFinder(image);
        for (Mapping mapping : image.mappings()) {
            if (mapping.isFile() && mapping.offset() == 0 && !isLoader(mapping.path())) {
                finder.look(mapping);
            }
        }
        return finder.answer();
    }

    private Access<MallocCode> answer() {
        if (refusal.isPresent()) {
            return new Access.Refused<>(refusal.get());
        }
        return found.<Access<MallocCode>>map(Access.Granted::new)
                .orElseGet(() -> new Access.Refused<>(refused(
                        image.describe()
                                + " has no glibc with malloc_trim: it is linked statically, or to another C library",
                        "restart it to get its memory back")));
    }

    /** The loader has a malloc of its own, for the time before there is another. */
    private static boolean isLoader(String path) {
        return path.substring(path.lastIndexOf('/') + 1).startsWith("ld-");
    }

    private void look(Mapping mapping) {
        try (ElfFile file = image.file(mapping).orElse(null)) {
            if (file == null && hasCode(mapping.path())) {
                refusal = Optional.of(refused(
                        "%s cannot be opened, so whose malloc it is cannot be known".formatted(mapping.path()),
                        "needs CAP_SYS_PTRACE and CAP_CHECKPOINT_RESTORE: run with sudo"));
            }
            DynamicSymbols symbols = file == null ? null : file.dynamicSymbols().orElse(null);
            if (symbols == null || symbols.find("malloc").isEmpty()) {
                return;
            }
            if (symbols.find("gnu_get_libc_version").isEmpty()) {
                refusal = Optional.of(refused(
                        "its malloc is that of %s, not glibc's".formatted(mapping.path()),
                        "use that allocator's own way to give memory back"));
                return;
            }
            found = code(file, symbols, mapping.start() - file.lowestAddress());
            if (found.isEmpty() && refusal.isEmpty()) {
                refusal = Optional.of(refused(
                        "the malloc of %s is laid out in a way that is not known".formatted(mapping.path()),
                        "report it with the output of ldd --version"));
            }
        } catch (CannotExamine _) {
            // A damaged file, or none of ELF: nothing is called in it.
        }
    }

    private boolean hasCode(String path) {
        return image.mappings().stream()
                .anyMatch(mapping -> mapping.isExecutable() && mapping.path().equals(path));
    }

    private static Optional<MallocCode> code(ElfFile file, DynamicSymbols symbols, long bias) {
        Optional<Symbol> malloc = symbols.find("malloc");
        Optional<Symbol> info = symbols.find("malloc_info");
        Optional<Symbol> trim = symbols.find("malloc_trim");
        Optional<Symbol> errno = symbols.find("__errno_location");
        if (malloc.isEmpty() || info.isEmpty() || trim.isEmpty() || errno.isEmpty()) {
            return Optional.empty();
        }
        long address = malloc.get().address();
        Optional<Segment> text = executable(file, address);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        long start = Math.max(text.get().address(), address - BEFORE_MALLOC);
        long end = Math.min(
                text.get().address() + text.get().fileSize(), info.get().address() + AFTER_MALLOC_INFO);
        boolean isWhole = end - start <= MOST_CODE
                && KIN.stream()
                        .allMatch(name -> symbols.find(name)
                                .filter(symbol -> symbol.address() >= start && symbol.address() < end)
                                .isPresent());
        if (!isWhole) {
            return Optional.empty();
        }
        Optional<WayBack> wayBack = bytes(file, text.get().address(), text.get().fileSize())
                .flatMap(all -> WayBack.in(all, bias + text.get().address()));
        return bytes(file, start, end - start)
                .flatMap(code -> wayBack.map(back -> new MallocCode(
                        bias + start,
                        code,
                        new RemoteFunction(
                                bias + trim.get().address(),
                                0,
                                bias + errno.get().address(),
                                back))));
    }

    private static Optional<Segment> executable(ElfFile file, long address) {
        return file.segments().stream()
                .filter(segment -> segment.type() == Segment.LOAD
                        && (segment.flags() & Segment.EXECUTE) != 0
                        && segment.fileSize() > 0
                        && segment.fileSize() <= MOST_TEXT
                        && Long.compareUnsigned(address - segment.address(), segment.fileSize()) < 0)
                .findFirst();
    }

    private static Optional<MemorySegment> bytes(ElfFile file, long address, long length) {
        long offset = file.offsetOf(address);
        if (offset < 0 || length <= 0) {
            return Optional.empty();
        }
        MemorySegment bytes = Arena.ofAuto().allocate(length);
        return file.read(offset, bytes, (int) length) == length ? Optional.of(bytes) : Optional.empty();
    }

    private static Refusal refused(String why, String remedy) {
        return new Refusal(Errno.ENOSYS, why, remedy);
    }
}
