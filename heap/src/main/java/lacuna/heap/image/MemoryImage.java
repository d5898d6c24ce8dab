package lacuna.heap.image;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import lacuna.heap.elf.ElfFile;
import lacuna.linux.proc.Mapping;

/**
 * An address space: its mappings and their bytes. Reading one changes nothing in the process that it is of: of a live
 * process only what is resident is read.
 */
public sealed interface MemoryImage extends AutoCloseable permits LiveImage, CoreImage {
    /** What it is, in a few words for the user: "process 4711", "core file /var/crash/core.4711 (by the kernel)". */
    String describe();

    ProcessFacts facts();

    /** All mappings, by address; no two overlap. */
    List<Mapping> mappings();

    /**
     * Reads up to {@code length} bytes at {@code address} to the start of {@code into}, and says how many: it stops
     * before the first byte that the image does not hold. Private memory that was never touched reads as zeros.
     */
    int read(long address, MemorySegment into, int length);

    /** The same image for another thread to read at the same time; closed with this one. */
    MemoryImage another();

    /**
     * The file behind {@code mapping}, when it can still be opened and is known to be the one that was mapped. The
     * caller closes it.
     */
    Optional<ElfFile> file(Mapping mapping);

    /** What of the image could not be had, in words for the user: refused, cut off, damaged. */
    List<String> gaps();

    @Override
    void close();
}
