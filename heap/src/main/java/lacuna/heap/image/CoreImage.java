package lacuna.heap.image;

import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import lacuna.heap.elf.ElfFile;
import lacuna.heap.elf.Segment;
import lacuna.linux.CannotExamine;
import lacuna.linux.proc.Mapping;

/**
 * An ELF core, as the kernel or gdb's gcore writes it. Bytes that were not dumped, or that a truncated file has lost,
 * cannot be read; everything else can.
 */
public final class CoreImage implements MemoryImage {

    private final ElfFile core;
    private final CoreNotes notes;
    private final List<Segment> loads;
    private final List<Mapping> mappings;
    private final ProcessFacts facts;
    private final List<String> gaps = new ArrayList<>();

    private CoreImage(ElfFile core) {
        this.core = core;
        if (core.type() != ElfFile.CORE) {
            throw new CannotExamine("not an ELF core", core.name(), "name a core file, or a process by its PID");
        }
        this.notes = CoreNotes.of(core);
        this.loads = usableLoads();
        if (loads.isEmpty()) {
            throw new CannotExamine("core without memory", core.name(), "dump it anew, with ulimit -c unlimited");
        }
        notes.damage().ifPresent(gaps::add);
        long missing = missingBytes();
        if (missing > 0) {
            gaps.add("the file is truncated: " + missing + " bytes of memory are missing at its end");
        }
        this.mappings = CoreMappings.of(
                loads, notes, core.hasSections() ? CoreMappings.Writer.DEBUGGER : CoreMappings.Writer.KERNEL);
        OptionalInt pid = notes.pid();
        this.facts = new ProcessFacts(
                pid,
                notes.name(),
                notes.auxv().program(mappings).orElse(""),
                List.copyOf(notes.threads()),
                notes.auxv());
    }

    public static CoreImage open(Path path) {
        ElfFile core = ElfFile.open(path);
        try {
            return new CoreImage(core);
        } catch (CannotExamine e) {
            core.close();
            throw e;
        }
    }

    @Override
    public String describe() {
        return "core file " + core.name()
                + (core.hasSections() ? " (written by a debugger)" : " (written by the kernel)");
    }

    @Override
    public ProcessFacts facts() {
        return facts;
    }

    @Override
    public List<Mapping> mappings() {
        return mappings;
    }

    @Override
    public List<String> gaps() {
        return List.copyOf(gaps);
    }

    /** The signal that ended the process; a core that was taken of a running process may have none. */
    public OptionalInt signal() {
        return notes.signal();
    }

    /** Any number of threads may read a file that does not change. */
    @Override
    public CoreImage another() {
        return this;
    }

    @Override
    public int read(long address, MemorySegment into, int length) {
        int done = 0;
        int index = indexOf(address);
        while (done < length && index >= 0 && index < loads.size()) {
            Segment load = loads.get(index++);
            long from = address + done - load.address();
            long held = load.fileSize() - from;
            if (from < 0 || held <= 0) {
                break;
            }
            int wanted = (int) Math.min(length - done, held);
            int count = core.read(load.offset() + from, into.asSlice(done), wanted);
            done += count;
            if (count < wanted || load.fileSize() < load.memorySize()) {
                break;
            }
        }
        return done;
    }

    /** The host that reads a core need not be the one that wrote it: the file counts only with the same build id. */
    @Override
    public Optional<ElfFile> file(Mapping mapping) {
        if (!mapping.path().startsWith("/") || mapping.deleted() || !Files.isRegularFile(Path.of(mapping.path()))) {
            return Optional.empty();
        }
        Optional<String> mapped = MappedObject.inMemory(this, mapping.path()).flatMap(MappedObject::buildId);
        if (mapped.isEmpty()) {
            return Optional.empty();
        }
        try {
            ElfFile file = ElfFile.open(Path.of(mapping.path()));
            if (isBuild(file, mapped)) {
                return Optional.of(file);
            }
            file.close();
        } catch (CannotExamine unreadable) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        core.close();
    }

    /** The load segments by address, without those that are empty, overlap the one before or leave the address space. */
    private List<Segment> usableLoads() {
        List<Segment> sorted = new ArrayList<>();
        int damaged = 0;
        for (Segment segment : core.segments()) {
            long end = segment.address() + segment.memorySize();
            if (segment.type() != Segment.LOAD || segment.memorySize() == 0) {
                continue;
            }
            if (CoreMappings.isRange(segment.address(), end)
                    && segment.offset() >= 0
                    && segment.fileSize() >= 0
                    && segment.offset() <= Long.MAX_VALUE - segment.fileSize()
                    && Long.compareUnsigned(segment.fileSize(), segment.memorySize()) <= 0) {
                sorted.add(segment);
            } else {
                damaged++;
            }
        }
        sorted.sort(Comparator.comparing(Segment::address, Long::compareUnsigned));
        List<Segment> usable = new ArrayList<>(sorted.size());
        long end = 0;
        for (Segment segment : sorted) {
            if (Long.compareUnsigned(segment.address(), end) < 0) {
                damaged++;
            } else {
                usable.add(segment);
                end = segment.address() + segment.memorySize();
            }
        }
        if (damaged > 0) {
            gaps.add("left out: " + damaged + " program headers that are damaged or overlap others");
        }
        return usable;
    }

    private static boolean isBuild(ElfFile file, Optional<String> buildId) {
        try {
            return file.buildId().equals(buildId);
        } catch (CannotExamine damaged) {
            return false;
        }
    }

    private long missingBytes() {
        long missing = 0;
        for (Segment load : loads) {
            long end = load.offset() + load.fileSize();
            if (end > core.size()) {
                missing += Math.min(load.fileSize(), end - core.size());
            }
        }
        return missing;
    }

    /** The last load that begins at or before {@code address}, or -1. */
    private int indexOf(long address) {
        int low = 0;
        int high = loads.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(loads.get(middle).address(), address) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }
}
