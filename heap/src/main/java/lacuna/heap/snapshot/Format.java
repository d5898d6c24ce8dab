package lacuna.heap.snapshot;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import lacuna.linux.CannotExamine;

/**
 * The numbers of the file format, all little-endian. A file is a head, sections, and an end:
 *
 * <pre>
 * head     magic (8 bytes), version u32, CRC32C of these
 * section  kind u32, frames u32, length of the frames u64, CRC32C of these; then the frames
 * frame    raw length u32, stored length u32, CRC32C of the stored bytes; then the stored bytes, deflated
 * end      a section of kind END without frames, whose length is where it begins; then CRC32C of all before it
 * </pre>
 *
 * The sections are FACTS, MAPPINGS, RESIDENCY (not of a core), and for each heap HEAP and one BLOCKS for each region. What
 * a section holds is in the class that writes and reads it. The limits keep what a file can make a reader allocate small;
 * a writer that would exceed one refuses.
 */
final class Format {
    static final byte[] MAGIC = "\u007fLACUNA\n".getBytes(StandardCharsets.ISO_8859_1);
    static final int VERSION = 1;

    static final int HEAD_BYTES = MAGIC.length + 8;
    static final int SECTION_HEAD_BYTES = 20;
    static final int FRAME_HEAD_BYTES = 12;
    static final int END_BYTES = SECTION_HEAD_BYTES + 4;

    static final int END = 0;
    static final int FACTS = 1;
    static final int MAPPINGS = 2;
    static final int RESIDENCY = 3;
    static final int HEAP = 4;
    static final int BLOCKS = 5;

    /** What a frame holds before it is deflated. */
    static final int FRAME = 1 << 16;
    /** What incompressible bytes can grow by. */
    static final int MOST_STORED = FRAME + 1024;

    static final int MOST_TEXT = 1 << 16;
    /** Of a whole file, texts that are used again apart. */
    static final long MOST_TEXT_OF_ALL = 64 << 20;
    /** Of one list, where nothing else limits it. */
    static final int MOST_ITEMS = 1 << 16;
    /** Of all lists of a file together. */
    static final long MOST_ITEMS_OF_ALL = 1 << 21;

    static final int MOST_THREADS = 1 << 18;
    static final int MOST_MAPPINGS = 1 << 18;
    static final int MOST_HEAPS = 256;
    static final int MOST_REGIONS = 1 << 13;
    /** An account of a region has a few numbers for each mapping. */
    static final long MOST_REGIONS_BY_MAPPINGS = 1L << 24;
    /** Of all regions together: each piece of memory without a gap is remembered. */
    static final long MOST_PIECES = 1L << 22;
    /** Of all regions together; runs of blocks of one size count once. */
    static final long MOST_RECORDS = 1L << 32;
    /** Of all blocks of a file together: four times what a program can address, since heaps lie in blocks of others. */
    static final long MOST_BYTES_OF_BLOCKS = 1L << 49;
    /** Stretches of 512 pages with something resident: 2 TiB where all of it is. */
    static final int MOST_STRETCHES = 1 << 20;
    /** Addresses of programs lie below, with five levels of page tables too; and no sum of sizes is larger. */
    static final long HIGHEST = 1L << 57;

    private Format() {}

    static CannotExamine damaged(Path file, String why) {
        return new CannotExamine("damaged snapshot", file + ": " + why, "copy it anew or take another");
    }

    static CannotExamine tooNew(Path file, String why) {
        return new CannotExamine(
                "snapshot of a newer Lacuna",
                file + ": " + why,
                "read it with a Lacuna as new as the one that wrote it");
    }

    static CannotExamine tooLarge(String why) {
        return new CannotExamine("too large for a snapshot", why, "examine the target itself with lacuna heap or map");
    }
}
