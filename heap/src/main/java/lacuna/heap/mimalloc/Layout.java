package lacuna.heap.mimalloc;

import java.util.List;
import java.util.stream.Stream;

/**
 * Where things stand in a segment of mimalloc 2 (x86-64, release builds), by the headers {@code types.h} of the versions
 * named and of CPython 3.13 and 3.14. Which one a process has is decided by its pages: see {@link Finder}.
 */
enum Layout {
    V2_0("2.0.7 to 2.0.9", Header.EARLY, 80, Fields.EARLY, Start.FIXED),
    V2_1("2.1.0 to 2.1.2", Header.EARLY, 80, Fields.EARLY, Start.BY_SIZE),
    /** Its pages have a link and a number more, for readers that take no lock. */
    PYTHON("CPython without its global lock", Header.EARLY, 96, Fields.EARLY, Start.BY_SIZE),
    V2_1_4("2.1.4 to 2.1.7", Header.EARLY, 96, Fields.LATE, Start.STORED),
    V2_1_9("2.1.9 to 2.4", Header.LATE, 96, Fields.LATE, Start.STORED);

    static final long SEGMENT = 32 << 20;
    static final int SLICE = 64 << 10;
    static final int SLICES = (int) (SEGMENT / SLICE);
    /** Slices that the header of a segment has; of one huge block that must lie on a border, all before that border. */
    static final int MOST_INFO_SLICES = 4;

    static final int HUGE = 1;
    static final long PAGE = 4096;
    static final int SMALLEST_BLOCK = 8;
    /** Larger blocks have a page each, of no more slices than they need; where they need many, in steps of eight. */
    static final long LARGEST_CLASS = 128 << 10;

    static final int MANY = 8;
    /** Since 2.2 blocks that are larger than this are whole pages of memory. */
    private static final long SMALLEST_WHOLE = 64 << 10;

    /** In a page's record: how many slices it has, and how many bytes of records its first one lies before this one. */
    static final int SLICE_COUNT = 0;

    static final int SLICE_OFFSET = 4;
    static final int FLAGS = 8;
    static final int CAPACITY = 10;
    static final int RESERVED = 12;
    static final int FREE = 16;
    /** In CPython, which of a thread's heaps the page is of, among the flags. */
    static final int TAG_SHIFT = 3;

    static final int TAGS = 16;
    /** The lowest bits of the list of what other threads freed say how they have to free. */
    static final long LIST = -4;
    /** A size in 32 bits that stands for a larger one. */
    static final long NO_SIZE = 1L << 31;

    /** From a heap's list of what other threads freed to the thread that it is of. */
    static final int HEAP_THREAD = 8;

    /** Where the words of a segment's header stand. */
    enum Header {
        EARLY(192, 208, 216, 224, 232, 240, 248, 256, 264),
        LATE(200, 216, 224, 248, 256, 264, 272, 280, 288);

        /** Enough for any header, and the beginning of its first record. */
        static final int BYTES = 304;

        final int abandoned;
        final int used;
        final int cookie;
        final int slices;
        final int infoSlices;
        final int kind;
        final int entries;
        final int thread;
        final int records;

        Header(
                int abandoned,
                int used,
                int cookie,
                int slices,
                int infoSlices,
                int kind,
                int entries,
                int thread,
                int records) {
            this.abandoned = abandoned;
            this.used = used;
            this.cookie = cookie;
            this.slices = slices;
            this.infoSlices = infoSlices;
            this.kind = kind;
            this.entries = entries;
            this.thread = thread;
            this.records = records;
        }
    }

    /** Where the fields of a page's record stand, a heap's list of what other threads freed, and its count of pages. */
    enum Fields {
        EARLY(24, 28, 32, 40, 48, 2840, 3024),
        LATE(32, 40, 24, 56, 64, 8, 192);

        /** Where a page's blocks begin, where the record says it. */
        static final int START = 48;

        final int used;
        final int blockSize;
        final int localFree;
        final int threadFree;
        final int heap;
        final int delayed;
        final int pageCount;

        Fields(int used, int blockSize, int localFree, int threadFree, int heap, int delayed, int pageCount) {
            this.used = used;
            this.blockSize = blockSize;
            this.localFree = localFree;
            this.threadFree = threadFree;
            this.heap = heap;
            this.delayed = delayed;
            this.pageCount = pageCount;
        }
    }

    /** How far from the beginning of a page its blocks begin. */
    enum Start {
        FIXED,
        BY_SIZE,
        STORED;

        /** Of blocks of {@code size} bytes, where the page's record does not say it. */
        int offset(long size) {
            return switch (this) {
                case FIXED -> size <= 1024 ? 384 : 0;
                case BY_SIZE -> size <= 64 ? 3 * (int) size : size <= 512 ? (int) size : 0;
                case STORED -> 0;
            };
        }
    }

    private final String versions;
    private final Header header;
    private final int recordBytes;
    private final Fields fields;
    private final Start start;

    Layout(String versions, Header header, int recordBytes, Fields fields, Start start) {
        this.versions = versions;
        this.header = header;
        this.recordBytes = recordBytes;
        this.fields = fields;
        this.start = start;
    }

    static List<Layout> of(Header header) {
        return Stream.of(values()).filter(each -> each.header == header).toList();
    }

    String versions() {
        return versions;
    }

    Header header() {
        return header;
    }

    Fields fields() {
        return fields;
    }

    Start start() {
        return start;
    }

    /** The variable that says after how many milliseconds free spans go back. */
    String purgeDelay() {
        return this == V2_0 ? "MIMALLOC_DECOMMIT_DELAY" : "MIMALLOC_PURGE_DELAY";
    }

    /** The bytes of a page's record: there is one for each slice. */
    int recordBytes() {
        return recordBytes;
    }

    /** Up to the end of the records of {@code entries} slices. */
    int headerBytes(int entries) {
        return header.records + entries * recordBytes;
    }

    /** Whether blocks of {@code size} bytes are handed out: four sizes to a doubling, and of large ones whole pages of memory. */
    static boolean isBlockSize(long size) {
        boolean isWhole = size > SMALLEST_WHOLE && size % PAGE == 0;
        boolean isOfClass = size >= SMALLEST_BLOCK
                && size <= LARGEST_CLASS
                && size % Math.max(SMALLEST_BLOCK, Integer.highestOneBit((int) size) >>> 2) == 0;
        return isWhole || isOfClass;
    }

    static boolean isPossible(long address) {
        return address >= PAGE && address < 1L << 56;
    }
}
